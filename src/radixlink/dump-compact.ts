/** Readable dumps and statistics of a radixlink file of the compact variant. Keys are not in it, so references are shown. */
import {
  COMPACT_HEADER_BYTES,
  COMPACT_LEAF_BYTES,
  COMPACT_LINK_BYTES,
  COMPACT_RADIX_BYTES,
  COMPACT_ROOT_AT,
  END_SLOT,
  isDirect,
  isLeaf,
} from './compact-layout.js';
import type { RadixlinkStatistics } from './dump.js';
import { corrupt } from './index-interface.js';

interface Entry {
  readonly kind: 'radix' | 'leaf' | 'link';
  readonly at: number;
  readonly text: string;
}

interface Walk {
  readonly entries: Entry[];
  /** Keys whose only value is their reference: they have no entry. */
  direct: number;
  deepest: number;
}

/** Slots as the dump shows them: an offset, `=reference`, or `leaf offset`. */
function slotText(slot: number): string {
  if (isDirect(slot)) return `=${slot >>> 2}`;
  return isLeaf(slot) ? `leaf ${slot - 2}` : String(slot);
}

function valueText(slot: number): string {
  return (slot & 1) === 1 ? `value ${slot >>> 1}` : `link ${slot}`;
}

/** Every reachable entry. @throws CorruptionError that says where. */
function walk(bytes: Uint8Array, name: string): Walk {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < COMPACT_HEADER_BYTES + COMPACT_RADIX_BYTES)
    throw corrupt(name, bytes.length, 'truncated header');
  const found: Walk = { entries: [], direct: 0, deepest: 0 };
  const seen = new Set<number>();
  const visit = (at: number, size: number, kind: Entry['kind']): void => {
    if (at < COMPACT_ROOT_AT || at + size > bytes.length)
      throw corrupt(name, at, `${kind} entry outside the file`);
    if (seen.has(at)) throw corrupt(name, at, 'entry reached twice');
    seen.add(at);
  };
  const readLinks = (first: number): void => {
    for (let slot = first, before = bytes.length; slot !== 0 && (slot & 1) === 0; ) {
      visit(slot, COMPACT_LINK_BYTES, 'link');
      if (slot >= before) throw corrupt(name, slot, 'link leads forward');
      before = slot;
      const next = view.getUint32(slot);
      const rest = next === 0 ? 'end' : valueText(next);
      found.entries.push({ kind: 'link', at: slot, text: `value ${view.getUint32(slot + 4)}, then ${rest}` });
      slot = next;
    }
  };
  const pending: (readonly [at: number, depth: number])[] = [[COMPACT_ROOT_AT, 0]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [at, depth] = next;
    visit(at, COMPACT_RADIX_BYTES, 'radix');
    found.deepest = Math.max(found.deepest, depth);
    let text = '';
    for (let nibble = 0; nibble <= END_SLOT; nibble++) {
      const slot = view.getUint32(at + nibble * 4);
      if (slot === 0) continue;
      text += ` ${nibble === END_SLOT ? 'end' : nibble}: ${slotText(slot)}`;
      if (isDirect(slot)) found.direct++;
      else if (isLeaf(slot)) {
        const leaf = slot - 2;
        visit(leaf, COMPACT_LEAF_BYTES, 'leaf');
        const value = view.getUint32(leaf + 4);
        found.entries.push({
          kind: 'leaf',
          at: leaf,
          text: `key ${view.getUint32(leaf)}, ${value === 0 ? 'no value' : valueText(value)}`,
        });
        readLinks(value);
      } else if ((slot & 3) !== 0) throw corrupt(name, at, 'unknown kind of slot');
      else if (slot <= at) throw corrupt(name, at, `child ${nibble} points backwards`);
      else pending.push([slot, depth + 1]);
    }
    found.entries.push({ kind: 'radix', at, text });
  }
  found.entries.sort((a, b) => a.at - b.at);
  return found;
}

/** One line per entry: `offset | what it is`; `=7` is the key with reference 7, whose only value is 7. @throws CorruptionError */
export function dumpCompactRadixlink(bytes: Uint8Array, name = 'radixlink'): string {
  return walk(bytes, name)
    .entries.map(
      ({ kind, at, text }) => `${String(at).padStart(5)} | ${kind.padEnd(5)} ${text.trimStart()}\n`,
    )
    .join('');
}

/** @throws CorruptionError that says where. */
export function compactRadixlinkStatistics(bytes: Uint8Array, name = 'radixlink'): RadixlinkStatistics {
  const { entries, direct, deepest } = walk(bytes, name);
  const count = { radix: 0, leaf: 0, link: 0 };
  for (const { kind } of entries) count[kind]++;
  const used =
    COMPACT_HEADER_BYTES +
    count.radix * COMPACT_RADIX_BYTES +
    count.leaf * COMPACT_LEAF_BYTES +
    count.link * COMPACT_LINK_BYTES;
  return {
    bytes: bytes.length,
    sourceOfTruthSize: new DataView(bytes.buffer, bytes.byteOffset).getUint32(0),
    radixEntries: count.radix,
    leafEntries: count.leaf,
    linkEntries: count.link,
    keys: direct + count.leaf,
    deepest,
    padding: 0,
    unreachable: bytes.length - used,
  };
}
