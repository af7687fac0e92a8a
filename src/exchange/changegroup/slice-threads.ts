/**
 * Threads that make slices of a changegroup's files beside the caller's. Who makes a slice is decided by who claims it first; the caller puts them in
 * order, and makes some ahead rather than wait. A thread that fails is forgotten: the caller makes what it leaves undone, and meets the
 * same damage.
 */
import type { ByteString } from '../../bytes/index.js';
import type { Platform, Thread, ThreadChannel, Threads } from '../../platform/index.js';
import { openStore } from '../../store/index.js';
import { OutputBuffer } from '../output-buffer.js';
import { encodeSlice, sliceCount } from './file-slices.js';
import { GroupEncoder } from './group-encoder.js';
import { filesByLinkrevs } from './outgoing-contents.js';
import type { ChangegroupVersion } from './versions.js';

/** What all threads of a changegroup are told. Plain data: it travels. */
export interface SliceWork {
  /** Absolute path of the `.hg`, for threads to open. */
  readonly hgPath: ByteString;
  readonly version: ChangegroupVersion;
  readonly paths: readonly ByteString[];
  readonly isSent: Uint8Array;
}

/** What a thread gets to start with. */
export interface SliceJob extends SliceWork {
  /** Shared: per slice, the number of the thread that makes it, 0 before it is claimed. */
  readonly owners: Int32Array;
  /** Shared: units of this thread's pieces that the caller is done with. */
  readonly used: Int32Array;
  readonly self: number;
  /** Units that may be under way. */
  readonly ahead: number;
}

const CALLER = 1;
const FIRST_THREAD = 2;
/** More threads than this only wait for each other. */
const MOST_THREADS = 3;
/** Pieces are counted in these: 32 bits are enough for 2 TiB. */
const UNIT_BYTES = 1024;
/** Bytes of pieces that wait for their turn, over all threads, and the same again with the caller. */
const AHEAD_BYTES = 24 << 20;

function unitsOf(piece: Uint8Array): number {
  return Math.ceil(piece.length / UNIT_BYTES);
}

function claim(owners: Int32Array, slice: number, self: number): boolean {
  return Atomics.compareExchange(owners, slice, 0, self) === 0;
}

/** The job: posts the pieces of each slice that it claims, then the slice's sizes. */
export function runSliceJob(platform: Platform, job: SliceJob, channel: ThreadChannel): void {
  const { hgPath, version, paths, isSent, owners, used, self, ahead } = job;
  const store = openStore(platform, platform.openFileSystem(hgPath));
  const files = { paths, file: filesByLinkrevs(store, isSent) };
  const encoder = new GroupEncoder(version, store.changelog.revlog);
  const out = new OutputBuffer();
  let posted = 0;
  for (let slice = 0; slice < owners.length; slice++) {
    if (!claim(owners, slice, self)) continue;
    const pieces = encodeSlice(encoder, files, slice, out);
    let piece = pieces.next();
    for (; piece.done !== true; piece = pieces.next()) {
      const own = piece.value.slice();
      waitUntil(used, posted - ahead);
      posted += unitsOf(own);
      channel.post(own, [own.buffer]);
    }
    channel.post(piece.value);
  }
}

/** Blocks until the shared number is above `least`. */
function waitUntil(shared: Int32Array, least: number): void {
  for (let now = Atomics.load(shared, 0); now <= least; now = Atomics.load(shared, 0))
    Atomics.wait(shared, 0, now);
}

interface Helper {
  readonly thread: Thread;
  readonly used: Int32Array;
  isGone: boolean;
}

/** A slice that was made before its turn. */
interface MadeSlice {
  readonly pieces: readonly Uint8Array[];
  readonly sizes: readonly number[];
}

export class SliceThreads {
  readonly #owners: Int32Array;
  readonly #helpers: Helper[] = [];
  readonly #own: (slice: number) => Generator<Uint8Array, number[]>;
  readonly #made = new Map<number, MadeSlice>();
  #madeBytes = 0;
  /** Below, all slices are claimed. */
  #nextFree = 0;

  /** @param own makes a slice in this thread. */
  constructor(threads: Threads, work: SliceWork, own: (slice: number) => Generator<Uint8Array, number[]>) {
    this.#own = own;
    const slices = sliceCount(work);
    const owners = new Int32Array(new SharedArrayBuffer(4 * slices));
    this.#owners = owners;
    const count = Math.min(threads.count, MOST_THREADS, slices - 1);
    for (let i = 0; i < count; i++) {
      const used = new Int32Array(new SharedArrayBuffer(4));
      const ahead = Math.ceil(AHEAD_BYTES / count / UNIT_BYTES);
      const job: SliceJob = { ...work, owners, used, self: FIRST_THREAD + i, ahead };
      const thread = threads.start('changegroup', job);
      if (thread === undefined) return;
      this.#helpers.push({ thread, used, isGone: false });
    }
  }

  /** The pieces of a slice, whoever makes them. To be asked for in order. @returns as `encodeSlice` */
  *slice(slice: number): Generator<Uint8Array, readonly number[]> {
    const made = this.#made.get(slice);
    if (made !== undefined) {
      this.#made.delete(slice);
      for (const piece of made.pieces) {
        this.#madeBytes -= piece.length;
        yield piece;
      }
      return made.sizes;
    }
    if (claim(this.#owners, slice, CALLER)) return yield* this.#own(slice);
    const helper = this.#helpers[Atomics.load(this.#owners, slice) - FIRST_THREAD] as Helper;
    let count = 0;
    for (;;) {
      const message = this.#next(helper);
      if (message === undefined) return yield* this.#rest(slice, count);
      if (!(message instanceof Uint8Array)) return message as number[];
      yield message;
      count++;
      Atomics.add(helper.used, 0, unitsOf(message));
      Atomics.notify(helper.used, 0);
    }
  }

  /** What a thread that has failed did not deliver. */
  *#rest(slice: number, delivered: number): Generator<Uint8Array, number[]> {
    const pieces = this.#own(slice);
    let piece = pieces.next();
    for (let at = 0; piece.done !== true; piece = pieces.next()) if (at++ >= delivered) yield piece.value;
    return piece.value;
  }

  /** The thread's next message; undefined when there will be none. */
  #next(helper: Helper): unknown {
    const { thread } = helper;
    while (!helper.isGone) {
      try {
        const message = thread.poll();
        if (message !== undefined) return message;
        if (!this.#makeOneAhead()) return thread.receive();
      } catch {
        helper.isGone = true;
      }
    }
    return undefined;
  }

  /** @returns false when all is claimed, or enough is waiting. */
  #makeOneAhead(): boolean {
    if (this.#madeBytes >= AHEAD_BYTES) return false;
    const owners = this.#owners;
    while (this.#nextFree < owners.length && !claim(owners, this.#nextFree, CALLER)) this.#nextFree++;
    const slice = this.#nextFree;
    if (slice >= owners.length) return false;
    const pieces: Uint8Array[] = [];
    const source = this.#own(slice);
    let piece = source.next();
    for (; piece.done !== true; piece = source.next()) {
      this.#madeBytes += piece.value.length;
      pieces.push(piece.value.slice());
    }
    this.#made.set(slice, { pieces, sizes: piece.value });
    return true;
  }

  close(): void {
    for (const { thread } of this.#helpers) thread.close();
  }
}
