/** Adding to `cache/rbc-*-v1` what is known without looking; see `rev-branch-cache.ts` for their form. */
import { type ByteString, byteStringOf, bytesOf } from '../../bytes/index.js';
import { FileSystemError } from '../../errors/index.js';
import { type FileSystem, replaceFile, tryReadFile } from '../../platform/index.js';
import type { History } from '../history.js';

const RECORD = 8;
const CLOSES = 0x80000000;

export interface NewRevBranch {
  readonly rev: number;
  /** As stored. */
  readonly branch: ByteString;
  readonly closes: boolean;
}

/** @param hgFs the `.hg` that holds the store. Files that cannot be written are left as they are: they are caches. */
export function addRevBranches(hgFs: FileSystem, history: History, branches: readonly NewRevBranch[]): void {
  if (branches.length === 0) return;
  const oldNames = tryReadFile(hgFs, 'cache/rbc-names-v1');
  const names = oldNames === undefined || oldNames.length === 0 ? [] : byteStringOf(oldNames).split('\0');
  const count = names.length;
  const ids = new Map(names.map((name, id) => [name, id]));
  const old = oldNames === undefined ? undefined : tryReadFile(hgFs, 'cache/rbc-revs-v1');
  const bytes = new Uint8Array(history.length * RECORD);
  if (old !== undefined)
    bytes.set(old.subarray(0, Math.min(old.length - (old.length % RECORD), bytes.length)));
  const view = new DataView(bytes.buffer);
  for (const { rev, branch, closes } of branches) {
    let id = ids.get(branch);
    if (id === undefined) {
      id = names.length;
      names.push(branch);
      ids.set(branch, id);
    }
    view.setUint32(rev * RECORD, history.nodePrefix(rev));
    view.setUint32(rev * RECORD + 4, closes ? id + CLOSES : id);
  }
  try {
    hgFs.makeDirectory('cache', true);
    if (names.length > count) replaceFile(hgFs, 'cache/rbc-names-v1', bytesOf(names.join('\0')));
    replaceFile(hgFs, 'cache/rbc-revs-v1', bytes);
  } catch (error) {
    if (!(error instanceof FileSystemError)) throw error;
  }
}
