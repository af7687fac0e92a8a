/** The revlogs in tests/fixtures/revlogs.json, in memory. */
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { createNodePlatform } from '../../../src/node/index.js';
import { MemoryFileSystem, writeFile } from '../../../src/platform/index.js';
import { Revlog, type RevlogOptions } from '../../../src/revlog/index.js';

/** linkrev, node, p1, p2, text length, base, flags, offset, chunk length: as `hg debugindex` prints them. */
export type Entry = readonly [number, string, number, number, number, number, number, number, number];

export interface Fixture {
  readonly name: string;
  readonly index: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly entries: readonly Entry[];
  /** `chain length, previous revision, kind of delta` as `hg debugdeltachain` prints them. */
  readonly chains: readonly string[];
}

interface Stored {
  readonly index: string;
  readonly files: Readonly<Record<string, string>>;
  readonly entries: readonly Entry[];
  readonly chains: readonly string[];
}

const stored = JSON.parse(
  readFileSync(new URL('../../fixtures/revlogs.json', import.meta.url), 'latin1'),
) as Record<string, Stored>;

export const FIXTURES: readonly Fixture[] = Object.entries(stored).map(([name, fixture]) => ({
  ...fixture,
  name,
  files: new Map(
    Object.entries(fixture.files).map(([path, packed]) => [
      path,
      new Uint8Array(inflateSync(Buffer.from(packed, 'base64'))),
    ]),
  ),
}));

export function fixture(name: string): Fixture {
  const found = FIXTURES.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no fixture ${name}`);
  return found;
}

export const platform = createNodePlatform();

/** A file system with the fixture's files, some of them replaced. */
export function fileSystemOf(
  { files }: Pick<Fixture, 'files'>,
  changed: Readonly<Record<string, Uint8Array>> = {},
): MemoryFileSystem {
  const fs = new MemoryFileSystem();
  for (const [path, bytes] of [...files, ...Object.entries(changed)]) {
    const slash = path.lastIndexOf('/');
    if (slash > 0) fs.makeDirectory(path.slice(0, slash), true);
    writeFile(fs, path, bytes);
  }
  return fs;
}

export function openFixture(
  which: Fixture,
  changed: Readonly<Record<string, Uint8Array>> = {},
  options: Partial<RevlogOptions> = {},
): Revlog {
  const kind = which.index.startsWith('data/')
    ? 'filelog'
    : which.index === '00manifest.i'
      ? 'manifest'
      : 'changelog';
  return Revlog.open(fileSystemOf(which, changed), which.index, {
    codecs: platform.codecs,
    hasher: platform.hasher,
    kind,
    sparseRevlog: !which.name.includes('no sparse') && !which.name.includes('version 0'),
    ...options,
  });
}
