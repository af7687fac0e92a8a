/** Making a changegroup: a stream of bytes that is made as it is read. */
import type { ByteString } from '../../bytes/index.js';
import { bytesOf } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import type { RevlogStore } from '../../store/index.js';
import { type ExchangeUi, SILENT_UI } from '../exchange-ui.js';
import { OutputBuffer } from '../output-buffer.js';
import { GroupEncoder, type OutgoingGroup } from './group-encoder.js';
import type { Outgoing } from './outgoing.js';
import { type OutgoingContents, outgoingContents } from './outgoing-contents.js';
import type { ChangegroupVersion } from './versions.js';

/**
 * The changegroup of `outgoing` in pieces, each good until the next one is asked for. The store must not change meanwhile (but may
 * grow). The same store makes the same bytes. Memory: the longest revision, and what the changesets touch.
 * @throws HgError when the store has tree manifests and the version cannot carry them, CorruptionError.
 */
export function* generateChangegroup(
  store: RevlogStore,
  outgoing: Outgoing,
  version: ChangegroupVersion,
  ui: ExchangeUi = SILENT_UI,
): Generator<Uint8Array> {
  if (store.requirements.has('treemanifest') && version !== '03')
    throw new HgError('abort', `changegroup version ${version} cannot carry tree manifests`);
  const encoder = new GroupEncoder(version, store.changelog.revlog);
  const out = new OutputBuffer();
  ui.note('uncompressed size of bundle content:\n');
  yield* changesets(store, encoder, outgoing, out, ui);
  const contents = outgoingContents(store, outgoing);
  yield* manifests(encoder, contents, outgoing, version, out, ui);
  yield* files(encoder, contents, out, ui);
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
      chunk(name, out);
      yield* encoder.encode(group, out, each);
      ui.note(`${sized(out.total - before)} (manifests)\n`);
    }
    out.int32(0);
  }
  progress.complete();
}

function* files(
  encoder: GroupEncoder,
  contents: OutgoingContents,
  out: OutputBuffer,
  ui: ExchangeUi,
): Generator<Uint8Array> {
  const progress = ui.progress('files', contents.fileCount, 'files');
  let count = 0;
  for (const { name, group } of contents.files()) {
    progress.update(++count, name);
    const before = out.total;
    chunk(name, out);
    yield* encoder.encode(group, out);
    ui.note(`${sized(out.total - before)}  ${name}\n`);
  }
  progress.complete();
}

function chunk(name: ByteString, out: OutputBuffer): void {
  out.int32(name.length + 4);
  out.append(bytesOf(name));
}

function sized(bytes: number): ByteString {
  return String(bytes).padStart(8);
}
