/** Writes a store in memory as revlogs, in the simplest form that is valid: inline, version 1, general delta. */
import { bytesOf, bytesOfHex, concatBytes } from '../../src/bytes/index.js';
import { type FileSystem, writeFile } from '../../src/platform/index.js';
import type { MemoryRevisions, MemoryStore, PathEncoder } from '../../src/store/index.js';

/** A delta of one hunk, on lines. */
function lineDelta(base: Uint8Array, text: Uint8Array): Uint8Array {
  let start = 0;
  while (start < base.length && start < text.length && base[start] === text[start]) start++;
  while (start > 0 && base[start - 1] !== 0x0a) start--;
  let same = 0;
  const limit = Math.min(base.length, text.length) - start;
  while (same < limit && base[base.length - 1 - same] === text[text.length - 1 - same]) same++;
  while (same > 0 && base[base.length - same - 1] !== 0x0a) same--;
  const content = text.subarray(start, text.length - same);
  const header = new DataView(new ArrayBuffer(12));
  header.setUint32(0, start);
  header.setUint32(4, base.length - same);
  header.setUint32(8, content.length);
  return concatBytes([new Uint8Array(header.buffer), content]);
}

export interface WriteRevlogOptions {
  /** Store deltas against the first parent where there is one. */
  readonly deltas?: boolean;
  /** Flags of one revision, and the text to store in place of its own. */
  readonly replace?: ReadonlyMap<number, { readonly flags: number; readonly text: Uint8Array }>;
}

export function encodeRevlog(index: MemoryRevisions, options: WriteRevlogOptions = {}): Uint8Array {
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (let rev = 0; rev < index.length; rev++) {
    const replaced = options.replace?.get(rev);
    const text = replaced?.text ?? index.text(rev);
    const p1 = index.parent1(rev);
    const delta = options.deltas === true && p1 >= 0 ? lineDelta(index.text(p1), text) : undefined;
    const stored = delta ?? text;
    const chunk = stored.length === 0 || stored[0] === 0 ? stored : concatBytes([bytesOf('u'), stored]);
    const entry = new DataView(new ArrayBuffer(64));
    entry.setUint32(0, Math.floor(offset / 0x10000));
    entry.setUint16(4, offset % 0x10000);
    entry.setUint16(6, replaced?.flags ?? 0);
    if (rev === 0) entry.setUint32(0, 0x00030001);
    entry.setUint32(8, chunk.length);
    entry.setUint32(12, text.length);
    entry.setInt32(16, delta === undefined ? rev : p1);
    entry.setInt32(20, index.linkrev(rev));
    entry.setInt32(24, p1);
    entry.setInt32(28, index.parent2(rev));
    const bytes = new Uint8Array(entry.buffer);
    bytes.set(bytesOfHex(index.node(rev)) as Uint8Array, 32);
    parts.push(bytes, chunk);
    offset += chunk.length;
  }
  return concatBytes(parts);
}

function put(fs: FileSystem, path: string, bytes: Uint8Array): void {
  const slash = path.lastIndexOf('/');
  if (slash > 0) fs.makeDirectory(path.slice(0, slash), true);
  writeFile(fs, path, bytes);
}

/** `fs` is rooted at the store. Writes `fncache` too, whatever the layout. */
export function writeRevlogStore(fs: FileSystem, store: MemoryStore, encode: PathEncoder): void {
  put(fs, '00changelog.i', encodeRevlog(store.changelog.index));
  put(fs, '00manifest.i', encodeRevlog(store.manifests.root.index, { deltas: true }));
  const names: string[] = [];
  const add = (path: string, bytes: Uint8Array) => {
    put(fs, encode(path), bytes);
    names.push(`${path}\n`);
  };
  const directories = new Set<string>();
  for (const path of store.trackedPaths()) {
    const { index } = store.file(path);
    add(`data/${path}.i`, encodeRevlog(index));
    for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1))
      directories.add(path.slice(0, slash + 1));
  }
  if (store.manifests.isTree)
    for (const directory of directories) {
      const { index } = store.manifests.directory(directory);
      add(`meta/${directory}00manifest.i`, encodeRevlog(index, { deltas: true }));
    }
  put(fs, 'fncache', bytesOf(names.join('')));
}
