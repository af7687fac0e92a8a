/** What is known of one path, as the bits that format 2 stores; format 1 is translated from and to them. */

/** In the working directory: a tracked file. */
export const WDIR_TRACKED = 1 << 0;
/** In the first parent's manifest. */
export const P1_TRACKED = 1 << 1;
/** A merge touched it: modified whatever the disk says. */
export const P2_INFO = 1 << 2;
export const EXECUTABLE = 1 << 3;
export const SYMLINK = 1 << 4;
/** What was recorded is the state of a *modified* file. */
export const EXPECTED_MODIFIED = 1 << 9;
export const HAS_MODE_AND_SIZE = 1 << 10;
export const HAS_MTIME = 1 << 11;
/** The time only counts with its nanoseconds. */
export const SECOND_AMBIGUOUS = 1 << 12;
export const DIRECTORY = 1 << 13;
export const ALL_UNKNOWN_RECORDED = 1 << 14;
export const ALL_IGNORED_RECORDED = 1 << 15;

/** Any of these makes an entry. */
export const ANYWHERE = WDIR_TRACKED | P1_TRACKED | P2_INFO;
/** What was seen of the file. */
export const SEEN =
  EXECUTABLE | SYMLINK | EXPECTED_MODIFIED | HAS_MODE_AND_SIZE | HAS_MTIME | SECOND_AMBIGUOUS;

/** Times and sizes are kept modulo 2^31. */
export const LOW_31_BITS = 0x7fffffff;
const TYPE = 0o170000;
const LINK = 0o120000;

/** `st_mode` of what the flags describe. */
export function modeOf(flags: number): number {
  if ((flags & SYMLINK) !== 0) return 0o120777;
  return (flags & EXECUTABLE) !== 0 ? 0o100755 : 0o100644;
}

/** The flags that describe `st_mode`. */
export function flagsOfMode(mode: number): number {
  return ((mode & 0o100) !== 0 ? EXECUTABLE : 0) | ((mode & TYPE) === LINK ? SYMLINK : 0);
}
