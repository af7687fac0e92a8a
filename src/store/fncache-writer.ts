/** Keeping `fncache` while files are added to the store. */
import { type ByteString, bytesOf, concatBytes } from '../bytes/index.js';
import { type FileSystem, tryReadFile } from '../platform/index.js';
import type { Transaction } from '../transaction/index.js';
import { readFncache } from './fncache.js';
import { encodeDirectories } from './path-encoding.js';

type FncacheTransaction = Pick<Transaction, 'addFileGenerator' | 'addAbort' | 'addPostClose'>;

/**
 * Remembers what has to be added or removed and has it written when the transaction closes. Like hg's, the list is in no
 * order: new lines, sorted so that it does not matter who added them first, follow the old ones. The file is read at the first change only.
 */
export class FncacheWriter {
  readonly #fs: FileSystem;
  #known: Set<ByteString> | undefined;
  readonly #added = new Set<ByteString>();
  #isRewritten = false;

  constructor(storeFs: FileSystem) {
    this.#fs = storeFs;
  }

  /** Whether the list has the name, as it is now. */
  has(name: ByteString): boolean {
    return this.#load().has(name);
  }

  /** @param name `data/...` or `meta/...`, before path encoding; other files of the store are not listed. */
  add(name: ByteString, transaction: FncacheTransaction): void {
    if (!isListed(name)) return;
    const known = this.#load();
    if (known.has(name)) return;
    known.add(name);
    this.#added.add(name);
    this.#generateIn(transaction);
  }

  /** The file is gone from the store. */
  remove(name: ByteString, transaction: FncacheTransaction): void {
    if (!this.#load().delete(name)) return;
    if (!this.#added.delete(name)) this.#isRewritten = true;
    this.#generateIn(transaction);
  }

  #load(): Set<ByteString> {
    this.#known ??= new Set(readFncache(this.#fs));
    return this.#known;
  }

  #generateIn(transaction: FncacheTransaction): void {
    transaction.addFileGenerator('fncache', { files: ['fncache'], generate: () => [this.#content()] });
    // What the file holds afterwards is read when it is next needed.
    transaction.addAbort('fncache', () => this.#reset());
    transaction.addPostClose('fncache', () => this.#reset());
  }

  #reset(): void {
    this.#known = undefined;
    this.#added.clear();
    this.#isRewritten = false;
  }

  #content(): Uint8Array {
    if (this.#isRewritten) return lines(this.#load());
    return concatBytes([
      tryReadFile(this.#fs, 'fncache') ?? new Uint8Array(0),
      lines([...this.#added].sort()),
    ]);
  }
}

function isListed(name: ByteString): boolean {
  return name.startsWith('data/') || name.startsWith('meta/');
}

function lines(names: Iterable<ByteString>): Uint8Array {
  let text = '';
  for (const name of names) text += `${encodeDirectories(name)}\n`;
  return bytesOf(text);
}
