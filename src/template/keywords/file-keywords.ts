/** Keywords about the files that a changeset touches. */
import { type ByteString, byteStringOf } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import { type ChangedFiles, changedFiles } from '../changed-files.js';
import type { Scope } from '../scope.js';
import { DictValue, type Value } from '../values/index.js';
import { names, onChangeset } from './changeset-keywords.js';
import type { Keyword } from './keyword.js';

/** The last answer is kept because keywords come in groups. */
export function statusOf(scope: Scope): ChangedFiles {
  const rev = scope.rev as number;
  const memory = scope.templater.cached('status', () => ({ rev: -2, lists: changedFiles(scope.repo, -1) }));
  if (memory.rev !== rev) {
    memory.lists = changedFiles(scope.repo, rev);
    memory.rev = rev;
  }
  return memory.lists;
}

export function copiesValue(copies: ReadonlyMap<ByteString, ByteString>): DictValue {
  const sorted = [...copies].sort((a, b) => (a[0] < b[0] ? -1 : 1));
  return new DictValue(new Map<ByteString, Value>(sorted), {
    key: 'name',
    value: 'source',
    also: (path) => ({ path }),
    format: (name, source) => `${name} (${source as ByteString})`,
    separator: '',
  });
}

function copiesOf(scope: Scope): Value {
  const rev = scope.rev as number;
  return copiesValue(rev < 0 ? new Map() : scope.repo.copiesFromParent1(rev));
}

function diffStatOf(scope: Scope): ByteString {
  const stat = scope.templater.resources.diffStat?.(scope.rev as number);
  if (stat === undefined) throw new HgError('abort', 'diffstat is not available here');
  return `${stat.files}: +${stat.added}/-${stat.removed}`;
}

/** Paths and revisions in `.hgsubstate`. */
function subrepoState(scope: Scope, rev: number): Map<ByteString, ByteString> {
  const out = new Map<ByteString, ByteString>();
  if (rev < 0) return out;
  const file = scope.repo.file(rev, '.hgsubstate');
  if (file === undefined) return out;
  for (const line of byteStringOf(file.content()).split('\n')) {
    const space = line.indexOf(' ');
    if (space > 0) out.set(line.slice(space + 1), line.slice(0, space));
  }
  return out;
}

function subreposOf(scope: Scope): Value {
  const rev = scope.rev as number;
  if (rev < 0) return names([], 'subrepo');
  const state = subrepoState(scope, rev);
  // A revision without any does not tell which ones it has lost.
  if (state.size === 0) return names([], 'subrepo');
  const before = subrepoState(scope, scope.repo.graph.parent1(rev));
  const changed = [...state].filter(([path, node]) => before.get(path) !== node).map(([path]) => path);
  const gone = [...before.keys()].filter((path) => !state.has(path));
  return names([...changed, ...gone].sort(), 'subrepo');
}

/** Each file is the current one in `%`. */
export function fileList(paths: readonly ByteString[]): Value {
  return names(paths, 'file', { names: (path) => ({ file: path, path }) });
}

function pathOf(scope: Scope): ByteString | undefined {
  const given = scope.given('path');
  return typeof given === 'string' ? given : scope.path;
}

const currentPath: Keyword = { needs: 'nothing', run: (scope) => pathOf(scope) ?? null };

function currentSize(scope: Scope): Value {
  const path = pathOf(scope);
  if (path === undefined || !scope.hasChangeset) return null;
  return scope.repo.file(scope.rev as number, path)?.size() ?? null;
}

/** Against the first parent, unlike the lists of files. */
function currentStatus(scope: Scope): Value {
  const path = pathOf(scope);
  const rev = scope.rev as number;
  if (path === undefined || rev < 0) return null;
  const now = scope.repo.manifest(rev).entry(path);
  const before = scope.repo.manifest(scope.repo.graph.parent1(rev)).entry(path);
  if (now === undefined) return before === undefined ? null : 'R';
  if (before === undefined) return 'A';
  return now.node === before.node && now.flags === before.flags ? null : 'M';
}

export const FILE_KEYWORDS: readonly (readonly [string, Keyword])[] = [
  ['diffstat', onChangeset(diffStatOf)],
  ['file_adds', onChangeset((scope) => fileList(statusOf(scope).added))],
  ['file_copies', onChangeset(copiesOf)],
  ['file_copies_switch', onChangeset(() => copiesValue(new Map()))],
  ['file_dels', onChangeset((scope) => fileList(statusOf(scope).removed))],
  ['file_mods', onChangeset((scope) => fileList(statusOf(scope).modified))],
  ['files', onChangeset((scope) => fileList((scope.rev as number) < 0 ? [] : scope.changeset.files))],
  ['path', currentPath],
  ['size', { needs: 'nothing', run: currentSize }],
  ['status', onChangeset(currentStatus)],
  ['subrepos', onChangeset(subreposOf)],
];
