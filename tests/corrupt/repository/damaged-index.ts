/** Builds small revlogs with exactly the damage that is wanted. */
import { createHash } from 'node:crypto';

export interface Revision {
  /** The stored chunk, its first byte included. */
  readonly chunk: Uint8Array;
  readonly offset?: number;
  readonly flags?: number;
  readonly chunkLength?: number;
  readonly textLength?: number;
  readonly base?: number;
  readonly link?: number;
  readonly parent1?: number;
  readonly parent2?: number;
  /** What the node is computed from; the chunk without its first byte unless given. */
  readonly text?: Uint8Array;
}

const INLINE_GENERAL_DELTA = 0x00030001;

/** Node of a text with null parents. */
export function rootNode(text: Uint8Array): Buffer {
  return createHash('sha1').update(Buffer.alloc(40)).update(text).digest();
}

/** A chunk that holds its text as it is. */
export function rawChunk(text: string): Uint8Array {
  return Buffer.from(`u${text}`, 'latin1');
}

/** An inline revlog of version 1 with general delta. */
export function inlineRevlog(revisions: readonly Revision[], header = INLINE_GENERAL_DELTA): Uint8Array {
  const parts: Buffer[] = [];
  let offset = 0;
  revisions.forEach((revision, rev) => {
    const { chunk } = revision;
    const entry = Buffer.alloc(64);
    const at = revision.offset ?? offset;
    entry.writeUIntBE(at, 0, 6);
    entry.writeUInt16BE(revision.flags ?? 0, 6);
    entry.writeInt32BE(revision.chunkLength ?? chunk.length, 8);
    entry.writeInt32BE(revision.textLength ?? Math.max(0, chunk.length - 1), 12);
    entry.writeInt32BE(revision.base ?? rev, 16);
    entry.writeInt32BE(revision.link ?? rev, 20);
    entry.writeInt32BE(revision.parent1 ?? -1, 24);
    entry.writeInt32BE(revision.parent2 ?? -1, 28);
    rootNode(revision.text ?? chunk.subarray(1)).copy(entry, 32);
    if (rev === 0) entry.writeUInt32BE(header >>> 0, 0);
    parts.push(entry, Buffer.from(chunk));
    offset += chunk.length;
  });
  return Buffer.concat(parts);
}

/** A binary delta of one hunk. */
export function deltaChunk(start: number, end: number, text: string, length = text.length): Uint8Array {
  const bytes = Buffer.alloc(13 + text.length);
  bytes.write('u', 0, 'latin1');
  bytes.writeInt32BE(start, 1);
  bytes.writeInt32BE(end, 5);
  bytes.writeInt32BE(length, 9);
  bytes.write(text, 13, 'latin1');
  return bytes;
}
