/** `lstat` without the object and the four dates that Node makes for each file: a third of the time where there are many. */
import * as fs from 'node:fs';

/** Undefined when nothing is there. The numbers are overwritten by the next call. */
type NativeLstat = (
  path: string,
  bigint: false,
  request: undefined,
  throwIfNoEntry: false,
) => Float64Array | undefined;

/** Where the native function puts what. */
export const DEVICE = 0;
export const MODE = 1;
export const LINKS = 2;
export const INODE = 7;
export const SIZE = 8;
export const MTIME_SECONDS = 12;
export const MTIME_NANOSECONDS = 13;
export const CTIME_SECONDS = 14;
const FIELDS = 18;

/** The call in Node's own source: with other arguments the native function may end the process. */
const KNOWN_CALL =
  /binding\.lstat\(\s*pathModule\.toNamespacedPath\(path\),\s*options\.bigint,\s*undefined,\s*options\.throwIfNoEntry,?\s*\)/;

let found: NativeLstat | undefined;
let isLookedFor = false;

/** Undefined where this Node's function is called in another way, or where what it says of the root is not what `fs` says. */
export function quickLstat(): NativeLstat | undefined {
  if (isLookedFor) return found;
  isLookedFor = true;
  // With permissions of Node's own, `fs` asks for them.
  const { permission } = process as { permission?: unknown };
  if (permission !== undefined || process.platform === 'win32' || !KNOWN_CALL.test(fs.lstatSync.toString()))
    return undefined;
  try {
    const { binding } = process as unknown as { binding(name: string): { lstat: NativeLstat } };
    const { lstat } = binding.call(process, 'fs');
    const numbers = lstat('/', false, undefined, false);
    const stats = fs.lstatSync('/');
    const agrees =
      numbers !== undefined &&
      numbers.length >= FIELDS &&
      numbers[MODE] === stats.mode &&
      numbers[INODE] === stats.ino &&
      numbers[SIZE] === stats.size &&
      numbers[MTIME_SECONDS] === Math.floor(stats.mtimeMs / 1000) &&
      numbers[CTIME_SECONDS] === Math.floor(stats.ctimeMs / 1000);
    if (agrees) found = lstat;
  } catch {
    // Refused: the documented way it is.
  }
  return found;
}
