/**
 * What an unfinished merge left in `.hg/merge/state2`, format 2: records of
 *
 *     type u8 | length u32 | data
 *
 * `L` and `O`: nodes in hex of the local and the other side; `F` and other letters about files: path NUL state NUL ...,
 * state `u` (unresolved) or `pu` (unresolved path conflict) first; `t`: the true type is the data's first byte.
 */
import { byteStringOf, isHex, type NodeId } from '../bytes/index.js';
import { type FileSystem, tryReadFile } from '../platform/index.js';

export interface MergeSides {
  readonly local: NodeId;
  readonly other: NodeId;
  /** Files are left to be resolved. */
  readonly unresolved: boolean;
}

const HEADER = 5;
/** Types of records about files. */
const FILES = 'FCDP';

function nodeIn(data: string): NodeId | undefined {
  return data.length === 40 && isHex(data) ? data : undefined;
}

/** Undefined when no merge is going on, or its state cannot be read. */
export function readMergeState(hg: FileSystem): MergeSides | undefined {
  const bytes = tryReadFile(hg, 'merge/state2');
  if (bytes === undefined) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let local: NodeId | undefined;
  let other: NodeId | undefined;
  let unresolved = false;
  for (let at = 0; at + HEADER <= bytes.length; ) {
    const end = at + HEADER + view.getUint32(at + 1);
    if (end > bytes.length) return undefined;
    let type = String.fromCharCode(bytes[at] as number);
    let data = byteStringOf(bytes, at + HEADER, end);
    if (type === 't') {
      type = data.slice(0, 1);
      data = data.slice(1);
    }
    if (type === 'L') local = nodeIn(data);
    else if (type === 'O') other = nodeIn(data);
    else if (FILES.includes(type)) {
      const state = data.split('\0')[1];
      if (state === 'u' || state === 'pu') unresolved = true;
    }
    at = end;
  }
  return local === undefined || other === undefined ? undefined : { local, other, unresolved };
}
