/** Small files of lines `key=value`. */
import type { ByteString } from '../../bytes/index.js';

/** Undefined when a line is no pair. */
export function parsePairs(text: ByteString): ReadonlyMap<ByteString, ByteString> | undefined {
  const pairs = new Map<ByteString, ByteString>();
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const equals = line.indexOf('=');
    if (equals < 0) return undefined;
    pairs.set(line.slice(0, equals), line.slice(equals + 1));
  }
  return pairs;
}

/** Keys of letters and digits; no value has a line end. */
export function encodePairs(pairs: Iterable<readonly [ByteString, ByteString]>): ByteString {
  let text = '';
  for (const [key, value] of pairs) text += `${key}=${value}\n`;
  return text;
}
