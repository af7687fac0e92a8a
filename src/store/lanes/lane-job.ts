/** The job of a thread that makes revlogs grow: it reads the store, and tells the caller what is to be written. */
import type { ByteString } from '../../bytes/index.js';
import type { Platform, ThreadChannel } from '../../platform/index.js';
import {
  type GroupRevision,
  type Revlog,
  type RevlogTransaction,
  type RevlogWriteOptions,
  RevlogWriter,
} from '../../revlog/index.js';
import { RevlogStore } from '../open-store.js';
import { GroupUnpacker } from './packed-groups.js';
import { ChangeRecorder, type RecordedChanges } from './recorded-changes.js';

/** What a thread starts with. */
export interface LaneJob {
  /** Absolute paths of the store, and of the `.hg` that owns it. */
  readonly storeRoot: ByteString;
  readonly hgRoot: ByteString;
  readonly requirements: ReadonlySet<ByteString>;
  /** Without functions. */
  readonly options: Omit<RevlogWriteOptions, 'newFile' | 'removedFile' | 'output'>;
}

/** To the thread, besides pieces of packed groups. */
export const SETTLED = 'settled';

/** How much has been added to a revlog. */
export interface Growth {
  readonly revisions: number;
  /** In its files. */
  readonly bytes: number;
}

const ENTRY_BYTES = 64;

/** Length of a revlog's files together. */
function storedBytes({ index }: Revlog): number {
  const tip = index.length - 1;
  return tip < 0 ? 0 : index.offset(tip) + index.chunkLength(tip) + index.length * ENTRY_BYTES;
}

/** Adds a group to a revlog. @throws as `RevlogWriter.addGroup` */
export function addGroup(
  writer: RevlogWriter,
  transaction: RevlogTransaction,
  revisions: Iterable<GroupRevision>,
): Growth {
  const before = storedBytes(writer.revlog);
  const added = writer.addGroup(transaction, revisions);
  return { revisions: added, bytes: storedBytes(writer.revlog) - before };
}

/** From the thread, whenever it needs something. */
export interface LaneReport extends RecordedChanges {
  /** Bytes of pieces that it is done with. */
  readonly taken: number;
  /** Each group that is finished. */
  readonly finished: readonly Growth[];
  /** It waits for {@link SETTLED}. */
  readonly waits: boolean;
}

/** Takes pieces until it is ended from outside. @throws as `RevlogWriter.addGroup` */
export function runLane(platform: Platform, job: LaneJob, channel: ThreadChannel): void {
  const { requirements } = job;
  const hgFs = platform.openFileSystem(job.hgRoot);
  const storeFs = platform.openFileSystem(job.storeRoot);
  const store = new RevlogStore(platform, {
    requirements,
    hgFs,
    sharedHgFs: hgFs,
    storeFs,
    isShare: false,
    sharedFeatures: new Set(),
  });
  /** Pieces that came while something else was waited for. */
  const waiting: Uint8Array<ArrayBuffer>[] = [];
  let piece: Uint8Array<ArrayBuffer> | undefined;
  let finished: Growth[] = [];
  // Memory goes round: what was a piece becomes a report, and that the next piece.
  const report = (taken: number, spare?: ArrayBuffer): void => {
    const changes = recorder.take(spare);
    const message: LaneReport = { ...changes, taken, finished, waits: taken === 0 };
    channel.post(message, [changes.bytes.buffer]);
    finished = [];
  };
  const recorder = new ChangeRecorder(() => {
    report(0);
    for (let got = channel.receive(); got !== SETTLED; got = channel.receive())
      waiting.push(got as Uint8Array<ArrayBuffer>);
  });
  const { transaction } = recorder;
  const groups = new GroupUnpacker(() => {
    if (piece !== undefined) report(piece.length, piece.buffer);
    piece = waiting.shift() ?? (channel.receive() as Uint8Array<ArrayBuffer>);
    return piece;
  });
  const options: RevlogWriteOptions = {
    ...job.options,
    newFile: (name) => recorder.newFile(name),
    output: recorder,
  };
  for (let group = groups.group(); group !== undefined; group = groups.group()) {
    const { kind, name, isNew } = group;
    const revlog =
      kind === 'manifest'
        ? store.openManifestRevlog(name)
        : (isNew ? store.newFile(name) : store.openFile(name)).revlog;
    const writer = new RevlogWriter(revlog, options);
    // A report on the way may have begun another list.
    const growth = addGroup(writer, transaction, groups.revisions());
    finished.push(growth);
    writer.retire(transaction);
  }
}
