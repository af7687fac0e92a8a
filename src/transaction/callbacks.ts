/** Callbacks by category, run in the byte order of their categories. */
import { type ByteString, compareByteStrings } from '../bytes/index.js';

export class Callbacks<T> {
  #byCategory = new Map<ByteString, T>();

  set(category: ByteString, callback: T): void {
    this.#byCategory.set(category, callback);
  }

  clear(): void {
    this.#byCategory.clear();
  }

  /** All of them in order. They stay. */
  sorted(): T[] {
    return [...this.#byCategory].sort(([a], [b]) => compareByteStrings(a, b)).map(([, callback]) => callback);
  }

  /** Runs and forgets; those registered meanwhile run in another round, until there are none. */
  drain(run: (callback: T) => void): void {
    while (this.#byCategory.size > 0) {
      const round = this.sorted();
      this.#byCategory.clear();
      for (const callback of round) run(callback);
    }
  }
}
