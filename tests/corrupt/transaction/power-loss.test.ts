import { expect, it } from 'vitest';
import {
  type FileHandle,
  type FileSystem,
  type MemoryFileSystem,
  writeFile,
} from '../../../src/platform/index.js';
import { canRollBack, rollBack } from '../../../src/transaction/index.js';
import {
  append,
  begin,
  change,
  samplePlaces,
  sampleRepository,
  state,
} from '../../unit/transaction/sample.js';
import { expectWhole } from './expect-whole.js';

class PowerLoss extends Error {}

/**
 * What a disk keeps: names in the order in which they were made, but of a file's content only what was flushed. Content is
 * noted by inode when it is first changed and after each flush; {@link lose} puts that back.
 */
class Disk {
  readonly #flushed = new Map<number, Uint8Array>();
  readonly fs: FileSystem;
  operations = 0;
  constructor(
    readonly inner: MemoryFileSystem,
    readonly lossAt: number,
  ) {
    this.fs = this.#wrap(inner);
  }

  #step(): void {
    this.operations++;
    if (this.operations >= this.lossAt) throw new PowerLoss();
  }

  #note(handle: FileHandle, again: boolean): void {
    const { inode, size } = handle.stat();
    if (!again && this.#flushed.has(inode)) return;
    const content = new Uint8Array(size);
    handle.readAt(content, 0, size, 0);
    this.#flushed.set(inode, content);
  }

  #wrap(fs: FileSystem): FileSystem {
    const step = () => this.#step();
    return new Proxy(fs, {
      get: (target, name) => {
        const value = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        if (name === 'at') return (path: string) => this.#wrap(target.at(path));
        if (name !== 'open')
          return (...given: unknown[]) => {
            if (!['stat', 'list', 'listEntries', 'readLink'].includes(String(name))) step();
            return value.apply(target, given);
          };
        return (path: string, mode: 'read' | 'write' | 'append' | 'update' | 'exclusive') => {
          if (mode === 'read') return target.open(path, mode);
          step();
          if (mode === 'write' && target.stat(path) !== undefined) {
            const before = target.open(path, 'read');
            this.#note(before, false);
            before.close();
          }
          const handle = target.open(path, mode);
          this.#note(handle, false);
          return {
            readAt: handle.readAt.bind(handle),
            size: handle.size.bind(handle),
            stat: handle.stat.bind(handle),
            close: handle.close.bind(handle),
            writeAt: (bytes: Uint8Array, position: number) => {
              step();
              handle.writeAt(bytes, position);
            },
            truncate: (size: number) => {
              step();
              handle.truncate(size);
            },
            sync: () => {
              step();
              this.#note(handle, true);
            },
          };
        };
      },
    });
  }

  /** `keep` decides which unflushed content survives all the same. */
  lose(keep: (inode: number) => boolean): void {
    const visit = (directory: string): void => {
      for (const { name, kind } of this.inner.listEntries(directory)) {
        const path = directory === '' ? name : `${directory}/${name}`;
        if (kind === 'directory') visit(path);
        else {
          const inode = this.inner.stat(path)?.inode as number;
          const flushed = this.#flushed.get(inode);
          if (flushed !== undefined && !keep(inode)) writeFile(this.inner, path, flushed);
        }
      }
    };
    visit('');
  }
}

/** As `change`, by a writer whose own small files are flushed too, as a generator's are. */
function run(fs: FileSystem): void {
  const transaction = begin(fs, { durability: 'power' });
  try {
    append(transaction, 'data/A.i', 'filelog-2.');
    append(transaction, '00manifest.i', 'manifest-2.');
    transaction.addTemporary('00changelog.i.a');
    writeFile(fs, 'store/00changelog.i.a', new Uint8Array(9));
    for (const [id, file, location, order] of [
      ['fncache', 'fncache', '', 'pre-finalize'],
      ['phase', 'phaseroots', '', 'pre-finalize'],
      ['bookmarks', 'bookmarks', 'plain', 'post-finalize'],
    ] as const)
      transaction.addFileGenerator(id, {
        files: [file],
        location,
        order,
        generate: () => [new Uint8Array(7).fill(66)],
      });
    transaction.addFinalize('cl', (running) => append(running, '00changelog.i', 'changelog-2.'));
    transaction.close();
  } finally {
    transaction.release();
  }
}

it('a loss of power at any moment leaves the old state or the new one', () => {
  const start = () => {
    const fs = sampleRepository();
    const transaction = begin(fs);
    change(transaction, fs);
    transaction.close();
    return fs;
  };
  const whole = new Disk(start(), Number.POSITIVE_INFINITY);
  const before = state(whole.inner);
  run(whole.fs);
  const wanted = state(whole.inner);
  expect(whole.operations).toBeGreaterThan(60);
  const counts = { losses: 0, old: 0, new: 0 };
  const keeps: ((inode: number) => boolean)[] = [
    () => false,
    () => true,
    (inode) => inode % 2 === 0,
    (inode) => inode % 2 === 1,
    (inode) => inode % 3 === 0,
  ];
  for (const keep of keeps)
    for (let at = 1; at <= whole.operations + 1; at++) {
      const disk = new Disk(start(), at);
      try {
        run(disk.fs);
      } catch (error) {
        if (!(error instanceof PowerLoss)) throw error;
      }
      disk.lose(keep);
      counts.losses++;
      const fs = disk.inner;
      const places = samplePlaces(fs);
      const { isNew } = expectWhole(fs, { old: before, new: wanted }, `at ${at}`);
      counts[isNew ? 'new' : 'old']++;
      if (isNew && canRollBack(places)) {
        rollBack({ places, warn: (message) => expect.fail(message), keepDirstate: false });
        expect(state(fs), `rollback at ${at}`).toEqual(before);
      }
    }
  console.log(`losses of power: ${JSON.stringify(counts)}`);
});
