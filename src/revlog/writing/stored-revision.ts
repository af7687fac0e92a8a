/** What a revlog has stored, as it is handed to another one. */
import { NULL_REV } from '../../bytes/index.js';
import { insertion } from '../../delta/index.js';
import type { Revlog } from '../revlog.js';
import type { GroupRevision } from './revlog-writer.js';

/**
 * Revision `rev` with the delta that is stored for it; `whole`: with its full text, whatever is stored.
 * @throws CorruptionError
 */
export function storedRevision(revlog: Revlog, rev: number, whole = false): GroupRevision {
  const stored = revlog.deltaParent(rev);
  const base = whole ? NULL_REV : stored;
  // What is stored against nothing is the text.
  const bytes = stored === base ? revlog.chunk(rev) : revlog.rawText(rev);
  return {
    node: revlog.node(rev),
    p1: revlog.node(revlog.parent1(rev)),
    p2: revlog.node(revlog.parent2(rev)),
    linkrev: revlog.linkrev(rev),
    base: revlog.node(base),
    delta: base === NULL_REV ? insertion(bytes) : bytes,
    flags: revlog.flags(rev),
  };
}
