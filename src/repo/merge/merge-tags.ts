/** Merges `.hgtags` by tags instead of lines. */
import { type ByteString, byteStringOf, bytesOf } from '../../bytes/index.js';

interface TagLine {
  readonly text: ByteString;
  readonly node: ByteString;
  readonly tag: ByteString;
}

const NODE_DIGITS = 40;

/** Lines of another kind are left out. */
function linesOf(content: Uint8Array): TagLine[] {
  const lines: TagLine[] = [];
  for (const text of byteStringOf(content).split('\n')) {
    const blank = text.indexOf(' ');
    if (blank === NODE_DIGITS) lines.push({ text, node: text.slice(0, blank), tag: text.slice(blank + 1) });
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

export interface MergedTags {
  readonly content: Uint8Array;
  /** Tags that both sides have moved to different places; with any, the content counts for nothing. */
  readonly conflicts: readonly ByteString[];
}

/** Of a tag that only the other side has, lines come first; where one has moved, they come behind those that are here. */
export function mergeTags(base: Uint8Array, local: Uint8Array, other: Uint8Array): MergedTags {
  const here = linesOf(local);
  const there = linesOf(other);
  const before = nodesByTag(linesOf(base));
  const mine = nodesByTag(here);
  const conflicts: ByteString[] = [];
  const first: ByteString[] = [];
  const behind = new Map<ByteString, readonly ByteString[]>();
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
    if (current !== undefined && current !== oldLast && !theirs.includes(current)) {
      conflicts.push(tag);
      continue;
    }
    const known = new Set(ours);
    const goesOn = ours.every((node, at) => theirs[at] === node);
    let missing = goesOn ? theirs.slice(ours.length) : theirs.filter((node) => !known.has(node));
    if (missing.at(-1) !== last) missing = [...missing, ...(current === undefined ? [] : [current]), last];
    const lines = missing.map((node) => `${node} ${tag}`);
    if (current === undefined) first.push(...lines);
    else behind.set(tag, lines);
  }
  const last = new Map(here.map(({ tag }, at) => [tag, at]));
  const lines = here.flatMap(({ text, tag }, at) =>
    last.get(tag) === at ? [text, ...(behind.get(tag) ?? [])] : [text],
  );
  return { content: bytesOf([...first, ...lines].map((line) => `${line}\n`).join('')), conflicts };
}
