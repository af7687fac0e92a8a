/** The versions of one file, on a revlog. */
import { type ByteString, bytesOfHex, concatBytes, equalBytes, isHex, NULL_REV } from '../bytes/index.js';
import { CorruptionError, HgError } from '../errors/index.js';
import type { Hasher } from '../platform/index.js';
import { CensoredNodeError, FLAG_CENSORED, type Revlog } from '../revlog/index.js';
import { contentStart, packMetadata, parseMetadata } from './filelog-metadata.js';
import { RevlogRevisions } from './revlog-revisions.js';
import type { CopySource, FileStorage } from './storage.js';

const NO_METADATA: ReadonlyMap<ByteString, ByteString> = new Map();

export class Filelog implements FileStorage {
  readonly path: ByteString;
  readonly revlog: Revlog;
  readonly index: RevlogRevisions;

  constructor(path: ByteString, revlog: Revlog) {
    this.path = path;
    this.revlog = revlog;
    this.index = new RevlogRevisions(revlog);
  }

  isCensored(rev: number): boolean {
    return (this.revlog.flags(rev) & FLAG_CENSORED) !== 0;
  }

  size(rev: number): number {
    if (this.isCensored(rev)) return 0;
    return this.copySource(rev) === undefined ? this.revlog.rawSize(rev) : this.text(rev).length;
  }

  storedText(rev: number): Uint8Array {
    try {
      return this.revlog.text(rev);
    } catch (error) {
      if (error instanceof CensoredNodeError) throw censoredError(this.revlog.node(rev), error);
      throw error;
    }
  }

  text(rev: number): Uint8Array {
    const text = this.storedText(rev);
    const start = contentStart(text, this.revlog.dataPath, rev);
    return start === 0 ? text : text.subarray(start);
  }

  copySource(rev: number): CopySource | undefined {
    if (rev === NULL_REV || this.revlog.parent1(rev) !== NULL_REV) return undefined;
    let text: Uint8Array;
    try {
      text = this.revlog.text(rev);
    } catch (error) {
      // What a removed text was copied from is gone with it.
      if (error instanceof CensoredNodeError) return undefined;
      throw error;
    }
    return copySourceOf(text, this.revlog.dataPath, rev);
  }

  equals(rev: number, content: Uint8Array): boolean {
    const censored = this.isCensored(rev);
    if (censored) return content.length === 0;
    if (rev === NULL_REV) return content.length === 0;
    const stored = packMetadata(NO_METADATA, content);
    const size = this.revlog.rawSize(rev);
    if (stored.length === size && this.revlog.isText(rev, stored)) return true;
    // Metadata in front only makes it longer.
    if (stored.length > size) return false;
    // The hash covers metadata too, so it says nothing about a version that has some.
    if (this.copySource(rev) === undefined) return false;
    return equalBytes(this.text(rev), content);
  }

  isBinary(rev: number): boolean {
    return this.text(rev).includes(0);
  }
}

/** What the metadata in front of a stored text says; a copy needs both a path and a node. @throws CorruptionError. */
export function copySourceOf(text: Uint8Array, file: ByteString, rev: number): CopySource | undefined {
  const metadata = parseMetadata(text, file, rev);
  const path = metadata?.get('copy');
  if (metadata === undefined || path === undefined) return undefined;
  const node = metadata.get('copyrev');
  if (node === undefined || node.length !== 40 || !isHex(node))
    throw new CorruptionError(file, `invalid copy source node: ${node ?? ''}`, { rev });
  return { path, node: node.toLowerCase() };
}

/** hg's refusal to show what was removed on purpose. */
export function censoredError(node: string, cause?: unknown): HgError {
  return new HgError('abort', `censored node: ${node.slice(0, 12)}`, {
    hint: 'set censor.policy to ignore errors',
    cause,
  });
}

/** The node of a revision: SHA-1 of its parents' nodes, the smaller first, and its text. */
export function revisionHash(hasher: Hasher, p1: string, p2: string, text: Uint8Array): string {
  const parents = bytesOfHex(p1 < p2 ? p1 + p2 : p2 + p1);
  if (parents === undefined) throw new HgError('input', `not a node: ${p1}, ${p2}`);
  return hasher.sha1Hex(concatBytes([parents, text]));
}
