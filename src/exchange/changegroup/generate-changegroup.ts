/** Making a changegroup: a stream of bytes that is made as it is read. */
import type { ByteString } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import type { Threads } from '../../platform/index.js';
import type { RevlogStore } from '../../store/index.js';
import { type ExchangeUi, SILENT_UI } from '../exchange-ui.js';
import { OutputBuffer } from '../output-buffer.js';
import { appendName, encodeSlice, sliceCount, slicePaths } from './file-slices.js';
import { GroupEncoder, type OutgoingGroup } from './group-encoder.js';
import type { Outgoing } from './outgoing.js';
import { type OutgoingContents, outgoingContents } from './outgoing-contents.js';
import { SliceThreads } from './slice-threads.js';
import type { ChangegroupVersion } from './versions.js';

/** Below, all is made before a thread has started. */
const FILES_WORTH_A_THREAD = 1000;

export interface ChangegroupOptions {
  readonly ui?: ExchangeUi;
  /** To be given when the store is as on disk: threads open it themselves. */
  readonly threads?: Threads | undefined;
  /** How many files are worth threads. */
  readonly leastFiles?: number;
}

/**
 * The changegroup of `outgoing` in pieces, each good until the next one is asked for. The store must not change meanwhile (but may
 * grow). The same store makes the same pieces, with threads or without. Memory: the longest revision, and what the changesets touch; with
 * threads, 48 MiB of pieces and theirs.
 * @throws HgError when the store has tree manifests and the version cannot carry them, CorruptionError.
 */
export function* generateChangegroup(
  store: RevlogStore,
  outgoing: Outgoing,
  version: ChangegroupVersion,
  { ui = SILENT_UI, threads, leastFiles = FILES_WORTH_A_THREAD }: ChangegroupOptions = {},
): Generator<Uint8Array> {
  if (store.requirements.has('treemanifest') && version !== '03')
    throw new HgError('abort', `changegroup version ${version} cannot carry tree manifests`);
  const encoder = new GroupEncoder(version, store.changelog.revlog);
  const out = new OutputBuffer();
  ui.note('uncompressed size of bundle content:\n');
  const contents = outgoingContents(store, outgoing);
  const { paths, isSent } = contents;
  const own = (slice: number): Generator<Uint8Array, number[]> => encodeSlice(encoder, contents, slice, out);
  const helpers =
    threads === undefined || threads.count === 0 || isSent === undefined || paths.length < leastFiles
      ? undefined
      : new SliceThreads(threads, { hgPath: store.places.hgFs.root, version, paths, isSent }, own);
  try {
    yield* changesets(store, encoder, outgoing, out, ui);
    yield* manifests(encoder, contents, outgoing, version, out, ui);
    if (!out.isEmpty) yield out.take();
    yield* files(contents, helpers === undefined ? own : (slice) => helpers.slice(slice), ui);
  } finally {
    helpers?.close();
  }
  out.int32(0);
  yield out.take();
}

function* changesets(
  { changelog }: RevlogStore,
  encoder: GroupEncoder,
  { missing }: Outgoing,
  out: OutputBuffer,
  ui: ExchangeUi,
): Generator<Uint8Array> {
  const progress = ui.progress('changesets', missing.length, 'chunks');
  let count = 0;
  const group: OutgoingGroup = { revlog: changelog.revlog, revs: [...missing], linkrev: (rev) => rev };
  const start = out.total;
  yield* encoder.encode(group, out, () => progress.update(++count));
  progress.complete();
  ui.note(`${sized(out.total - start)} (changelog)\n`);
}

function* manifests(
  encoder: GroupEncoder,
  contents: OutgoingContents,
  { missing }: Outgoing,
  version: ChangegroupVersion,
  out: OutputBuffer,
  ui: ExchangeUi,
): Generator<Uint8Array> {
  const progress = ui.progress('manifests', missing.length, 'chunks');
  let count = 0;
  const each = (): void => progress.update(++count);
  const start = out.total;
  yield* encoder.encode(contents.rootManifests, out, each);
  ui.note(`${sized(out.total - start)} (manifests)\n`);
  if (version === '03') {
    for (const { name, group } of contents.directories()) {
      const before = out.total;
      appendName(name, out);
      yield* encoder.encode(group, out, each);
      ui.note(`${sized(out.total - before)} (manifests)\n`);
    }
    out.int32(0);
  }
  progress.complete();
}

function* files(
  contents: OutgoingContents,
  encodedSlice: (slice: number) => Generator<Uint8Array, readonly number[]>,
  ui: ExchangeUi,
): Generator<Uint8Array> {
  const progress = ui.progress('files', contents.paths.length, 'files');
  let count = 0;
  for (let slice = 0; slice < sliceCount(contents); slice++) {
    const sizes = yield* encodedSlice(slice);
    slicePaths(contents, slice).forEach((name, at) => {
      const size = sizes[at] as number;
      if (size === 0) return;
      progress.update(++count, name);
      ui.note(`${sized(size)}  ${name}\n`);
    });
  }
  progress.complete();
}

function sized(bytes: number): ByteString {
  return String(bytes).padStart(8);
}
