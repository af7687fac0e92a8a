/** Adding groups of revisions by several threads: revlogs do not depend on each other. */
import type { ByteString } from '../../bytes/index.js';
import { startThreads, type Thread, type Threads } from '../../platform/index.js';
import { FileOutput } from '../../revlog/index.js';
import type { Transaction } from '../../transaction/index.js';
import type { StoreWriter } from '../store-writer.js';
import { addGroup, type Growth, type LaneReport, SETTLED } from './lane-job.js';
import { GroupPacker, GroupUnpacker, type PackedGroup, type RawRevision } from './packed-groups.js';
import { carryOut } from './recorded-changes.js';

/** Small groups travel together. */
const BATCH_BYTES = 1 << 17;
/** Longer ones are sent in pieces of this many bytes, so that nobody has to hold them whole. */
const PIECE_BYTES = 1 << 20;
/** Of batches, that a thread has before it. */
const MOST_AHEAD_BYTES = 1 << 19;
/** Of pieces. */
const MOST_STREAMED_BYTES = 32 << 20;

const MOST_SPARE = 8;

interface Group {
  /** Its place among all. */
  readonly number: number;
  readonly kind: PackedGroup['kind'];
}

interface Lane {
  readonly thread: Thread;
  /** Bytes that it has been given and is not done with. */
  pending: number;
  /** Groups that it has not finished, in their order. */
  readonly groups: Group[];
  /** What it was doing was wrong. */
  hasFailed: boolean;
}

/**
 * The other threads work out what is to be written: hashes, deltas, compression. This one packs groups, journals and writes what
 * they report, and adds groups itself while the others have enough to do. What is written does not depend on who did it. Memory: at
 * most 32 MiB of packed groups for each thread.
 */
export class GroupLanes {
  readonly #writer: StoreWriter;
  readonly #transaction: Transaction;
  readonly #output: FileOutput;
  readonly #lanes: readonly Lane[];
  readonly #packer = new GroupPacker(BATCH_BYTES + (BATCH_BYTES >> 2));
  /** Groups in the packer. */
  #packed: Group[] = [];
  #groups = 0;
  /** Memory for further pieces. */
  readonly #spare: ArrayBuffer[] = [];
  /** Where the pieces of the group go that has begun. */
  #streaming: Lane | undefined;
  readonly #paths = new Set<ByteString>();
  #hasManifests = false;
  readonly #grown = { file: { revisions: 0, bytes: 0 }, manifest: { revisions: 0, bytes: 0 } };
  #failed: { readonly number: number; readonly error: unknown } | undefined;

  private constructor(writer: StoreWriter, transaction: Transaction, threads: readonly Thread[]) {
    this.#writer = writer;
    this.#transaction = transaction;
    this.#output = new FileOutput(writer.store.fs);
    this.#lanes = threads.map((thread) => ({ thread, pending: 0, groups: [], hasFailed: false }));
  }

  /** Undefined where there are no other threads. */
  static start(
    threads: Threads | undefined,
    writer: StoreWriter,
    transaction: Transaction,
  ): GroupLanes | undefined {
    const started = threads === undefined ? [] : startThreads(threads, 'lane', writer.laneJob());
    if (started.length === 0) return undefined;
    writer.letGoOfFiles();
    return new GroupLanes(writer, transaction, started);
  }

