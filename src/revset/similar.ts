/** Finds names that look like a misspelt one. */
import type { ByteString } from '../bytes/index.js';
import { ParseError } from '../errors/index.js';

/** Sum of the lengths of matching blocks: the longest common run, then the same on both sides of it. */
function matchingChars(a: ByteString, b: ByteString): number {
  let best = 0;
  let atA = 0;
  let atB = 0;
  for (let i = 0; i < a.length; i++)
    for (let j = 0; j < b.length; j++) {
      let length = 0;
      while (i + length < a.length && j + length < b.length && a[i + length] === b[j + length]) length++;
      if (length > best) [best, atA, atB] = [length, i, j];
    }
  if (best === 0) return 0;
  return (
    best +
    matchingChars(a.slice(0, atA), b.slice(0, atB)) +
    matchingChars(a.slice(atA + best), b.slice(atB + best))
  );
}

/** Share of chars that two words have in common, 0 to 1. */
function similarity(a: ByteString, b: ByteString): number {
  const total = a.length + b.length;
  return total === 0 ? 1 : (2 * matchingChars(a, b)) / total;
}

/** `unknown identifier: x`, with a hint when known names look like it. */
export function unknownIdentifier(name: ByteString, known: Iterable<ByteString>): ParseError {
  // Comparing takes cubic time; nothing that long is a misspelling.
  const near = name.length > 64 ? [] : [...known].filter((one) => similarity(name, one) > 0.6).sort();
  const message = `unknown identifier: ${name}`;
  if (near.length === 0) return new ParseError(message);
  const hint = near.length === 1 ? `did you mean ${near[0]}?` : `did you mean one of ${near.join(', ')}?`;
  return new ParseError(message, undefined, { hint });
}
