/** Adding revisions as they come, for stores that are only looked at. */
import { type NodeId, NULL_NODE, NULL_REV } from '../../bytes/index.js';
import { applyDelta, patchedLength } from '../../delta/index.js';
import { LookupError } from '../../errors/index.js';
import { asItIs, chunkBytes } from './chunk-compressor.js';
import type { GroupCallbacks, GroupRevision, RevlogWriter } from './revlog-writer.js';
import type { RevlogTransaction } from './write-options.js';

const NOTHING = new Uint8Array(0);

/**
 * As `RevlogWriter.addGroup`, but texts are not made: deltas are stored uncompressed with the bases that they came with, however
 * long the chains become, and whoever reads a text finds out whether it has its hash. `added` gets an empty text. A fraction of the time.
 * Revlogs without general delta, and revisions with flags, take the long way.
 * @returns how many were new.
 * @throws LookupError for an unknown parent or base, HgError for a delta that goes beyond its base.
 */
export function takeGroup(
  writer: RevlogWriter,
  transaction: RevlogTransaction,
  revisions: Iterable<GroupRevision>,
  callbacks: GroupCallbacks = {},
): number {
  const { revlog } = writer;
  if (!revlog.generalDelta) return writer.addGroup(transaction, revisions, callbacks);
  return writer.writing(transaction, () => {
    let added = 0;
    let lastNode: NodeId = NULL_NODE;
    let lastRev = NULL_REV;
    const revOf = (node: NodeId, problem: string): number => {
      if (node === lastNode) return lastRev;
      const rev = node === NULL_NODE ? NULL_REV : revlog.tryRev(node);
      if (rev === undefined) throw new LookupError(node, `${revlog.name}@${node}: ${problem}`);
      return rev;
    };
    for (const revision of revisions) {
      const { node, flags, linkrev, delta } = revision;
      const known = revlog.tryRev(node);
      if (known !== undefined) {
        callbacks.duplicate?.(known);
        continue;
      }
      const base = revOf(revision.base, 'unknown delta base');
      added++;
      if (flags !== 0 || (base !== NULL_REV && revlog.flags(base) !== 0)) {
        writer.addGroup(transaction, [revision], callbacks);
        continue;
      }
      const rev = revlog.length;
      const textLength = patchedLength(
        delta,
        0,
        delta.length,
        base === NULL_REV ? 0 : revlog.index.textLength(base),
      );
      const chunk = asItIs(base === NULL_REV ? textOf(delta, textLength) : delta);
      writer.files.prepare();
      revlog.index.append({
        offset: writer.files.nextOffset(),
        flags,
        chunkLength: chunkBytes(chunk),
        textLength,
        base: base === NULL_REV ? rev : base,
        linkrev,
        parent1: revOf(revision.p1, 'unknown parent'),
        parent2: revOf(revision.p2, 'unknown parent'),
        node,
      });
      writer.files.append(rev, chunk, transaction);
      lastNode = node;
      lastRev = rev;
      callbacks.added?.(rev, NOTHING);
    }
    return added;
  });
}

/** What a delta against nothing makes. */
function textOf(delta: Uint8Array, length: number): Uint8Array {
  const text = new Uint8Array(length);
  applyDelta(delta, 0, delta.length, NOTHING, 0, 0, text, 0);
  return text;
}
