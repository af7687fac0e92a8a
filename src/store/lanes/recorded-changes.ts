/** What writers would do to files, as plain data: made in one thread, carried out in the one that has the transaction. */
import type { ByteString } from '../../bytes/index.js';
import { StateError } from '../../errors/index.js';
import type { RevlogOutput, RevlogTransaction } from '../../revlog/index.js';

/** `at` and `end` say where the bytes are in {@link RecordedChanges.bytes}. Names are the transaction's, paths the file system's. */
type Change =
  | { readonly kind: 'add'; readonly name: ByteString; readonly length: number }
  | { readonly kind: 'backup'; readonly name: ByteString; readonly hardLink: boolean }
  | { readonly kind: 'new file'; readonly name: ByteString }
  | {
      readonly kind: 'write';
      readonly path: ByteString;
      readonly position: number;
      readonly at: number;
      readonly end: number;
    }
  | { readonly kind: 'replace'; readonly path: ByteString; readonly at: number; readonly end: number };

export interface RecordedChanges {
  /** In their order, which is that of the journal before the file. */
  readonly changes: readonly Change[];
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const FIRST_BYTES = 1 << 16;

function impossible(): never {
  throw new StateError('only appending can be recorded');
}

const nothing = (): void => undefined;

export class ChangeRecorder implements RevlogOutput {
  readonly #settle: () => void;
  #changes: Change[] = [];
  #bytes = new Uint8Array(FIRST_BYTES);
  #length = 0;

  /** @param settle carries out what has been recorded, and waits for it. */
  constructor(settle: () => void) {
    this.#settle = settle;
  }

  /** Writers that are given this do not outlive an abort, so there is nothing that they must be told. */
  readonly transaction: RevlogTransaction = {
    add: (name, length) => this.#changes.push({ kind: 'add', name, length }),
    addBackup: (name, { hardLink = false } = {}) => this.#changes.push({ kind: 'backup', name, hardLink }),
    addAbort: nothing,
    addPostClose: nothing,
    replace: impossible,
    addFileGenerator: impossible,
    addTemporary: impossible,
    addPending: impossible,
    addFinalize: impossible,
  };

  newFile(name: ByteString): void {
    this.#changes.push({ kind: 'new file', name });
  }

  write(path: ByteString, bytes: Uint8Array, position: number): void {
    const at = this.#keep(bytes);
    this.#changes.push({ kind: 'write', path, position, at, end: this.#length });
  }

  replace(path: ByteString, bytes: Uint8Array): void {
    const at = this.#keep(bytes);
    this.#changes.push({ kind: 'replace', path, at, end: this.#length });
  }

  settle(): void {
    this.#settle();
  }

  #keep(bytes: Uint8Array): number {
    const at = this.#length;
    if (at + bytes.length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(at + bytes.length, 2 * this.#bytes.length));
      grown.set(this.#bytes.subarray(0, at));
      this.#bytes = grown;
    }
    this.#bytes.set(bytes, at);
    this.#length += bytes.length;
    return at;
  }

  /**
   * What has been recorded since the last time, given away.
   * @param spare memory to go on with.
   */
  take(spare?: ArrayBuffer): RecordedChanges {
    const taken = { changes: this.#changes, bytes: this.#bytes.subarray(0, this.#length) };
    this.#bytes = new Uint8Array(spare ?? new ArrayBuffer(FIRST_BYTES));
    this.#changes = [];
    this.#length = 0;
    return taken;
  }
}

export interface ChangeTarget {
  readonly transaction: RevlogTransaction;
  readonly output: RevlogOutput;
  newFile(name: ByteString, transaction: RevlogTransaction): void;
}

/** @throws FileSystemError, and what the transaction throws */
export function carryOut({ changes, bytes }: RecordedChanges, target: ChangeTarget): void {
  const { transaction, output } = target;
  for (const change of changes)
    switch (change.kind) {
      case 'add':
        transaction.add(change.name, change.length);
        break;
      case 'backup':
        transaction.addBackup(change.name, { hardLink: change.hardLink });
        break;
      case 'new file':
        target.newFile(change.name, transaction);
        break;
      case 'write':
        output.write(change.path, bytes.subarray(change.at, change.end), change.position);
        break;
      case 'replace':
        output.replace(change.path, bytes.subarray(change.at, change.end));
    }
}
