/** A full text where a delta is wanted. */
import { HUNK_HEADER_BYTES } from './layout.js';

/** `text` as a delta against the empty text; empty when the text is. */
export function insertion(text: Uint8Array): Uint8Array {
  if (text.length === 0) return text;
  const delta = new Uint8Array(HUNK_HEADER_BYTES + text.length);
  new DataView(delta.buffer).setUint32(8, text.length);
  delta.set(text, HUNK_HEADER_BYTES);
  return delta;
}
