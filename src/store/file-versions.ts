/** Versions of many different files, one of each: with one open and one read per file and no object, where that is possible. */
import type { ByteString, NodeId } from '../bytes/index.js';
import { FileSystemError } from '../errors/index.js';
import { type Platform, type RevlogTexts, readBeginning } from '../platform/index.js';
import { HASH_HEADROOM } from '../revlog/index.js';
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
  readonly #texts: RevlogTexts | undefined;

  constructor(platform: Platform, store: RevlogStore) {
    this.#platform = platform;
    this.#store = store;
    this.#texts = platform.revlogTexts?.();
  }

  /**
   * Loads a version's content, its hash checked.
   * @throws CorruptionError, LookupError, FileSystemError; HgError for censored ones
   */
  load(path: ByteString, node: NodeId): void {
    if (this.#loadQuickly(path, node)) return;
    const file = this.#store.openFile(path, scratch);
    this.bytes = file.text(file.index.rev(node));
    this.start = 0;
    this.end = this.bytes.length;
  }

  #loadQuickly(path: ByteString, node: NodeId): boolean {
    const texts = this.#texts;
    if (texts === undefined || !this.find(path, node) || !texts.build()) return false;
    const length = texts.textLength;
    this.start = texts.textStart;
    this.end = this.start + length;
    if (!this.isText(node, length)) return false;
    if (length === 0 || this.bytes[this.start] !== 1) return true;
    const begin = findContent(this.bytes.subarray(this.start, this.end));
    this.start += begin;
    return begin >= 0;
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
    let length: number;
    try {
      length = readBeginning(fs, encodePath(`data/${path}.i`), texts.memory, fileStart, fileRoom);
    } catch (error) {
      // Whoever does it in the plain way says so.
      if (error instanceof FileSystemError) return false;
      throw error;
    }
    if (length === fileRoom || !texts.find(length, node)) return false;
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
