/** What `-w`, `-b`, `-Z` and `-B` ignore. */

/** Which differences do not count. */
export interface WhitespaceOptions {
  /** `-w`: all blanks, tabs and carriage returns. */
  readonly ignoreAllSpace?: boolean;
  /** `-b`: the amount of them, and all of them before a newline. */
  readonly ignoreSpaceChange?: boolean;
  /** `-Z`: them, and form feeds, before a newline. */
  readonly ignoreSpaceAtEol?: boolean;
  /** `-B`: changes that only add or remove empty lines. */
  readonly ignoreBlankLines?: boolean;
}

const NEWLINE = 10;

function isSpace(byte: number): boolean {
  return byte === 32 || byte === 9 || byte === 13;
}

/** True when lines have to be cleaned before they are compared. */
export function ignoresSpace(options: WhitespaceOptions): boolean {
  return (
    options.ignoreAllSpace === true || options.ignoreSpaceChange === true || options.ignoreSpaceAtEol === true
  );
}

/**
 * The text as it is compared. No newline is added or removed, so lines keep their numbers (but a last line without a
 * newline may vanish, in hg too). Returns the text itself when nothing is ignored. O(bytes).
 */
export function cleanSpace(text: Uint8Array, options: WhitespaceOptions): Uint8Array {
  let clean = text;
  if (options.ignoreAllSpace === true || options.ignoreSpaceChange === true)
    clean = squeeze(clean, options.ignoreAllSpace === true);
  if (options.ignoreSpaceAtEol === true) clean = trimLines(clean);
  return clean;
}

function squeeze(text: Uint8Array, all: boolean): Uint8Array {
  const out = new Uint8Array(text.length);
  let used = 0;
  for (let at = 0; at < text.length; at++) {
    const byte = text[at];
    if (isSpace(byte)) {
      if (!all && (used === 0 || out[used - 1] !== 32)) out[used++] = 32;
      continue;
    }
    if (byte === NEWLINE && !all && used > 0 && out[used - 1] === 32) used--;
    out[used++] = byte;
  }
  return out.subarray(0, used);
}

function trimLines(text: Uint8Array): Uint8Array {
  const out = new Uint8Array(text.length);
  let used = 0;
  for (let at = 0; at < text.length; at++) {
    const byte = text[at];
    if (byte === NEWLINE) while (used > 0 && (isSpace(out[used - 1]) || out[used - 1] === 12)) used--;
    out[used++] = byte;
  }
  return out.subarray(0, used);
}

/** True when the two ranges of (uncleaned) bytes are equal but for empty lines and what else is ignored. */
export function equalButBlankLines(a: Uint8Array, b: Uint8Array, options: WhitespaceOptions): boolean {
  const cleanA = cleanLines(a, options);
  const cleanB = cleanLines(b, options);
  if (cleanA.length !== cleanB.length) return false;
  for (let i = 0; i < cleanA.length; i++) if (cleanA[i] !== cleanB[i]) return false;
  return true;
}

/** Space at the end of lines goes last, so that a "blank" last line which holds some still counts: hg's order. */
function cleanLines(text: Uint8Array, options: WhitespaceOptions): Uint8Array {
  const squeezed = cleanSpace(text, { ...options, ignoreSpaceAtEol: false });
  const lines = withoutBlankLines(squeezed);
  return options.ignoreSpaceAtEol === true ? trimLines(lines) : lines;
}

/** Each run of newlines becomes one, none stays at the ends. */
function withoutBlankLines(text: Uint8Array): Uint8Array {
  const out = new Uint8Array(text.length);
  let used = 0;
  for (const byte of text) {
    if (byte === NEWLINE && (used === 0 || out[used - 1] === NEWLINE)) continue;
    out[used++] = byte;
  }
  if (used > 0 && out[used - 1] === NEWLINE) used--;
  return out.subarray(0, used);
}
