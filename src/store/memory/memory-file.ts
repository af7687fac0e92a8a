/** The versions of one file, in memory. */
import { type ByteString, equalBytes, NULL_REV } from '../../bytes/index.js';
import type { Hasher } from '../../platform/index.js';
import { censoredError, copySourceOf } from '../filelog.js';
import { contentStart, packMetadata } from '../filelog-metadata.js';
import type { CopySource, FileStorage } from '../storage.js';
import { MemoryRevisions } from './memory-revisions.js';

export interface NewFileRevision {
  readonly content: Uint8Array;
  readonly copySource?: CopySource;
  readonly linkrev: number;
  readonly parent1?: number;
  readonly parent2?: number;
}

export class MemoryFile implements FileStorage {
  readonly path: ByteString;
  readonly index: MemoryRevisions;
  readonly #censored = new Set<number>();

  constructor(path: ByteString, hasher: Hasher) {
    this.path = path;
    this.index = new MemoryRevisions(`data/${path}`, hasher);
  }

  /** Returns the revision. */
  add({ content, copySource, linkrev, parent1, parent2 }: NewFileRevision): number {
    const metadata = new Map<ByteString, ByteString>();
    if (copySource !== undefined) metadata.set('copy', copySource.path).set('copyrev', copySource.node);
    return this.index.add(packMetadata(metadata, content), linkrev, parent1, parent2);
  }

  /** Forgets the content of a revision. */
  censor(rev: number): void {
    this.index.node(rev);
    this.#censored.add(rev);
  }

  isCensored(rev: number): boolean {
    return this.#censored.has(rev);
  }
  storedText(rev: number): Uint8Array {
    if (this.#censored.has(rev)) throw censoredError(this.index.node(rev));
    return this.index.text(rev);
  }
  text(rev: number): Uint8Array {
    const text = this.storedText(rev);
    return text.subarray(contentStart(text, this.path, rev));
  }
  size(rev: number): number {
    if (this.#censored.has(rev)) return 0;
    return this.copySource(rev) === undefined ? this.index.text(rev).length : this.text(rev).length;
  }
  copySource(rev: number): CopySource | undefined {
    if (rev === NULL_REV || this.#censored.has(rev) || this.index.parent1(rev) !== NULL_REV) return undefined;
    return copySourceOf(this.index.text(rev), this.path, rev);
  }
  equals(rev: number, content: Uint8Array): boolean {
    return this.#censored.has(rev) ? content.length === 0 : equalBytes(this.text(rev), content);
  }
  isBinary(rev: number): boolean {
    return this.text(rev).includes(0);
  }
}
