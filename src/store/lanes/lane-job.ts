/** The job of a thread that makes revlogs grow: it reads the store, and tells the caller what is to be written. */
import type { ByteString } from '../../bytes/index.js';
import type { Platform, ThreadChannel } from '../../platform/index.js';
import { type RevlogWriteOptions, RevlogWriter } from '../../revlog/index.js';
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

/** From the thread, whenever it needs something. */
export interface LaneReport extends RecordedChanges {
  /** Bytes of pieces that it is done with. */
  readonly taken: number;
  /** Revisions added, for each group that is finished. */
  readonly added: readonly number[];
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
  let added: number[] = [];
  // Memory goes round: what was a piece becomes a report, and that the next piece.
  const report = (taken: number, spare?: ArrayBuffer): void => {
    const changes = recorder.take(spare);
    const message: LaneReport = { ...changes, taken, added, waits: taken === 0 };
    channel.post(message, [changes.bytes.buffer]);
    added = [];
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
    added.push(writer.addGroup(transaction, groups.revisions()));
    writer.retire(transaction);
  }
}
