/** Readable dumps and statistics of a radixlink file of the first variant. */
import { corrupt } from './index-interface.js';
import {
  CHILDREN_FIELD,
  HEADER_BYTES,
  KEY_FIELD,
  LINK_BYTES,
  LINK_FIELD,
  leafBytes,
  RADIX_BYTES,
  ROOT_AT,
} from './layout.js';

type Entry =
  | {
      readonly kind: 'radix';
      readonly at: number;
      readonly link: number;
      readonly children: readonly (readonly [number, number])[];
      readonly depth: number;
    }
  | {
      readonly kind: 'leaf';
      readonly at: number;
      readonly link: number;
      readonly key: readonly number[];
      readonly depth: number;
    }
  | { readonly kind: 'link'; readonly at: number; readonly link: number; readonly value: number };

/** Every reachable entry, in the order of the file. @throws CorruptionError that says where. */
function entriesOf(bytes: Uint8Array, name: string): Entry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < HEADER_BYTES + RADIX_BYTES) throw corrupt(name, bytes.length, 'truncated header');
  const entries: Entry[] = [];
  const seen = new Set<number>();
  const readLinks = (first: number): void => {
    for (let at = first, before = bytes.length; at !== 0; ) {
      if (at < HEADER_BYTES + RADIX_BYTES || at + LINK_BYTES > bytes.length)
        throw corrupt(name, at, 'link entry outside the file');
      if (at >= before) throw corrupt(name, at, 'link leads forward');
      if (seen.has(at)) throw corrupt(name, at, 'entry reached twice');
      seen.add(at);
      const link = view.getUint32(at);
      entries.push({ kind: 'link', at, link, value: view.getUint32(at + 4) });
      before = at;
      at = link;
    }
  };
  const pending: (readonly [at: number, depth: number])[] = [[ROOT_AT, 0]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [at, depth] = next;
    if (at + RADIX_BYTES > bytes.length) throw corrupt(name, at, 'entry outside the file');
    if (seen.has(at)) throw corrupt(name, at, 'entry reached twice');
    seen.add(at);
    const nibbles = view.getUint32(at);
    const link = view.getUint32(at + LINK_FIELD);
    if (nibbles > 0) {
      if (nibbles > bytes.length - at - KEY_FIELD)
        throw corrupt(name, at, `key length ${nibbles} beyond the end`);
      entries.push({
        kind: 'leaf',
        at,
        link,
        key: [...bytes.subarray(at + KEY_FIELD, at + KEY_FIELD + nibbles)],
        depth,
      });
    } else {
      const children: (readonly [number, number])[] = [];
      for (let nibble = 0; nibble < 16; nibble++) {
        const child = view.getUint32(at + CHILDREN_FIELD + nibble * 4);
        if (child === 0) continue;
        if (child <= at) throw corrupt(name, at, `child ${nibble} points backwards`);
        children.push([nibble, child]);
        pending.push([child, depth + 1]);
      }
      entries.push({ kind: 'radix', at, link, children, depth });
    }
    readLinks(link);
  }
  return entries.sort((a, b) => a.at - b.at);
}

/** One line per entry: `offset | link offset | what it is`. @throws CorruptionError that says where. */
export function dumpRadixlink(bytes: Uint8Array, name = 'radixlink'): string {
  return entriesOf(bytes, name)
    .map((entry) => {
      const head = `${String(entry.at).padStart(5)} | link ${String(entry.link).padStart(4)} | `;
      if (entry.kind === 'link') return `${head}value ${entry.value}\n`;
      if (entry.kind === 'leaf') return `${head}leaf  [${entry.key.join(', ')}]\n`;
      return `${head}radix${entry.children.map(([nibble, child]) => ` ${nibble}: ${child}`).join('')}\n`;
    })
    .join('');
}

export interface RadixlinkStatistics {
  readonly bytes: number;
  readonly sourceOfTruthSize: number;
  readonly radixEntries: number;
  readonly leafEntries: number;
  readonly linkEntries: number;
  /** Entries with at least one value. */
  readonly keys: number;
  readonly deepest: number;
  /** Bytes of leaves behind their keys. */
  readonly padding: number;
  /** Bytes that nothing refers to: what was left of long leaves when they were split. */
  readonly unreachable: number;
}

/** @throws CorruptionError that says where. */
export function radixlinkStatistics(bytes: Uint8Array, name = 'radixlink'): RadixlinkStatistics {
  const count = { radix: 0, leaf: 0, link: 0 };
  let keys = 0;
  let deepest = 0;
  let padding = 0;
  let used = HEADER_BYTES;
  for (const entry of entriesOf(bytes, name)) {
    count[entry.kind]++;
    if (entry.kind === 'link') {
      used += LINK_BYTES;
      continue;
    }
    if (entry.link !== 0) keys++;
    deepest = Math.max(deepest, entry.depth);
    if (entry.kind === 'radix') used += RADIX_BYTES;
    else {
      used += leafBytes(entry.key.length);
      padding += leafBytes(entry.key.length) - KEY_FIELD - entry.key.length;
    }
  }
  return {
    bytes: bytes.length,
    sourceOfTruthSize: new DataView(bytes.buffer, bytes.byteOffset).getUint32(0),
    radixEntries: count.radix,
    leafEntries: count.leaf,
    linkEntries: count.link,
    keys,
    deepest,
    padding,
    unreachable: bytes.length - used,
  };
}
