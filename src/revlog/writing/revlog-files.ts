/** The files of one revlog while it grows: gathering, journalling, flushing, splitting, delayed visibility. */
import type { ByteString } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import type { FileSystem } from '../../platform/index.js';
import { ENTRY_BYTES, HEADER_GENERAL_DELTA, HEADER_INLINE, VERSION_1 } from '../layout.js';
import type { Revlog } from '../revlog.js';
import { AppendBuffer } from './append-buffer.js';
import type { Chunk } from './chunk-compressor.js';
import { FileOutput, type RevlogOutput } from './revlog-output.js';
import type { RevlogTransaction, RevlogWriteOptions } from './write-options.js';

/** Chunks of more bytes than this are not kept inline: hg's limit. */
const MOST_INLINE_BYTES = 131072;
/** Inline files from this size on may come to be split in the transaction, so their content is kept for an abort. */
const BACKUP_BYTES = MOST_INLINE_BYTES / 2;
/** Unwritten bytes at which a scope writes before its end. */
const FLUSH_BYTES = 4 << 20;

/** How an abort would undo what is written to a file. */
type Registered = 'no' | 'created' | 'appended' | 'backed up' | 'emptied';

/**
 * Appended bytes stay in memory until {@link flush}: the data file is written before the index, so that whoever reads the
 * index finds every chunk. While {@link isDelaying}, the index (and with it an inline revlog) is not written at all.
 */
export class RevlogFiles {
  readonly #revlog: Revlog;
  readonly #fs: FileSystem;
  readonly #output: RevlogOutput;
  readonly #newFile: RevlogWriteOptions['newFile'];
  readonly #removedFile: RevlogWriteOptions['removedFile'];
  /** Of an inline revlog this is the one file. */
  #index: AppendBuffer | undefined;
  #data: AppendBuffer | undefined;
  #indexState: Registered = 'no';
  #dataState: Registered = 'no';
  /** The index file has to be replaced as a whole, because it was inline. */
  #replacesIndex = false;
  #isDelaying = false;

  constructor(revlog: Revlog, options: Pick<RevlogWriteOptions, 'newFile' | 'removedFile' | 'output'>) {
    this.#revlog = revlog;
    this.#fs = revlog.internals.fs;
    this.#output = options.output ?? new FileOutput(this.#fs);
    this.#newFile = options.newFile;
    this.#removedFile = options.removedFile;
  }

  get isDelaying(): boolean {
    return this.#isDelaying;
  }

  /** True when something is in memory that readers of the index cannot see. */
  get hasUnwrittenIndex(): boolean {
    return this.#replacesIndex || (this.#index !== undefined && this.#index.unwritten > 0);
  }

  delay(): void {
    this.#isDelaying = true;
  }

  /** A new transaction: what the last one registered no longer counts. */
  forgetRegistrations(): void {
    this.#indexState = 'no';
    this.#dataState = 'no';
  }

  /** Where the next chunk will lie, not counting the entries between inline chunks. */
  nextOffset(): number {
    const { index } = this.#revlog;
    const tip = index.length - 1;
    return tip < 0 ? 0 : index.offset(tip) + index.chunkLength(tip);
  }

  #open(): AppendBuffer {
    if (this.#index !== undefined) return this.#index;
    const { inline, index, indexPath, dataPath, internals } = this.#revlog;
    if (inline) {
      const size = this.nextOffset() + index.length * ENTRY_BYTES;
      let content = new Uint8Array(0);
      if (size > 0) {
        internals.data.load(0, size);
        content = internals.data.bytes.slice(internals.data.at, internals.data.at + size);
      }
      this.#index = new AppendBuffer(this.#fs, this.#output, indexPath, content);
      internals.data.tail = this.#index;
    } else {
      this.#index = new AppendBuffer(this.#fs, this.#output, indexPath, index.length * ENTRY_BYTES);
      this.#data = new AppendBuffer(this.#fs, this.#output, dataPath, this.nextOffset());
      internals.data.tail = this.#data;
    }
    return this.#index;
  }

  /** Adds the chunk and the entry of the revision just appended to the index in memory. */
  append(rev: number, chunk: Chunk, transaction: RevlogTransaction): void {
    const index = this.#open();
    const entry = this.#revlog.index.entryBytes(rev);
    if (rev === 0) this.#putHeader(entry);
    index.append(entry);
    const data = this.#data ?? index;
    if (chunk.header >= 0) data.appendByte(chunk.header);
    data.append(chunk.bytes);
    if (index.unwritten + data.unwritten <= FLUSH_BYTES) return;
    this.flush(transaction);
    // What is not in memory any more may be needed by the next revision.
    this.#output.settle();
  }

  /** Must precede the first entry that is appended to the index in memory: what is on disk is told from it. */
  prepare(): void {
    this.#open();
  }

