/** Texts as lines: offset tables, without an object or string per line. */

/**
 * Start offsets of the lines of a text. A line ends after its `\n`; a last one without it counts too.
 * Returns `n + 1` offsets, the last being `text.length`; an empty text has no lines. O(bytes).
 */
export function lineOffsets(text: Uint8Array): Int32Array {
  const length = text.length;
  let offsets = new Int32Array((length >> 5) + 16);
  let count = 0;
  let at = 0;
  while (at < length) {
    if (count + 2 > offsets.length) {
      const larger = new Int32Array(offsets.length * 2);
      larger.set(offsets);
      offsets = larger;
    }
    offsets[count++] = at;
    while (at < length && text[at] !== 10) at++;
    at++;
  }
  offsets[count] = length;
  return offsets.subarray(0, count + 1);
}

/** True for texts that Mercurial treats as binary: they hold a NUL byte. */
export function isBinary(text: Uint8Array): boolean {
  // Twice as fast as `includes`, which has to know about NaN.
  return text.indexOf(0) >= 0;
}
