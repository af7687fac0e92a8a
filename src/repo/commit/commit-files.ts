/** The file versions of a new changeset: which are written, which of the parents' are used again. */
import { type ByteString, type NodeId, NULL_NODE, NULL_REV } from '../../bytes/index.js';
import type { FileFlags, Manifest } from '../../manifest/index.js';
import { packMetadata, type StoreWriter } from '../../store/index.js';
import type { Transaction } from '../../transaction/index.js';
import { type MergeContext, sideOfKin, sideOfMerge } from './merge-side.js';
import type { NewFile } from './new-changeset.js';

export interface FileContext extends MergeContext {
  readonly writer: StoreWriter;
  readonly transaction: Transaction;
  readonly isMerge: boolean;
  readonly linkrev: number;
}

/** One file of the new manifest. */
export interface CommittedFile {
  readonly path: ByteString;
  readonly node: NodeId;
  readonly flags: FileFlags;
  /** Belongs in the changeset's list of changed files. */
  readonly isTouched: boolean;
}

interface Ancestry {
  readonly parent1: NodeId;
  readonly parent2: NodeId;
  readonly metadata: ReadonlyMap<ByteString, ByteString>;
}

const NO_METADATA: ReadonlyMap<ByteString, ByteString> = new Map();

/** The metadata of a copy takes the place of the first parent. Undefined when no parent has the source. */
function ancestryOfCopy(
  context: FileContext,
  source: ByteString,
  node1: NodeId,
  node2: NodeId,
): Ancestry | undefined {
  const { manifest1, manifest2, isMerge } = context;
  let copied = manifest1.find(source);
  let other = node2;
  // Of a merge, a source that the first parent lacks (or a file that the second lacks) may come from the other side.
  if (isMerge && (node2 === NULL_NODE || copied === undefined)) {
    const fromOther = manifest2.find(source);
    if (fromOther !== undefined) {
      copied = fromOther;
      other = node1;
    }
  }
  if (copied === undefined) return undefined;
  const metadata = new Map([
    ['copy', source],
    ['copyrev', copied],
  ]);
  return { parent1: NULL_NODE, parent2: other, metadata };
}

/** Writes a version of the file unless a parent's will do. */
export function commitFile(context: FileContext, path: ByteString, file: NewFile): CommittedFile {
  const { manifest1, manifest2, transaction, linkrev } = context;
  const { filelog, writer } = context.writer.file(path);
  const { index } = filelog;
  let parent1 = manifest1.find(path) ?? NULL_NODE;
  let parent2 = manifest2.find(path) ?? NULL_NODE;
  let metadata = NO_METADATA;
  const { copiedFrom, content, flags } = file;
  const copy =
    copiedFrom === undefined || copiedFrom === path
      ? undefined
      : ancestryOfCopy(context, copiedFrom, parent1, parent2);
  if (copy !== undefined) ({ parent1, parent2, metadata } = copy);
  else if (parent1 === NULL_NODE) [parent1, parent2] = [parent2, NULL_NODE];
  else if (parent2 !== NULL_NODE) {
    const { goesOnFrom = sideOfMerge(context, path, filelog, [parent1, parent2]) } = file;
    const side = goesOnFrom === 'both' ? sideOfKin(filelog, [parent1, parent2]) : goesOnFrom;
    if (side === 'parent2') [parent1, parent2] = [parent2, NULL_NODE];
    else if (side === 'parent1') parent2 = NULL_NODE;
  }
  const rev1 = parent1 === NULL_NODE ? NULL_REV : index.rev(parent1);
  const isNew =
    file.isSalvaged === true ||
    parent2 !== NULL_NODE ||
    metadata.size > 0 ||
    rev1 === NULL_REV ||
    !filelog.equals(rev1, content);
  if (!isNew) return { path, node: parent1, flags, isTouched: changesFlags(manifest1, path, flags) };
  const { node } = writer.addRevision(transaction, {
    text: packMetadata(metadata, content),
    linkrev,
    p1: rev1,
    p2: parent2 === NULL_NODE ? NULL_REV : index.rev(parent2),
  });
  return { path, node, flags, isTouched: true };
}

/** Modes of files that come from the other parent are no changes of a merge. */
function changesFlags(manifest1: Manifest, path: ByteString, flags: FileFlags): boolean {
  const before = manifest1.entry(path);
  return before !== undefined && before.flags !== flags;
}

/**
 * Removed files that belong in the list of changed files. In a merge, a file that one parent lacks, and that the other has as
 * their common ancestors had it (mode included), was removed by that parent's side, which is no change of the merge.
 */
export function touchedRemovals(removed: readonly ByteString[], context: FileContext): readonly ByteString[] {
  const { manifest1, manifest2, isMerge } = context;
  if (!isMerge) return removed;
  return removed.filter((path) => {
    const one = manifest1.entry(path);
    const two = manifest2.entry(path);
    if (one !== undefined && two !== undefined) return true;
    const before = one ?? two;
    return !context.ancestors().every((manifest) => {
      const base = manifest.entry(path);
      return base?.node === before?.node && base?.flags === before?.flags;
    });
  });
}
