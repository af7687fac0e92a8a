/** Writing or comparing many files of the working directory, by the caller and by threads beside it. */
import { startThreads, type Thread } from '../../platform/index.js';
import { FileVersions } from '../../store/index.js';
import type { RepositoryPlace } from '../place.js';
import { hasContentFilters } from './configured-filters.js';
import {
  type CrewPlace,
  type CrewStart,
  type FileTask,
  type FileTaskDone,
  runFileTask,
} from './file-task.js';

/** With fewer files to write, threads begin when almost all is done: to start and to warm up takes one as long as some 600 files. */
const WORTH_A_THREAD = 800;
/** So many are compared, or removed, in the time that it takes to write one. */
const LIGHTER = 3;
/** What one thread takes from another when both are there. */
const WORTH_SHARING = 48;

export interface CrewOptions {
  /** From how many files on threads help; for tests. */
  readonly worthAThread?: number;
}

export interface RunOptions {
  /** Told now and then how many files have been begun. */
  readonly progress?: (files: number) => void;
  /** What the caller does first, while threads have begun. Not called when nothing can be done here. */
  readonly meanwhile?: () => void;
}

/**
 * Threads are started when there is enough to do for the first time, and stay until {@link close}. What one of them cannot do
 * (or leaves when it dies) is the caller's to do in the plain way, which says what is wrong.
 */
export class FileCrew {
  readonly #place: RepositoryPlace;
  readonly #own: CrewPlace;
  readonly #least: number;
  /** Contents go through commands: nothing that can be done here. */
  readonly #filters: boolean;
  #threads: Thread[] | undefined;

  constructor(place: RepositoryPlace, options: CrewOptions = {}) {
    this.#place = place;
    this.#own = {
      workFs: place.workFs,
      versions: new FileVersions(place.platform, place.store),
    };
    this.#filters = hasContentFilters(place.config);
    this.#least = options.worthAThread ?? WORTH_A_THREAD;
  }

  /**
   * Threads start while the caller prepares the work, if it is enough for them.
   * @param written files. @param others to be compared or removed.
   */
  expect(written: number, others = 0): void {
    const work = written + Math.ceil(others / LIGHTER);
    if (this.#filters || work < this.#least || this.#threads !== undefined) return;
    this.#threads = [];
    const { platform, workFs, store, bundle } = this.#place;
    // What a bundle adds is in this thread's memory only.
    if (platform.threads === undefined || bundle !== undefined) return;
    const start: CrewStart = { workPath: workFs.root, hgPath: store.places.hgFs.root };
    this.#threads = startThreads(platform.threads, 'working-files', start);
  }

  /** Does what it can; see `states` of the result for what it could not. */
  run(task: FileTask, { progress, meanwhile }: RunOptions = {}): FileTaskDone {
    const count = task.nodes.length / 40;
    if (this.#filters) return emptyResults(count, false);
    if (task.kind === 'write') this.expect(count);
    else this.expect(0, count);
    const threads = count < Math.min(this.#least, WORTH_SHARING) ? [] : (this.#threads ?? []);
    const done = emptyResults(count, threads.length > 0);
    for (const thread of threads) thread.post({ task, done });
    try {
      meanwhile?.();
      runFileTask(this.#own, task, done, progress);
    } finally {
      // However it ends: nobody writes files after this.
      if (threads.length > 0) this.#waitFor(threads);
    }
    return done;
  }

  #waitFor(threads: readonly Thread[]): void {
    for (const thread of threads) {
      try {
        thread.receive();
      } catch {
        // It died; what it had begun is not marked as done.
        this.#threads = this.#threads?.filter((other) => other !== thread);
      }
    }
  }

  close(): void {
    for (const thread of this.#threads ?? []) thread.close();
    this.#threads = undefined;
  }
}

function emptyResults(count: number, shared: boolean): FileTaskDone {
  const room = (bytes: number): ArrayBufferLike =>
    shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
  return {
    next: new Int32Array(room(8)),
    states: new Uint8Array(room(count)),
    stats: new Float64Array(room(count * 32)),
  };
}
