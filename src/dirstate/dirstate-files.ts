/** What a dirstate is written to: one file in format 1, a docket and the data file that it names in format 2. */
import { type ByteString, concatBytes, hexOf, type NodeId } from '../bytes/index.js';
import { isNotFound } from '../errors/index.js';
import { type FileSystem, replaceFile } from '../platform/index.js';
import type { Transaction } from '../transaction/index.js';
import { encodeDirstateV1 } from './dirstate-v1.js';
import type { DirectoryTime } from './dirstate-v2.js';
import { EMPTY_DOCKET, encodeDocket } from './docket-v2.js';
import { encodeTree, NO_BASE, type V2Base } from './encode-v2.js';
import type { EntryTable } from './entry-table.js';

/** On disk in format 2. */
export interface V2File extends V2Base {
  readonly id: ByteString;
  readonly ignoreHash: string;
}

/** What is written. */
export interface DirstateSnapshot {
  readonly parents: readonly [NodeId, NodeId];
  readonly table: EntryTable;
  readonly directoryTimes: ReadonlyMap<ByteString, DirectoryTime>;
  readonly ignoreHash: string;
  /** Paths whose nodes differ from the tree on disk. */
  readonly changed: ReadonlySet<ByteString>;
}

/** Of a data file; more unused bytes than this part, and it is written anew. */
const MOST_UNUSED = 0.5;

/** Knows what is on disk. */
export class DirstateFiles {
  readonly isVersion2: boolean;
  /** The tree on disk; undefined in format 1. */
  #tree: V2File | undefined;

  constructor(tree: V2File | undefined) {
    this.#tree = tree;
    this.isVersion2 = tree !== undefined;
  }

  /** Nothing of the tree on disk is of use for the next one. */
  forgetTree(): void {
    if (this.#tree !== undefined) this.#tree = { ...this.#tree, ...NO_BASE, id: '' };
  }

  /** Under the lock and outside of transactions: readers see the old state or the new one whole. @throws FileSystemError */
  write(hg: FileSystem, state: DirstateSnapshot, random: (bytes: number) => Uint8Array): void {
    const before = this.#tree;
    if (before === undefined) {
      replaceFile(hg, 'dirstate', encodeDirstateV1(state));
      return;
    }
    const after = this.#writeTree(hg, state, hexOf(random(4)));
    replaceFile(hg, 'dirstate', docketOf(state, after));
    this.#tree = after;
    removeOld(hg, before, after);
  }

  /**
   * As part of a transaction: written after everything that the parents refer to, undone with it.
   * @param stateThen what is to be written, asked for when it is; `written` is called when it counts.
   */
  writeWith(
    transaction: Transaction,
    hg: FileSystem,
    random: (bytes: number) => Uint8Array,
    stateThen: () => DirstateSnapshot,
    written: () => void,
  ): void {
    const newId = hexOf(random(4));
    const before = this.#tree;
    let after: V2File | undefined;
    transaction.addFileGenerator('dirstate', {
      files: ['dirstate'],
      location: 'plain',
      order: 'post-finalize',
      generate: () => {
        const state = stateThen();
        if (before === undefined) return [encodeDirstateV1(state)];
        // A new file goes when the transaction is undone; what was appended to an old one does not count then.
        if (!this.#appends) transaction.addBackup(`dirstate.${newId}`, { location: 'plain' });
        after = this.#writeTree(hg, state, newId);
        return [docketOf(state, after)];
      },
    });
    transaction.addPostClose('dirstate', () => {
      this.#tree = after;
      written();
      if (before !== undefined && after !== undefined) removeOld(hg, before, after);
    });
  }

  /** Most of the data file is still of use: only what differs is written, behind it. */
  get #appends(): boolean {
    const tree = this.#tree;
    return tree !== undefined && tree.id !== '' && tree.unusedBytes <= tree.data.length * MOST_UNUSED;
  }

  /** Writes what the tree on disk lacks, or a new one; nothing refers to it yet. */
  #writeTree(hg: FileSystem, state: DirstateSnapshot, newId: ByteString): V2File {
    const { table, directoryTimes, ignoreHash } = state;
    const appends = this.#appends;
    const base = appends ? (this.#tree as V2File) : NO_BASE;
    const id = appends ? (this.#tree as V2File).id : newId;
    const changed = appends ? [...state.changed].sort() : everything(state);
    const { bytes, rootStart, rootCount, unusedBytes } = encodeTree(table, directoryTimes, changed, base);
    const data = concatBytes([base.data, bytes]);
    if (bytes.length > 0) {
      const handle = hg.open(`dirstate.${id}`, appends ? 'update' : 'write');
      try {
        handle.writeAt(bytes, base.data.length);
      } finally {
        handle.close();
      }
    }
    return { id, data, rootStart, rootCount, unusedBytes, ignoreHash };
  }
}

function everything({ table, directoryTimes }: DirstateSnapshot): readonly ByteString[] {
  const paths = [...table.sorted()];
  for (const directory of directoryTimes.keys())
    if (table.slot(directory) === undefined) paths.push(directory);
  return directoryTimes.size === 0 ? paths : paths.sort();
}

function docketOf(
  { parents, table, ignoreHash }: DirstateSnapshot,
  { rootStart, rootCount, unusedBytes, id, data }: V2File,
): Uint8Array {
  return encodeDocket({
    ...EMPTY_DOCKET,
    parents,
    rootStart,
    rootCount,
    entries: table.size,
    copies: table.copies.size,
    unusedBytes,
    ignoreHash,
    dataSize: data.length,
    id,
  });
}

/** The data file that nothing refers to any more. */
function removeOld(hg: FileSystem, before: V2File, after: V2File): void {
  if (before.id === '' || before.id === after.id) return;
  try {
    hg.remove(`dirstate.${before.id}`);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
