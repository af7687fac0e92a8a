/** Files whose content is made once, at the end of a transaction. */
import { type ByteString, compareByteStrings } from '../bytes/index.js';
import type { FileGenerator, GeneratorOrder, TransactionLocation } from './transaction.js';

export interface GeneratedFile {
  readonly file: ByteString;
  readonly location: TransactionLocation;
  readonly content: Uint8Array;
}

/** Generators by identifier, and the order in which they write. */
export class FileGenerators {
  readonly #generators = new Map<ByteString, FileGenerator>();

  add(identifier: ByteString, generator: FileGenerator): void {
    this.#generators.set(identifier, generator);
  }

  remove(identifier: ByteString): void {
    this.#generators.delete(identifier);
  }

  /** Makes the content of the files of one order, or of all; lazily, one generator after the other. */
  *generate(suffix: ByteString, order?: GeneratorOrder): Generator<GeneratedFile, void, undefined> {
    const sorted = [...this.#generators].sort(
      ([a, { priority: first = 0 }], [b, { priority: second = 0 }]) =>
        first - second || compareByteStrings(a, b),
    );
    for (const [, generator] of sorted) {
      if (order !== undefined && (generator.order ?? 'pre-finalize') !== order) continue;
      const contents = generator.generate(suffix);
      for (let i = 0; i < generator.files.length; i++) {
        const content = contents[i];
        if (content === undefined) continue;
        yield { file: generator.files[i] as ByteString, location: generator.location ?? '', content };
      }
    }
  }
}
