/** The revisions of a revlog, to be added to another one. */
import { NODE_BYTES } from '../../bytes/index.js';
import type { Revlog } from '../../revlog/index.js';
import type { RawRevision } from './packed-groups.js';

const HUNK_HEADER_BYTES = 12;

/** All revisions, with the deltas that they are stored as. Each is good until the next is asked for. */
export function* rawRevisionsOf(source: Revlog): Generator<RawRevision> {
  const { index } = source;
  const nodes = new Uint8Array(4 * NODE_BYTES);
  /** A full text as a delta against nothing. */
  let insertion = new Uint8Array(0);
  for (let rev = 0; rev < source.length; rev++) {
    const deltaParent = source.deltaParent(rev);
    index.copyNode(rev, nodes, 0);
    index.copyNode(source.parent1(rev), nodes, NODE_BYTES);
    index.copyNode(source.parent2(rev), nodes, 2 * NODE_BYTES);
    index.copyNode(deltaParent, nodes, 3 * NODE_BYTES);
    let { bytes, start, end } = source.chunkInPlace(rev);
    if (deltaParent < 0 && end > start) {
      const length = HUNK_HEADER_BYTES + end - start;
      if (insertion.length < length) insertion = new Uint8Array(2 * length);
      new DataView(insertion.buffer).setUint32(8, end - start);
      insertion.set(bytes.subarray(start, end), HUNK_HEADER_BYTES);
      bytes = insertion;
      start = 0;
      end = length;
    }
    yield {
      nodes,
      nodesAt: 0,
      base: nodes,
      baseAt: 3 * NODE_BYTES,
      flags: source.flags(rev),
      bytes,
      start,
      end,
    };
  }
}
