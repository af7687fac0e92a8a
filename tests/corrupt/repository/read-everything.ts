/** Reads all of a repository through the library, and keeps what it got by the hash that covers it. */
import { CorruptionError, FileSystemError, HgError } from '../../../src/errors/index.js';
import { createNodePlatform } from '../../../src/node/index.js';
import type { FileSystem, Platform } from '../../../src/platform/index.js';
import { openRepository, type Repository } from '../../../src/repo/index.js';

const node = createNodePlatform();

/** Node's platform on another file system. */
export function platformOn(fs: FileSystem): Platform {
  return { ...node, openFileSystem: (root) => fs.at(root) };
}

export interface Reading {
  /** What hashes cover: `changeset NODE`, `manifest NODE`, `file PATH NODE`. */
  readonly hashed: Map<string, string>;
  /** Names, phases and the like, which nothing covers; by what was asked. */
  readonly loose: Map<string, string>;
  readonly errors: HgError[];
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

/** Errors that are ours are collected, others escape. */
export function readEverything(fs: FileSystem, root = '/repo'): Reading {
  const reading: Reading = { hashed: new Map(), loose: new Map(), errors: [] };
  const attempt = <T>(action: () => T): T | undefined => {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof HgError)) throw error;
      checkMessage(error);
      reading.errors.push(error);
      return undefined;
    }
  };
  const repo = attempt(() => openRepository(platformOn(fs), root));
  if (repo === undefined) return reading;
  const length = attempt(() => repo.length) ?? 0;
  for (let rev = 0; rev < length; rev++) readRevision(repo, rev, reading, attempt);
  const loose = (name: string, action: () => unknown): void => {
    const value = attempt(action);
    if (value !== undefined) reading.loose.set(name, JSON.stringify(value));
  };
  loose('branches', () => [...repo.branches()]);
  loose('tags', () => [...repo.tags()]);
  loose('bookmarks', () => [...repo.bookmarks()]);
  loose('active', () => repo.activeBookmark ?? null);
  loose('parents', () => repo.workingParents());
  loose('branch', () => repo.workingBranch());
  loose('phases', () => Array.from({ length }, (_, rev) => repo.phase(rev)));
  loose('branch of each', () =>
    Array.from({ length }, (_, rev) => [repo.branch(rev), repo.closesBranch(rev)]),
  );
  loose('hidden', () => Array.from({ length }, (_, rev) => repo.isHidden(rev)));
  loose('heads', () => repo.heads());
  loose('tip', () => repo.tip());
  loose('obsolete', () => [repo.obsoleteRevs(), repo.orphanRevs(), repo.contentDivergentRevs()]);
  loose('paths', () => [...repo.trackedPaths()]);
  for (const symbol of ['tip', '0', '.', 'null', 'v0.1', 'stable branch', 'no such name'])
    attempt(() => repo.lookup(symbol) ?? null);
  return reading;
}

function readRevision(
  repo: Repository,
  rev: number,
  { hashed }: Reading,
  attempt: <T>(action: () => T) => T | undefined,
): void {
  const id = attempt(() => repo.node(rev));
  const changeset = attempt(() => repo.changeset(rev));
  if (id !== undefined && changeset !== undefined) {
    const { manifestNode, user, date, files, description, extra } = changeset;
    hashed.set(`changeset ${id}`, JSON.stringify([manifestNode, user, date, files, description, [...extra]]));
  }
  const manifest = attempt(() => repo.manifest(rev));
  const entries = attempt(() => manifest && [...manifest.entries()]);
  if (changeset === undefined || entries === undefined) return;
  hashed.set(
    `manifest ${changeset.manifestNode}`,
    JSON.stringify(entries.map((entry) => [entry.path, entry.node, entry.flags])),
  );
  for (const { path, node: fileNode } of entries) {
    const key = `file ${path} ${fileNode}`;
    if (hashed.has(key)) continue;
    const file = attempt(() => repo.file(rev, path));
    if (file === undefined) continue;
    const content = attempt(() => textOf(file.content()));
    if (content !== undefined) hashed.set(key, content);
    attempt(() => [file.size(), file.copiedFrom]);
  }
  attempt(() => repo.copiesFromParent1(rev));
  attempt(() => repo.status(Math.max(-1, rev - 1), rev));
}

/** Messages must say something a user can act on. */
function checkMessage(error: HgError): void {
  if (error.message.trim() === '') throw new Error(`an error without a message: ${error.stack}`);
  if (/undefined|NaN|\[object/.test(error.message)) throw new Error(`a careless message: ${error.message}`);
  if (error instanceof CorruptionError && error.path === '' && !error.message.includes('/'))
    if (error.rev === undefined) throw new Error(`damage in no place: ${error.message}`);
  if (error instanceof FileSystemError && error.path === '')
    throw new Error(`a file error without a path: ${error.message}`);
}

/** The entries of `got` that `sound` has too, but differently. */
export function wrongAnswers(got: Reading, sound: Reading): string[] {
  const wrong: string[] = [];
  for (const [key, value] of got.hashed) {
    const expected = sound.hashed.get(key);
    if (expected !== undefined && expected !== value) wrong.push(key);
  }
  return wrong;
}
