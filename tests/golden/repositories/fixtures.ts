/** The repositories in tests/fixtures/repositories, and what hg printed for them. */
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { MemoryFileSystem, writeFile } from '../../../src/platform/index.js';

const folder = join(import.meta.dirname, '../../fixtures/repositories');

/** Content with one character per byte; a symbolic link; an executable. */
type Stored = string | { readonly link: string } | { readonly run: string };

export interface Case {
  /** Directory of the repository in the archive. */
  readonly repo: string;
  readonly args: readonly string[];
  readonly out: string;
  readonly err: string;
  readonly code: number;
}

export interface RepositoryFixture {
  readonly name: string;
  readonly requirements: readonly string[];
  readonly files: ReadonlyMap<string, Stored>;
  readonly cases: readonly Case[];
}

/** What hg recorded as modification time of every file in working directories. */
const FIXED_TIME = 1_000_000_000;

function unpack(text: string): unknown {
  return JSON.parse(inflateSync(Buffer.from(text, 'base64')).toString('latin1'));
}

export const NAMES: readonly string[] = readdirSync(folder)
  .map((file) => file.replace(/\.json$/, ''))
  .sort();

export function loadFixture(name: string): RepositoryFixture {
  const { requirements, archive, cases } = JSON.parse(
    readFileSync(join(folder, `${name}.json`), 'latin1'),
  ) as { requirements: string[]; archive: string; cases: string };
  const listed = unpack(cases) as [string, string[], string, string, number][];
  return {
    name,
    requirements,
    files: new Map(Object.entries(unpack(archive) as Record<string, Stored>)),
    cases: listed.map(([repo, args, out, err, code]) => ({ repo, args, out, err, code })),
  };
}

function contentOf(stored: Exclude<Stored, { link: string }>, root: string): Buffer {
  const text = typeof stored === 'string' ? stored : stored.run;
  return Buffer.from(text.replaceAll('@ROOT@', root), 'latin1');
}

/** Writes a fixture's files below `root`, which may exist. */
export function writeFixture({ files }: RepositoryFixture, root: string): void {
  const made = new Set<string>();
  const makeDirectory = (path: string): void => {
    if (!made.has(path)) mkdirSync(Buffer.from(path, 'latin1'), { recursive: true });
    made.add(path);
  };
  for (const [path, stored] of files) {
    const full = `${root}/${path}`;
    if (path.endsWith('/')) {
      makeDirectory(full.slice(0, -1));
      continue;
    }
    makeDirectory(dirname(full));
    const native = Buffer.from(full, 'latin1');
    if (typeof stored === 'object' && 'link' in stored) {
      symlinkSync(Buffer.from(stored.link, 'latin1'), native);
      continue;
    }
    writeFileSync(native, contentOf(stored, root));
    if (typeof stored === 'object') chmodSync(native, 0o755);
    utimesSync(native, FIXED_TIME, FIXED_TIME);
  }
}

/** A new directory with the fixture in it; the caller removes it. */
export function unpackFixture(fixture: RepositoryFixture): string {
  const root = mkdtempSync(join(tmpdir(), 'qs-repositories-'));
  writeFixture(fixture, root);
  return root;
}

export function removeDirectory(path: string): void {
  rmSync(path, { recursive: true, force: true });
}

/** The fixture in memory, rooted where the archive was unpacked. */
export function fixtureInMemory({ files }: RepositoryFixture): MemoryFileSystem {
  const fs = new MemoryFileSystem();
  for (const [path, stored] of files) {
    const slash = path.lastIndexOf('/');
    if (slash > 0) fs.makeDirectory(path.slice(0, slash), true);
    if (path.endsWith('/')) continue;
    if (typeof stored === 'object' && 'link' in stored) fs.makeSymlink(stored.link, path);
    else writeFile(fs, path, new Uint8Array(contentOf(stored, '')));
  }
  return fs;
}
