/** A disk that writes one thing later than all that follow, unless it is told to flush it, and then loses power. */
import type { FileHandle, FileSystem, OpenMode } from '../../../src/platform/index.js';

export class PowerLoss extends Error {}

export interface Reordering {
  /** The write that the disk puts off, counted from 1 among writes to files. */
  readonly write: number;
  /** It loses power after this many mutations more; at the end when there are not as many. */
  readonly mutationsLater: number;
}

const READS: ReadonlySet<string> = new Set(['stat', 'list', 'listEntries', 'readLink', 'preciseStat']);

/**
 * Processes see `live`. What a loss of power leaves is in `disk`, which is given the same mutations in the same order but
 * for one write: that comes when its file is flushed, or never.
 */
export class ReorderingDisk {
  readonly fs: FileSystem;
  /** Writes to files so far. */
  writes = 0;
  /** The write that was put off came to the disk because its file was flushed. */
  wasFlushed = false;
  readonly #plan: Reordering;
  #held: (() => void) | undefined;
  #heldInode = -1;
  #left: number;

  constructor(live: FileSystem, disk: FileSystem, plan: Reordering) {
    this.#plan = plan;
    this.#left = plan.mutationsLater;
    this.fs = this.#wrap(live, disk);
  }

  #mutation(): void {
    if (this.#held === undefined && !this.wasFlushed) return;
    if (this.#left-- <= 0) throw new PowerLoss();
  }

  #wrap(live: FileSystem, disk: FileSystem): FileSystem {
    return new Proxy(live, {
      get: (target, name) => {
        const value = Reflect.get(target, name, target);
        if (typeof value !== 'function' || READS.has(String(name)))
          return typeof value === 'function' ? value.bind(target) : value;
        if (name === 'at') return (path: string) => this.#wrap(target.at(path), disk.at(path));
        if (name === 'open') return (path: string, mode: OpenMode) => this.#open(target, disk, path, mode);
        return (...given: unknown[]) => {
          this.#mutation();
          const result = value.apply(target, given);
          (Reflect.get(disk, name, disk) as (...all: unknown[]) => unknown).apply(disk, given);
          return result;
        };
      },
    });
  }

  #open(live: FileSystem, disk: FileSystem, path: string, mode: OpenMode): FileHandle {
    if (mode === 'read') return live.open(path, mode);
    if (mode !== 'update') this.#mutation();
    const handle = live.open(path, mode);
    const other = disk.open(path, mode);
    const { inode } = other.stat();
    return {
      readAt: handle.readAt.bind(handle),
      size: handle.size.bind(handle),
      stat: handle.stat.bind(handle),
      writeAt: (bytes, position) => {
        this.#mutation();
        handle.writeAt(bytes, position);
        if (++this.writes !== this.#plan.write) return other.writeAt(bytes, position);
        const kept = bytes.slice();
        this.#held = () => other.writeAt(kept, position);
        this.#heldInode = inode;
      },
      truncate: (size) => {
        this.#mutation();
        handle.truncate(size);
        other.truncate(size);
      },
      sync: () => {
        this.#mutation();
        if (this.#held === undefined || this.#heldInode !== inode) return;
        this.#held();
        this.#held = undefined;
        this.wasFlushed = true;
      },
      close: () => {
        handle.close();
      },
    };
  }
}
