/** Merges one file of a merge state again or for the first time, and notes what became of it. */
import { type ByteString, NULL_NODE, NULL_REV } from '../../bytes/index.js';
import type { FileFlags } from '../../manifest/index.js';
import type { Repository } from '../repository.js';
import { type ActionKind, type FileAction, fileAction } from './file-action.js';
import { type FileMergeContext, mergeFile } from './merge-file.js';
import type { FileVersion } from './merge-sides.js';
import type { MergedFile, MergeState } from './merge-state.js';
import type { SideReader } from './side-reader.js';

export interface ResolvedFile {
  readonly outcome: 'same' | 'merged' | 'unresolved';
  /** What the dirstate has to learn of a file that one side has deleted. */
  readonly action: FileAction | undefined;
}

const NO_CONTENT = new Uint8Array(0);

/** @throws as `mergeFile` */
export function resolveFile(
  context: FileMergeContext,
  state: MergeState,
  path: ByteString,
  reader: SideReader,
): ResolvedFile | undefined {
  const entry = state.entries.get(path);
  if (entry === undefined || entry.kind !== 'file' || entry.resolved) return undefined;
  const { repo, messages, files } = context;
  const localRev = repo.workingParents()[0];
  const absentHere = entry.hash === NULL_NODE;
  const other = otherVersion(repo, reader, state, entry);
  const base = baseVersion(repo, reader, state, entry, path);
  let flags = entry.flags as FileFlags;
  const all = flags + other.flags + base.flags;
  if (all.includes('x') && !all.includes('l')) {
    if (base.rev === NULL_REV && entry.baseNode === NULL_NODE && flags !== other.flags)
      messages.warn(
        `warning: cannot merge flags for ${entry.basePath} without common ancestor - keeping local flags\n`,
      );
    else if (flags === base.flags) flags = other.flags;
  }
  const kept = absentHere ? undefined : state.keptLocal(entry.hash);
  if (kept === undefined) files.remove(path);
  else files.write(path, kept, flags);
  const local: FileVersion = {
    path,
    absent: absentHere,
    flags,
    rev: localRev,
    content: () => kept ?? NO_CONTENT,
  };
  const { outcome, deleted } = mergeFile(
    { ...context, labels: state.labels ?? context.labels },
    { local, other, base, origin: entry.localPath },
  );
  if (outcome === 'same') state.drop(path);
  else if (outcome === 'merged') state.mark(path, true);
  const kind = dirstateKind(repo, path, local.absent, other.absent, deleted);
  return {
    outcome,
    action: kind === undefined ? undefined : fileAction(kind, 'merge result', { flags: other.flags }),
  };
}

function dirstateKind(
  repo: Repository,
  path: ByteString,
  absentHere: boolean,
  absentThere: boolean,
  deleted: boolean,
): ActionKind | undefined {
  if (deleted) return absentHere ? 'forget' : 'remove';
  if (absentHere) return 'get';
  if (!absentThere) return undefined;
  return repo.manifest(repo.workingParents()[0]).has(path) ? 'addModified' : 'add';
}

function otherVersion(
  repo: Repository,
  reader: SideReader,
  state: MergeState,
  entry: MergedFile,
): FileVersion {
  const rev = state.other === undefined ? NULL_REV : (reader.revOf(state.other) ?? NULL_REV);
  const { otherPath: path } = entry;
  // Format 1 does not know the node.
  const node = entry.otherNode === '' ? (repo.manifest(rev).find(path) ?? NULL_NODE) : entry.otherNode;
  if (node === NULL_NODE) return { path, absent: true, flags: '', rev, content: () => NO_CONTENT };
  return {
    path,
    absent: false,
    flags: repo.manifest(rev).flags(path),
    rev,
    content: once(() => reader.content(path, node)),
  };
}

function baseVersion(
  repo: Repository,
  reader: SideReader,
  state: MergeState,
  { basePath, baseNode }: MergedFile,
  path: ByteString,
): FileVersion {
  const link = state.extra(path, 'ancestorlinknode');
  const linked = link === undefined || link === NULL_NODE ? undefined : reader.revOf(link);
  if (baseNode === NULL_NODE)
    return { path: basePath, absent: false, flags: '', rev: NULL_REV, content: () => NO_CONTENT };
  const rev = linked ?? repo.fileByNode(basePath, baseNode).linkrev;
  return {
    path: basePath,
    absent: false,
    flags: repo.manifest(rev).flags(basePath),
    rev,
    content: once(() => reader.content(basePath, baseNode)),
  };
}

function once(make: () => Uint8Array): () => Uint8Array {
  let made: Uint8Array | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