  /**
   * The next group: the root's manifests (`''`), or a file, which no manifests follow. Its revisions come by {@link add}.
   * @throws for any group before, as {@link finish}
   */
  begin(kind: PackedGroup['kind'], name: ByteString): void {
    // Two groups of one revlog must not meet.
    if (kind === 'file' && this.#paths.has(name)) this.#drain();
    const isNew = kind === 'file' && !this.#paths.has(name) && this.#writer.isNewFile(name);
    if (kind === 'file') this.#paths.add(name);
    else {
      this.#hasManifests = true;
      // All of them together are most of the work that cannot be shared: at once.
      this.#streaming = this.#idlest();
    }
    this.#packed.push({ number: this.#groups++, kind });
    this.#packer.begin({ kind, name, isNew });
  }

  add(revision: RawRevision, linkrev: number): void {
    this.#packer.add(revision, linkrev);
    if (this.#packer.length < (this.#streaming === undefined ? PIECE_BYTES : BATCH_BYTES)) return;
    this.#streaming ??= this.#idlest();
    this.#stream(this.#streaming);
  }

  end(): void {
    this.#packer.end();
    const lane = this.#streaming;
    this.#streaming = undefined;
    if (lane !== undefined) this.#stream(lane);
    else if (this.#packer.length >= BATCH_BYTES) this.#share();
  }

  /**
   * Waits until everything is written.
   * @returns how much was new. @throws what `RevlogWriter.addGroup` throws for the first group that is wrong.
   */
  finish(): Readonly<Record<PackedGroup['kind'], Growth>> {
    if (this.#packer.length > 0) this.#share();
    this.#drain();
    if (this.#hasManifests) this.#writer.reopenManifests();
    return this.#grown;
  }

  /** Carries out what has been reported. @throws as {@link finish} */
  collect(): void {
    for (const lane of this.#lanes) this.#collect(lane);
  }

  /** Ends the threads, whatever they do. */
  close(): void {
    for (const { thread } of this.#lanes) thread.close();
  }

  /**
   * When `error` has come up while groups were added, or read to be added.
   * @returns what would have been thrown if all had been done one after the other.
   */
  firstError(error: unknown): unknown {
    if (this.#failed?.error !== error) this.#fail(this.#groups, error);
    const attempt = (action: () => void): void => {
      try {
        action();
      } catch {
        // Noted.
      }
    };
    // What has been read up to there may be wrong, too.
    const lane = this.#streaming;
    attempt(() => (lane === undefined ? this.#addHere() : this.#post(lane)));
    for (const lane of this.#lanes) attempt(() => this.#drainLane(lane));
    return this.#failed?.error;
  }

  #fail(number: number, error: unknown): void {
    if (this.#failed === undefined || number < this.#failed.number) this.#failed = { number, error };
  }

  #idlest(): Lane {
    return this.#lanes.reduce((best, lane) => (lane.pending < best.pending ? lane : best));
  }

  #share(): void {
    this.collect();
    const lane = this.#idlest();
    if (lane.pending < MOST_AHEAD_BYTES) this.#post(lane);
    else this.#addHere();
  }

  #stream(lane: Lane): void {
    this.collect();
    while (lane.pending > MOST_STREAMED_BYTES) this.#take(lane, lane.thread.receive);
    this.#post(lane);
  }

  #post(lane: Lane): void {
    if (lane.hasFailed) return;
    const piece = this.#packer.take(this.#spare.pop());
    lane.groups.push(...this.#packed);
    this.#packed = [];
    lane.pending += piece.length;
    lane.thread.post(piece, [piece.buffer]);
  }

  #addHere(): void {
    let piece: Uint8Array<ArrayBuffer> | undefined = this.#packer.take(this.#spare.pop());
    const { buffer } = piece;
    const packed = this.#packed;
    this.#packed = [];
    const groups = new GroupUnpacker(() => {
      const next = piece;
      piece = undefined;
      return next;
    });
    for (const { number } of packed) {
      const name = groups.group()?.name as ByteString;
      try {
        const growth = this.#writer.withFile(name, this.#transaction, ({ writer }) =>
          addGroup(writer, this.#transaction, groups.revisions()),
        );
        this.#count('file', growth);
      } catch (error) {
        this.#fail(number, error);
        throw error;
      }
    }
    this.#keep(buffer);
  }

  #count(kind: PackedGroup['kind'], { revisions, bytes }: Growth): void {
    this.#grown[kind].revisions += revisions;
    this.#grown[kind].bytes += bytes;
  }

  #keep(buffer: ArrayBuffer): void {
    const fits = buffer.byteLength >= BATCH_BYTES && buffer.byteLength <= 2 * PIECE_BYTES;
    if (fits && this.#spare.length < MOST_SPARE) this.#spare.push(buffer);
  }

  #collect(lane: Lane): void {
    while (!lane.hasFailed && this.#take(lane, lane.thread.poll));
  }

  #drain(): void {
    if (this.#packer.length > 0 && this.#streaming === undefined) this.#share();
    for (const lane of this.#lanes) this.#drainLane(lane);
  }

  #drainLane(lane: Lane): void {
    while (lane.pending > 0 && !lane.hasFailed) this.#take(lane, lane.thread.receive);
  }

  /** @returns whether there was something. */
  #take(lane: Lane, next: () => unknown): boolean {
    try {
      const report = next() as LaneReport | undefined;
      if (report === undefined) return false;
      this.#carryOut(lane, report);
      return true;
    } catch (error) {
      // Nothing more comes from it, or would be of use.
      lane.hasFailed = true;
      this.#fail(lane.groups[0]?.number ?? 0, error);
      throw error;
    }
  }

  #carryOut(lane: Lane, report: LaneReport): void {
    const transaction = this.#transaction;
    carryOut(report, {
      transaction,
      output: this.#output,
      newFile: (name) => this.#writer.newFile(name, transaction),
    });
    this.#keep(report.bytes.buffer);
    lane.pending -= report.taken;
    for (const growth of report.finished) this.#count((lane.groups.shift() as Group).kind, growth);
    if (report.waits) lane.thread.post(SETTLED);
  }
}
