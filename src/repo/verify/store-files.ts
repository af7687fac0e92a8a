/** The files that the store lists, ticked off as they are accounted for. */
import type { ByteString } from '../../bytes/index.js';
import { type RevlogStore, readFncache } from '../../store/index.js';
import type { Findings } from './findings.js';

/** What is known of a revlog whose files are ticked off. */
export interface TickedRevlog {
  readonly name: ByteString;
  readonly inline: boolean;
}

/**
 * hg counts files with something in them only. Looking at thousands of files for that would take longer than many of the
 * checks, so a file is looked at when the answer matters.
 */
export class StoreFiles {
  readonly #left = new Set<ByteString>();
  readonly #isFilled: (path: ByteString) => boolean;

  private constructor(isFilled: (path: ByteString) => boolean) {
    this.#isFilled = isFilled;
  }

  static none(): StoreFiles {
    return new StoreFiles(() => false);
  }

  /** @throws CorruptionError when the list itself (fncache) is damaged. */
  static list(store: RevlogStore, findings: Findings): StoreFiles {
    // Format 0 keeps empty data files beside their indexes.
    const least = store.requirements.has('revlogv1') ? 1 : 0;
    const files = new StoreFiles((path) => (store.fs.stat(store.encodePath(path))?.size ?? -1) >= least);
    const add = (path: ByteString): void => {
      if (path.startsWith('data/') || path.startsWith('meta/')) files.#left.add(path);
    };
    if (store.requirements.has('fncache')) for (const path of readFncache(store.fs)) add(path);
    else
      for (const { path, encodedPath } of store.dataFiles())
        if (path === undefined) findings.error(undefined, `cannot decode filename '${encodedPath}'`);
        else add(path);
    return files;
  }

  /** Paths of the files that have an index, in byte order. */
  trackedPaths(): ByteString[] {
    const paths: ByteString[] = [];
    for (const path of this.#left)
      if (path.startsWith('data/') && path.endsWith('.i')) paths.push(path.slice(5, -2));
    return paths.sort();
  }

  /** Ticks a revlog's files off. */
  discard(revlog: TickedRevlog): void {
    this.#left.delete(`${revlog.name}.i`);
    if (!revlog.inline) this.#left.delete(`${revlog.name}.d`);
  }

  /** Ticks the files of a filelog off; the ones that are not listed, or empty, are reported. */
  expect(findings: Findings, revlog: TickedRevlog, isEmpty: boolean): void {
    const index = `${revlog.name}.i`;
    const data = `${revlog.name}.d`;
    if (!this.#left.delete(index) || isEmpty) this.#missing(findings, index);
    if (revlog.inline) return;
    if (!this.#left.delete(data) || !this.#isFilled(data)) this.#missing(findings, data);
  }

  #missing(findings: Findings, name: ByteString): void {
    findings.warning(` warning: revlog '${name}' not in fncache!`);
    findings.fncacheIncomplete = true;
  }

  /** Everything under `top` that nothing accounted for. */
  reportOrphans(findings: Findings, top: 'data/' | 'meta/'): void {
    for (const path of [...this.#left].sort()) {
      if (!path.startsWith(top)) continue;
      this.#left.delete(path);
      if (this.#isFilled(path)) findings.warning(`warning: orphan data file '${path}'`);
    }
  }
}
