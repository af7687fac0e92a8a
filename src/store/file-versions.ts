/** Versions of many different files, one of each: with one open and one read per file and no object, where that is possible. */
import type { ByteString, NodeId } from '../bytes/index.js';
import { FileSystemError } from '../errors/index.js';
import { type Platform, type RevlogTexts, readInto } from '../platform/index.js';
import { HASH_HEADROOM } from '../revlog/index.js';
import type { Filelog } from './filelog.js';
import { findContent } from './filelog-metadata.js';
import type { RevlogStore } from './open-store.js';

/** Most indexes are smaller; reading into fresh memory costs more than the read itself. One file at a time. */
const scratch = new Uint8Array(1 << 17);

/**
 * Reads from disk, whatever a writer of this process has not written yet. After {@link load}, the content is `bytes[start, end)` until
 * anything else is asked of this object or of another one.
 */
export class FileVersions {
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  end = 0;
  readonly #platform: Platform;
  readonly #store: RevlogStore;
  #quick: RevlogTexts | undefined;
  /** Bytes of the file that was read last; 0 for none. */
  #fileLength = 0;

  constructor(platform: Platform, store: RevlogStore) {
    this.#platform = platform;
    this.#store = store;
  }

  get #texts(): RevlogTexts | undefined {
    this.#quick ??= this.#platform.revlogTexts?.();
    return this.#quick;
  }

  /** All versions of a file, until the next one is opened. @throws CorruptionError, FileSystemError */
  open(path: ByteString): Filelog {
    return this.#store.openFile(path, scratch);
  }

  /**
   * Loads a version's content, its hash checked.
   * @throws CorruptionError, LookupError, FileSystemError; HgError for censored ones
   */
  load(path: ByteString, node: NodeId): void {
    if (this.tryLoad(path, node)) return;
    const file = this.open(path);
    this.bytes = file.text(file.index.rev(node));
    this.start = 0;
    this.end = this.bytes.length;
  }

  /** As {@link load}, in the quick way only. @returns false when that does not do. */
  tryLoad(path: ByteString, node: NodeId): boolean {
    return this.find(path, node) && this.#build(path, node);
  }

  /** As {@link tryLoad}, of the file that was looked at last, if nothing has been asked of any object of this class since. */
  tryOther(path: ByteString, node: NodeId): boolean {
    const texts = this.#texts;
    if (texts === undefined || this.#fileLength === 0 || !texts.findOther(this.#fileLength, node))
      return false;
    this.bytes = texts.memory;
    return this.#build(path, node);
  }

  #build(path: ByteString, node: NodeId): boolean {
    const texts = this.#texts;
    if (texts === undefined || (texts.dataLength > 0 && !this.#readData(path, texts)) || !texts.build())
      return false;
    const length = texts.textLength;
    this.start = texts.textStart;
    this.end = this.start + length;
    if (!this.isText(node, length)) return false;
    if (length === 0 || this.bytes[this.start] !== 1) return true;
    const begin = findContent(this.bytes.subarray(this.start, this.end));
    this.start += begin;
    return begin >= 0;
  }

  #readData(path: ByteString, { memory, dataStart, dataLength, dataOffset }: RevlogTexts): boolean {
    const { fs, encodePath } = this.#store;
    try {
      const length = readInto(fs, encodePath(`data/${path}.d`), memory, dataStart, dataLength, dataOffset);
      return length === dataLength;
    } catch (error) {
      if (error instanceof FileSystemError) return false;
      throw error;
    }
  }

  /**
   * Looks for a version in the quick way. If true: where its text is going to be (`start` in `bytes`) there is room for {@link textLength} bytes of
   * the caller's and one more, for {@link isText}.
   */
  find(path: ByteString, node: NodeId): boolean {
    const texts = this.#texts;
    if (texts === undefined) return false;
    const { fileStart, fileRoom } = texts;
    const { fs, encodePath } = this.#store;
    this.#fileLength = 0;
    let length: number;
    try {
      length = readInto(fs, encodePath(`data/${path}.i`), texts.memory, fileStart, fileRoom);
    } catch (error) {
      // Whoever does it in the plain way says so.
      if (error instanceof FileSystemError) return false;
      throw error;
    }
    if (length === fileRoom) return false;
    this.#fileLength = length;
    if (!texts.find(length, node)) return false;
    this.bytes = texts.memory;
    this.start = texts.textStart;
    return true;
  }

  /** Of the version found, metadata included. */
  get textLength(): number {
    return (this.#texts as RevlogTexts).textLength;
  }

  /** Whether the version found has a first parent, so that it cannot have metadata. */
  get hasParent(): boolean {
    return (this.#texts as RevlogTexts).hasParent;
  }

  /** Whether the `length` bytes from `start` on are the text of the version found. */
  isText(node: NodeId, length: number): boolean {
    const { bytes, start } = this;
    return this.#platform.hasher.sha1Hex(bytes, start - HASH_HEADROOM, start + length) === node;
  }
}
