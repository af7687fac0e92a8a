/** The manifest of a new changeset, from the first parent's and what differs. */
import {
  type ByteString,
  bytesOf,
  concatBytes,
  equalBytes,
  type NodeId,
  NULL_NODE,
} from '../../bytes/index.js';
import { HgError, InputError } from '../../errors/index.js';
import { FlatManifest, findLine, lineEnd, lowerBound, nodeAfter } from '../../manifest/index.js';
import type { StoreWriter } from '../../store/index.js';
import type { Transaction } from '../../transaction/index.js';

/** One line that differs; without `value` the path is gone. `value`: node in hex and flag. */
export interface LineChange {
  readonly path: ByteString;
  readonly value: ByteString | undefined;
}

/** A text and how it came from another one, as a binary delta. */
export interface SplicedText {
  readonly text: Uint8Array;
  readonly delta: Uint8Array;
}

const HUNK_HEADER = 12;

/** @param changes in byte order of their paths, each path once. O(bytes + changes log bytes). */
export function spliceManifest(base: Uint8Array, changes: readonly LineChange[]): SplicedText {
  const text: Uint8Array[] = [];
  const delta: Uint8Array[] = [];
  let copied = 0;
  let hunk: DataView | undefined;
  for (const { path, value } of changes) {
    const start = lowerBound(base, path);
    const end = findLine(base, path) < 0 ? start : lineEnd(base, start);
    const line = bytesOf(value === undefined ? '' : `${path}\0${value}\n`);
    if (start === end && line.length === 0) continue;
    // Lines next to each other are one hunk, as in hg's deltas: a header costs 12 bytes.
    if (hunk === undefined || start > copied) {
      const header = new Uint8Array(HUNK_HEADER);
      hunk = new DataView(header.buffer);
      hunk.setUint32(0, start);
      delta.push(header);
    }
    text.push(base.subarray(copied, start), line);
    copied = end;
    hunk.setUint32(4, end);
    hunk.setUint32(8, hunk.getUint32(8) + line.length);
    delta.push(line);
  }
  text.push(base.subarray(copied));
  return { text: concatBytes(text), delta: concatBytes(delta) };
}

export interface ManifestParents {
  readonly node1: NodeId;
  readonly node2: NodeId;
}

/** Writes the manifests of one changeset: a flat one, or those of all directories that differ. */
export class ManifestWriter {
  readonly #writer: StoreWriter;
  readonly #transaction: Transaction;
  readonly #linkrev: number;

  constructor(writer: StoreWriter, transaction: Transaction, linkrev: number) {
    this.#writer = writer;
    this.#transaction = transaction;
    this.#linkrev = linkrev;
  }

  /** @returns the node of the root's manifest. @throws InputError for names that a manifest cannot hold. */
  write(parents: ManifestParents, changes: readonly LineChange[]): NodeId {
    for (const { path, value } of changes)
      if (value !== undefined && /[\n\r\0]/.test(path))
        throw new InputError(
          `'\\n' and '\\r' disallowed in filenames: '${path.replaceAll('\n', '\\n').replaceAll('\r', '\\r')}'`,
        );
    const { manifests } = this.#writer.store;
    if (!manifests.isTree) {
      const base = manifests.manifest(parents.node1);
      const text = base instanceof FlatManifest ? base.text : new Uint8Array(0);
      const spliced = spliceManifest(text, changes);
      const node = this.#add('', parents, spliced);
      this.#writer.store.manifestTexts.keep(node, spliced.text);
      return node;
    }
    for (const node of [parents.node1, parents.node2]) {
      const base = manifests.manifest(node);
      if (base instanceof FlatManifest && base.text.length > 0)
        throw new HgError('abort', 'cannot write tree manifests on top of flat ones');
    }
    return this.#directory('', parents, changes) ?? NULL_NODE;
  }

  #add(directory: ByteString, { node1, node2 }: ManifestParents, spliced: SplicedText): NodeId {
    const writer = this.#writer.manifest(directory);
    const { revlog } = writer;
    const p1 = revlog.rev(node1);
    const { node } = writer.addRevision(this.#transaction, {
      text: spliced.text,
      linkrev: this.#linkrev,
      p1,
      p2: revlog.rev(node2),
      ...(p1 >= 0 && { delta: { base: p1, bytes: spliced.delta } }),
    });
    return node;
  }

  /** Undefined for a directory that is empty now. @param changes below the directory, paths relative to it. */
  #directory(
    directory: ByteString,
    parents: ManifestParents,
    changes: readonly LineChange[],
  ): NodeId | undefined {
    const { manifests } = this.#writer.store;
    const text1 = manifests.read(directory, parents.node1);
    const text2 = manifests.read(directory, parents.node2);
    const lines = new Map<ByteString, ByteString | undefined>();
    const below = new Map<ByteString, LineChange[]>();
    for (const { path, value } of changes) {
      const slash = path.indexOf('/');
      if (slash < 0) {
        lines.set(path, value);
        continue;
      }
      const name = path.slice(0, slash);
      const list = below.get(name) ?? [];
      list.push({ path: path.slice(slash + 1), value });
      below.set(name, list);
    }
    for (const [name, list] of below) {
      const nodes = { node1: directoryNode(text1, name), node2: directoryNode(text2, name) };
      const node = this.#directory(`${directory}${name}/`, nodes, list);
      // A file that takes the place of the directory stays.
      if (node !== undefined) lines.set(name, `${node}t`);
      else if (lines.get(name) === undefined && nodes.node1 !== NULL_NODE) lines.set(name, undefined);
    }
    const sorted = [...lines].map(([path, value]) => ({ path, value }));
    sorted.sort((a, b) => (a.path < b.path ? -1 : 1));
    const spliced = spliceManifest(text1, sorted);
    if (directory !== '') {
      if (spliced.text.length === 0) return undefined;
      if (parents.node1 !== NULL_NODE && equalBytes(spliced.text, text1)) return parents.node1;
      if (parents.node2 !== NULL_NODE && equalBytes(spliced.text, text2)) return parents.node2;
    }
    const swapped = directory !== '' && parents.node1 === NULL_NODE;
    return this.#add(
      directory,
      swapped ? { node1: parents.node2, node2: NULL_NODE } : parents,
      swapped ? { ...spliced, delta: replacement(text2, spliced.text) } : spliced,
    );
  }
}

function replacement(base: Uint8Array, text: Uint8Array): Uint8Array {
  const header = new Uint8Array(HUNK_HEADER);
  const view = new DataView(header.buffer);
  view.setUint32(4, base.length);
  view.setUint32(8, text.length);
  return concatBytes([header, text]);
}

/** The node of a directory in the text of the one above; the null node when it is none. */
function directoryNode(text: Uint8Array, name: ByteString): NodeId {
  const start = findLine(text, name);
  if (start < 0) return NULL_NODE;
  const nul = start + name.length;
  return text[nul + 41] === 0x74 ? nodeAfter(text, nul, '00manifest.i') : NULL_NODE;
}
