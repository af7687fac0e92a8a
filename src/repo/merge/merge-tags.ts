/** Merges `.hgtags` by tags instead of lines. */
import { type ByteString, byteStringOf, bytesOf } from '../../bytes/index.js';

interface TagLine {
  readonly text: ByteString;
  readonly node: ByteString;
  readonly tag: ByteString;
}

function linesOf(content: Uint8Array): TagLine[] {
  const lines: TagLine[] = [];
  for (const text of byteStringOf(content).split('\n')) {
    const blank = text.indexOf(' ');
    if (blank > 0) lines.push({ text, node: text.slice(0, blank), tag: text.slice(blank + 1) });
  }
  return lines;
}

function nodesByTag(lines: readonly TagLine[]): Map<ByteString, ByteString[]> {
  const nodes = new Map<ByteString, ByteString[]>();
  for (const { tag, node } of lines) {
    const known = nodes.get(tag);
    if (known === undefined) nodes.set(tag, [node]);
    else known.push(node);
  }
  return nodes;
}

/**
 * What only the other side has is added behind what is here. Undefined when both sides have moved one tag to different places.
 */
export function mergeTags(base: Uint8Array, local: Uint8Array, other: Uint8Array): Uint8Array | undefined {
  const here = linesOf(local);
  const there = linesOf(other);
  const before = nodesByTag(linesOf(base));
  const mine = nodesByTag(here);
  const added: ByteString[] = [];
  for (const [tag, theirs] of nodesByTag(there)) {
    const ours = mine.get(tag) ?? [];
    const old = before.get(tag) ?? [];
    const last = theirs.at(-1) as ByteString;
    const current = ours.at(-1);
    const oldLast = old.at(-1);
    if (
      last === current ||
      last === oldLast ||
      (current !== oldLast && ours.includes(last) && !theirs.includes(current ?? ''))
    )
      continue;
    if (current !== undefined && current !== oldLast && !theirs.includes(current)) return undefined;
    const known = new Set(ours);
    let missing = theirs.filter((node) => !known.has(node));
    if (missing.at(-1) !== last) missing = [...missing, ...(current === undefined ? [] : [current]), last];
    for (const node of missing) added.push(`${node} ${tag}`);
  }
  const text = byteStringOf(local);
  const end = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  return bytesOf(end + added.map((line) => `${line}\n`).join(''));
}
