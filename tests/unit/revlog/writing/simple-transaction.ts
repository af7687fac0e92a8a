/** The least that can stand for a transaction: lengths and old contents in memory, callbacks in order. */
import { type FileSystem, readFile, writeFile } from '../../../../src/platform/index.js';
import type { RevlogTransaction } from '../../../../src/revlog/index.js';

type Callback = (transaction: never) => unknown;

export class SimpleTransaction implements RevlogTransaction {
  readonly lengths = new Map<string, number>();
  readonly backups = new Map<string, Uint8Array | undefined>();
  readonly #fs: FileSystem;
  readonly #callbacks = {
    pending: new Map<string, Callback>(),
    finalize: new Map<string, Callback>(),
    abort: new Map<string, Callback>(),
    postClose: new Map<string, Callback>(),
  };

  constructor(fs: FileSystem) {
    this.#fs = fs;
  }

  add(file: string, lengthBefore: number): void {
    if (!this.backups.has(file) && !this.lengths.has(file)) this.lengths.set(file, lengthBefore);
  }
  replace(file: string, length: number): void {
    this.lengths.set(file, length);
  }
  addBackup(file: string): void {
    if (this.lengths.has(file) || this.backups.has(file)) return;
    this.backups.set(file, this.#fs.stat(file) === undefined ? undefined : readFile(this.#fs, file));
  }
  addTemporary(): void {}
  addFileGenerator(): void {}
  addPending(category: string, callback: Callback): void {
    this.#callbacks.pending.set(category, callback);
  }
  addFinalize(category: string, callback: Callback): void {
    this.#callbacks.finalize.set(category, callback);
  }
  addAbort(category: string, callback: Callback): void {
    this.#callbacks.abort.set(category, callback);
  }
  addPostClose(category: string, callback: Callback): void {
    this.#callbacks.postClose.set(category, callback);
  }

  #run(callbacks: Map<string, Callback>): boolean {
    let result = false;
    for (const category of [...callbacks.keys()].sort())
      if (callbacks.get(category)?.(this as never) === true) result = true;
    return result;
  }

  writePending(): boolean {
    return this.#run(this.#callbacks.pending);
  }
  close(): void {
    this.#run(this.#callbacks.finalize);
    this.#run(this.#callbacks.postClose);
  }
  /** What recovery does, too: cut the files, bring the contents back. */
  abort(): void {
    this.#run(this.#callbacks.abort);
    for (const [file, length] of this.lengths) {
      if (this.#fs.stat(file) === undefined) continue;
      if (length === 0) this.#fs.remove(file);
      else {
        const handle = this.#fs.open(file, 'update');
        handle.truncate(length);
        handle.close();
      }
    }
    for (const [file, content] of this.backups) {
      if (content !== undefined) writeFile(this.#fs, file, content);
      else if (this.#fs.stat(file) !== undefined) this.#fs.remove(file);
    }
  }
}
