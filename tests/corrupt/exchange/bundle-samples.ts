/** Small repositories in memory, and bundles of them to be damaged. */
import { type ByteString, bytesOf, concatBytes } from '../../../src/bytes/index.js';
import { Config } from '../../../src/config/index.js';
import {
  encodeParts,
  encodeStreamParameters,
  generateChangegroup,
  type OutgoingPart,
  outgoingRevs,
  parseBundleSpec,
  SILENT_UI,
} from '../../../src/exchange/index.js';
import { createNodePlatform } from '../../../src/node/index.js';
import { MemoryFileSystem, type Platform, readFile } from '../../../src/platform/index.js';
import {
  createRepository,
  HistoryWriter,
  openRepository,
  type Repository,
  unbundle,
  writeBundle,
} from '../../../src/repo/index.js';

export const ROOT: ByteString = '/repo';
const node = createNodePlatform();

/** Everything of Node but its files and processes. */
export function platformOf(fs: MemoryFileSystem): Platform {
  const { processes: _, commands: __, ...rest } = node;
  return { ...rest, openFileSystem: (root) => fs.at(root) };
}

/** A repository with some changesets, of which another one of the same kind has the first few. */
export function grown(changesets: number): { fs: MemoryFileSystem; repo: Repository } {
  const fs = new MemoryFileSystem();
  const platform = platformOf(fs);
  createRepository(platform, ROOT, new Config());
  const writer = new HistoryWriter(openRepository(platform, ROOT));
  for (let n = 0; n < changesets; n++) {
    const now = writer.repository();
    writer.commit({
      parents: n === 0 ? [] : [now.node(n === 3 ? 1 : n - 1)],
      files: new Map([
        ['a', { content: bytesOf('line\n'.repeat(20) + `${n}\n`), flags: '' }],
        [`dir/f${n}`, { content: bytesOf(`${n}\n`), flags: n === 1 ? 'x' : '' }],
      ]),
      message: `changeset ${n}`,
      user: 'test',
      date: { seconds: n, offset: 0 },
    });
  }
  return { fs, repo: writer.repository() };
}

/** The bytes of a stream. */
export function bytesIn(pieces: Iterable<Uint8Array>): Uint8Array {
  const all: Uint8Array[] = [];
  for (const piece of pieces) all.push(piece.slice());
  return concatBytes(all);
}

export function bundleOf(repo: Repository, type: string, common: readonly number[] = []): Uint8Array {
  const outgoing = outgoingRevs(repo.changelog, common, [...repo.heads()]);
  return bytesIn(writeBundle(repo, outgoing, parseBundleSpec(type), SILENT_UI));
}

export function changegroupOf(
  repo: Repository,
  version: '01' | '02',
  common: readonly number[] = [],
): Uint8Array {
  const outgoing = outgoingRevs(repo.changelog, common, [...repo.heads()]);
  return bytesIn(generateChangegroup(repo.store, outgoing, version));
}

export function bundle2Of(parts: readonly OutgoingPart[]): Uint8Array {
  return concatBytes([encodeStreamParameters(new Map()), bytesIn(encodeParts(parts))]);
}

export function changegroupPart(payload: Uint8Array, version = '02'): OutgoingPart {
  return { type: 'changegroup', isMandatory: true, mandatory: new Map([['version', version]]), payload };
}

/** Pieces of a few bytes, so that every boundary comes up. */
export function* pieces(bytes: Uint8Array, size = 997): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export function apply(fs: MemoryFileSystem, bundle: Uint8Array): void {
  const repo = openRepository(platformOf(fs), ROOT);
  unbundle(repo, pieces(bundle), { ui: SILENT_UI, name: 'bundle' });
}

/** Every file of the store with its content. */
export function storeOf(fs: MemoryFileSystem, path = `${ROOT}/.hg/store`): Map<string, string> {
  const found = new Map<string, string>();
  for (const { name, kind } of fs.listEntries(path)) {
    const below = `${path}/${name}`;
    if (kind === 'directory') for (const [file, text] of storeOf(fs, below)) found.set(file, text);
    else found.set(below, Buffer.from(readFile(fs, below)).toString('latin1'));
  }
  return found;
}
