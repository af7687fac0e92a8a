/** The files that the store lists, ticked off as they are accounted for. */
import type { ByteString } from '../../bytes/index.js';
import type { RevlogStore } from '../../store/index.js';
import type { Findings } from './findings.js';

/** Only files with something in them count. */
export class StoreFiles {
  readonly #left = new Set<ByteString>();

  static none(): StoreFiles {
    return new StoreFiles();
  }

  /** @throws CorruptionError when the list itself (fncache) is damaged. */
  static list(store: RevlogStore, findings: Findings): StoreFiles {
    const files = new StoreFiles();
    for (const { path, encodedPath, size } of store.dataFiles()) {
      if (path === undefined) findings.error(undefined, `cannot decode filename '${encodedPath}'`);
      else if (size > 0 && (path.startsWith('data/') || path.startsWith('meta/'))) files.#left.add(path);
    }
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
  discard(revlog: { readonly name: ByteString; readonly inline: boolean }): void {
    this.#left.delete(`${revlog.name}.i`);
    if (!revlog.inline) this.#left.delete(`${revlog.name}.d`);
  }

  /** Ticks the files of a filelog off; the ones that are not listed are reported. */
  expect(findings: Findings, revlog: { readonly name: ByteString; readonly inline: boolean }): void {
    const names = revlog.inline ? [`${revlog.name}.i`] : [`${revlog.name}.i`, `${revlog.name}.d`];
    for (const name of names) {
      if (this.#left.delete(name)) continue;
      findings.warning(` warning: revlog '${name}' not in fncache!`);
      findings.fncacheIncomplete = true;
    }
  }

  /** Everything under `top` that nothing accounted for. */
  reportOrphans(findings: Findings, top: 'data/' | 'meta/'): void {
    for (const path of [...this.#left].sort()) {
      if (!path.startsWith(top)) continue;
      findings.warning(`warning: orphan data file '${path}'`);
      this.#left.delete(path);
    }
  }
}
