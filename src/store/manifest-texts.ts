/** The manifests used last, in memory and in hg's cache of them, `.hg/wcache/manifestfulltextcache`. */
import { bytesOfHex, hexOf, NODE_BYTES, type NodeId } from '../bytes/index.js';
import { FileSystemError } from '../errors/index.js';
import { type FileHandle, type FileSystem, readFully, renameOver } from '../platform/index.js';

const PATH = 'wcache/manifestfulltextcache';
/** Before each text: its node, and its length as a big-endian 32-bit number. */
const HEADER_BYTES = NODE_BYTES + 4;
/** As many as hg keeps in the file. */
const MOST_TEXTS = 4;
/** In memory: a parent and its child. */
const MOST_KEPT = 2;

interface KeptText {
  readonly node: NodeId;
  readonly text: Uint8Array;
}

/** A text in the file. */
interface StoredText {
  readonly node: NodeId;
  readonly start: number;
  readonly length: number;
}

/** Where the file says it has texts: as far as that can be. */
function readHeaders(handle: FileHandle): StoredText[] {
  const list: StoredText[] = [];
  const size = handle.size();
  const header = new Uint8Array(HEADER_BYTES);
  for (let at = 0; list.length < MOST_TEXTS && readFully(handle, header, at) === HEADER_BYTES; ) {
    const start = at + HEADER_BYTES;
    const length = new DataView(header.buffer).getUint32(NODE_BYTES);
    if (length > size - start) break;
    list.push({ node: hexOf(header, 0, NODE_BYTES), start, length });
    at = start + length;
  }
  return list;
}

function headerOf(node: NodeId, length: number): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES);
  header.set(bytesOfHex(node) as Uint8Array);
  new DataView(header.buffer).setUint32(NODE_BYTES, length);
  return header;
}

/**
 * The manifest of the working directory's parent is what the next status, diff and commit start from: with its text at hand they need not go
 * through a chain of deltas. All views of a repository share one of these.
 */
export class ManifestTexts {
  readonly #hgFs: FileSystem;
  /** Verified ones, used last at the end. */
  #kept: readonly KeptText[] = [];
  /** What is in the file; undefined before it was looked at. */
  #stored: readonly StoredText[] | undefined;

  /** @param hgFs `.hg` of the working directory. */
  constructor(hgFs: FileSystem) {
    this.#hgFs = hgFs;
  }

  /**
   * The text of a manifest, if it is at hand. Do not change the bytes.
   * @param isRight compares a text from the file with the node.
   */
  get(node: NodeId, isRight: (text: Uint8Array) => boolean): Uint8Array | undefined {
    const kept = this.#kept.find((one) => one.node === node);
    if (kept !== undefined) return kept.text;
    if (this.#stored?.every((one) => one.node !== node)) return undefined;
    const text = this.#reading((handle) => this.#read(handle, node));
    if (text === undefined || !isRight(text)) return undefined;
    this.keep(node, text);
    return text;
  }

  /** @param text verified; it must not change. */
  keep(node: NodeId, text: Uint8Array): void {
    const others = this.#kept.filter((one) => one.node !== node);
    this.#kept = [...others.slice(1 - MOST_KEPT), { node, text }];
  }

  /** Undefined where there is no file that can be read. */
  #reading<T>(action: (handle: FileHandle) => T): T | undefined {
    try {
      const handle = this.#hgFs.open(PATH, 'read');
      try {
        this.#stored ??= readHeaders(handle);
        return action(handle);
      } finally {
        handle.close();
      }
    } catch (error) {
      if (!(error instanceof FileSystemError)) throw error;
      this.#stored = [];
      return undefined;
    }
  }

  #read(handle: FileHandle, node: NodeId): Uint8Array | undefined {
    const found = this.#stored?.find((one) => one.node === node);
    if (found === undefined) return undefined;
    const text = new Uint8Array(found.length);
    return readFully(handle, text, found.start) === text.length ? text : undefined;
  }

  /**
   * Puts the texts used last at the end of the file, as hg does when it has changed the working directory; the oldest go. For those who hold the
   * working directory's lock. Where the file cannot be written it stays as it was: nothing depends on it.
   */
  save(): void {
    this.#stored = undefined;
    const texts = [...(this.#reading((handle) => this.#older(handle)) ?? []), ...this.#kept];
    this.#stored = undefined;
    const temporary = `${PATH}.qs-tmp`;
    try {
      const handle = this.#hgFs.open(temporary, 'write');
      try {
        let at = 0;
        for (const { node, text } of texts) {
          handle.writeAt(headerOf(node, text.length), at);
          handle.writeAt(text, at + HEADER_BYTES);
          at += HEADER_BYTES + text.length;
        }
      } finally {
        handle.close();
      }
      renameOver(this.#hgFs, temporary, PATH);
    } catch (error) {
      if (!(error instanceof FileSystemError)) throw error;
    }
  }

  /** What the file keeps beside those in memory. They were checked when they got there, and whoever reads one checks it again. */
  #older(handle: FileHandle): KeptText[] {
    const others = this.#stored?.filter(({ node }) => this.#kept.every((one) => one.node !== node)) ?? [];
    return others.slice(this.#kept.length - MOST_TEXTS).flatMap(({ node }) => {
      const text = this.#read(handle, node);
      return text === undefined ? [] : [{ node, text }];
    });
  }
}
