/** Files of which only the content says whether they differ from the first parent. */
import { type ByteString, bytesOf, NULL_NODE, NULL_REV } from '../../bytes/index.js';
import { type FileTime, reliableTime, type SeenFile } from '../../dirstate/index.js';
import { type FileFlags, FlatManifest, type Manifest } from '../../manifest/index.js';
import { type FileStat, readFile } from '../../platform/index.js';
import { FileVersions } from '../../store/index.js';
import type { Repository } from '../repository.js';
import type { FileCrew } from './file-crew.js';
import {
  CLEAN,
  compareWithVersion,
  DELETED,
  FileTaskBuilder,
  flagsInWorkingCopy,
  MODIFIED,
  statOf,
  type TaskStat,
  UNDONE,
} from './file-task.js';

/**
 * The content of a file in the working directory, or a link's target, as a commit would store it.
 * @throws FileSystemError, HgError when a filter fails
 */
export function workingContent(repo: Repository, path: ByteString, isLink: boolean): Uint8Array {
  const { workFs } = repo.place;
  const content = isLink ? bytesOf(workFs.readLink(path)) : readFile(workFs, path);
  return repo.contentFilters?.encode(path, content) ?? content;
}

/** As {@link flagsInWorkingCopy}. */
export function workingFlags(repo: Repository, stat: FileStat, known: FileFlags): FileFlags {
  return flagsInWorkingCopy(repo.place.workFs, stat, known);
}

export type Comparison =
  | { readonly state: 'modified' | 'deleted' }
  /** `seen` when the file cannot change any more without showing it. */
  | { readonly state: 'clean'; readonly seen: SeenFile | undefined };

export class ContentComparer {
  readonly #repo: Repository;
  readonly #now: () => FileTime | undefined;
  #manifest: Manifest | undefined;
  #versions: FileVersions | undefined;

  /** @param now the file system's clock, taken before the first comparison. */
  constructor(repo: Repository, now: () => FileTime | undefined) {
    this.#repo = repo;
    this.#now = now;
  }

  get #parent(): Manifest {
    if (this.#manifest === undefined) {
      const parent = this.#repo.workingParents()[0];
      this.#manifest = parent === NULL_REV ? new FlatManifest(new Uint8Array()) : this.#repo.manifest(parent);
    }
    return this.#manifest;
  }

  /**
   * Compares files one after the other, and many in several threads.
   * @param paths in byte order. @throws CorruptionError
   */
  compareAll(
    paths: readonly ByteString[],
    crew: FileCrew,
    found: (path: ByteString, comparison: Comparison) => void,
  ): void {
    const now = this.#now();
    const task = new FileTaskBuilder('compare');
    for (const path of paths) {
      const committed = this.#parent.entry(path);
      if (committed === undefined) break;
      if (!task.add(path, committed.node, committed.flags)) break;
    }
    const done = crew.run(task.build());
    paths.forEach((path, i) => {
      const state = done.states[i] ?? UNDONE;
      if (state === UNDONE) found(path, this.compare(path));
      else if (state === CLEAN) found(path, { state: 'clean', seen: seenAt(statOf(done, i), now) });
      else found(path, { state: state === MODIFIED ? 'modified' : 'deleted' });
    });
  }

  /** @throws CorruptionError */
  compare(path: ByteString): Comparison {
    const { platform, workFs, store } = this.#repo.place;
    const now = this.#now();
    const committed = this.#parent.entry(path);
    // Without one, it is there or it is not.
    const { node, flags } = committed ?? { node: NULL_NODE, flags: '' as const };
    let seen: SeenFile | undefined;
    this.#versions ??= new FileVersions(platform, store);
    const place = { workFs, versions: this.#versions, filters: this.#repo.contentFilters };
    const state = compareWithVersion(place, path, node, flags, (stat) => {
      seen = seenAt(stat, now);
    });
    if (state === DELETED) return { state: 'deleted' };
    return state === CLEAN && committed !== undefined ? { state: 'clean', seen } : { state: 'modified' };
  }
}

function seenAt(stat: TaskStat, now: FileTime | undefined): SeenFile | undefined {
  const time = now === undefined ? undefined : reliableTime(stat, now);
  return time === undefined ? undefined : { mode: stat.mode, size: stat.size, time };
}