  #putHeader(entry: Uint8Array): void {
    const { inline, generalDelta, version } = this.#revlog;
    if (version !== VERSION_1)
      throw new HgError(
        'state',
        `revlog ${this.#revlog.name} has a version that cannot be written: ${version}`,
      );
    const flags = (inline ? HEADER_INLINE : 0) | (generalDelta ? HEADER_GENERAL_DELTA : 0);
    const view = new DataView(entry.buffer, entry.byteOffset);
    view.setUint16(0, flags);
    view.setUint16(2, VERSION_1);
  }

  /** Writes what is in memory, as far as it may be seen. */
  flush(transaction: RevlogTransaction): void {
    if (this.#index === undefined) return;
    if (this.#revlog.inline && this.nextOffset() >= MOST_INLINE_BYTES && this.#maySplit()) this.#split();
    const { name } = this.#revlog;
    const data = this.#data;
    if (data !== undefined && data.unwritten > 0) {
      this.#dataState = this.#register(transaction, `${name}.d`, this.#dataState, data, false);
      data.flush();
      this.#revlog.internals.data.reopen();
    }
    if (!this.#isDelaying) this.#flushIndex(transaction);
  }

  #flushIndex(transaction: RevlogTransaction): void {
    const index = this.#index as AppendBuffer;
    const file = `${this.#revlog.name}.i`;
    if (this.#replacesIndex) {
      if (this.#indexState === 'no') {
        transaction.addBackup(file, { hardLink: true });
        this.#indexState = 'backed up';
      }
      this.#output.replace(index.path, index.bytes.subarray(0, index.length));
      this.#replacesIndex = false;
      this.#index = new AppendBuffer(this.#fs, this.#output, index.path, index.end);
    } else if (index.unwritten > 0) {
      const isLarge = this.#revlog.inline && index.written >= BACKUP_BYTES;
      this.#indexState = this.#register(transaction, file, this.#indexState, index, isLarge);
      index.flush();
    }
  }

  /** Tells the transaction, before the first write to a file, what the file was. */
  #register(
    transaction: RevlogTransaction,
    name: ByteString,
    state: Registered,
    file: AppendBuffer,
    keepContent: boolean,
  ): Registered {
    if (state === 'emptied') this.#newFile?.(name, transaction);
    if (state !== 'no') return state === 'emptied' ? 'backed up' : state;
    if (file.written === 0) this.#newFile?.(name, transaction);
    if (keepContent) {
      transaction.addBackup(name);
      return 'backed up';
    }
    transaction.add(name, file.written);
    return file.written === 0 ? 'created' : 'appended';
  }

  /**
   * An abort must be able to bring the inline file back. When it has been appended to in this transaction, knowing its
   * old length does not help once it is replaced, so such a file is split by the next transaction.
   */
  #maySplit(): boolean {
    return this.#indexState !== 'appended';
  }

  /** Moves the chunks of an inline revlog to a data file and leaves the index to be replaced. In memory only. */
  #split(): void {
    const inline = this.#index as AppendBuffer;
    const { index, internals, indexPath } = this.#revlog;
    const entries = new AppendBuffer(this.#fs, this.#output, indexPath, new Uint8Array(0));
    const data = new AppendBuffer(this.#fs, this.#output, internals.splitDataPath, 0);
    internals.moveToDataFile();
    let at = 0;
    for (let rev = 0; rev < index.length; rev++) {
      const entry = index.entryBytes(rev);
      if (rev === 0) this.#putHeader(entry);
      entries.append(entry);
      at += ENTRY_BYTES;
      const length = index.chunkLength(rev);
      data.append(inline.bytes.subarray(at, at + length));
      at += length;
    }
    // Nothing of a file that is only now created has been written.
    this.#replacesIndex = inline.written > 0;
    this.#index = entries;
    this.#data = data;
    this.#revlog.internals.data.tail = data;
  }

  /** The index file as it will be, for those who are shown the pending state; undefined when it is as on disk. */
  pendingIndex(): { readonly copied: number; readonly rest: Uint8Array } | undefined {
    const index = this.#index;
    if (index === undefined || !this.hasUnwrittenIndex) return undefined;
    return { copied: index.start, rest: index.bytes.subarray(0, index.length) };
  }

  /** From now on the index is written again; writes it. */
  finishDelay(transaction: RevlogTransaction): void {
    this.#isDelaying = false;
    this.flush(transaction);
  }

  /**
   * Cuts the files so that they end before revision `rev`, which is still in the index in memory; what becomes empty is removed. The
   * transaction keeps a copy of what they held: whatever happens before its end, all of it comes back.
   */
  cut(rev: number, transaction: RevlogTransaction): void {
    this.flush(transaction);
    const index = this.#open();
    const chunks = rev === 0 ? 0 : this.#revlog.index.offset(rev);
    const { name, inline } = this.#revlog;
    const indexEnd = rev * ENTRY_BYTES + (inline ? chunks : 0);
    // The index first: it never names a chunk that has gone.
    this.#indexState = this.#cutFile(index, indexEnd, `${name}.i`, this.#indexState, transaction);
    if (this.#data !== undefined)
      this.#dataState = this.#cutFile(this.#data, chunks, `${name}.d`, this.#dataState, transaction);
  }

  #cutFile(
    file: AppendBuffer,
    end: number,
    name: ByteString,
    state: Registered,
    transaction: RevlogTransaction,
  ): Registered {
    if (end >= file.written) {
      file.cutTo(end);
      return state;
    }
    if (state === 'no' || state === 'appended') transaction.addBackup(name);
    const isNew = state === 'created';
    if (end > 0) {
      file.cutTo(end);
      return isNew ? state : 'backed up';
    }
    file.remove();
    this.#removedFile?.(name, transaction);
    return 'emptied';
  }

  /** Forgets everything that was not written. */
  abandon(): void {
    this.#index = undefined;
    this.#data = undefined;
    this.#revlog.internals.data.tail = undefined;
  }
}
