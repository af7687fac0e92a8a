/** How much of one text is found in another. */
import { equalBytes } from '../bytes/index.js';
import type { LineDiffer } from './line-diff.js';
import { lineOffsets } from './lines.js';

/** Twice the bytes in equal lines over all bytes: 0 to 1; 1 for equal texts. What `addremove -s` compares. */
export function similarity(a: Uint8Array, b: Uint8Array, differ: LineDiffer): number {
  if (equalBytes(a, b)) return 1;
  if (a.length === 0 || b.length === 0) return 0;
  const offsets = lineOffsets(b);
  const blocks = differ.blocks(a, b);
  let equal = 0;
  for (let at = 0; at < blocks.length; at += 4) equal += offsets[blocks[at + 3]] - offsets[blocks[at + 2]];
  return (equal * 2) / (a.length + b.length);
}
