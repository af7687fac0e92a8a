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
  const before = subrepoState(scope, scope.repo.graph.parent1(rev));
  const changed = [...state].filter(([path, node]) => before.get(path) !== node).map(([path]) => path);
  const gone = [...before.keys()].filter((path) => !state.has(path));
  return names([...changed, ...gone].sort(), 'subrepo');
}

const currentPath: Keyword = { needs: 'nothing', run: (scope) => scope.path ?? null };

function currentSize(scope: Scope): Value {
  if (scope.path === undefined || !scope.hasChangeset) return null;
  return scope.repo.file(scope.rev as number, scope.path)?.size() ?? null;
}

function currentStatus(scope: Scope): Value {
  const { path } = scope;
  if (path === undefined) return null;
  const { modified, added, removed } = statusOf(scope);
  if (modified.includes(path)) return 'M';
  if (added.includes(path)) return 'A';
  return removed.includes(path) ? 'R' : null;
}

export const FILE_KEYWORDS: readonly (readonly [string, Keyword])[] = [
  ['diffstat', onChangeset(diffStatOf)],
  ['file_adds', onChangeset((scope) => names(statusOf(scope).added, 'file_add'))],
  ['file_copies', onChangeset(copiesOf)],
  ['file_copies_switch', onChangeset(() => copiesValue(new Map()))],
  ['file_dels', onChangeset((scope) => names(statusOf(scope).removed, 'file_del'))],
  ['file_mods', onChangeset((scope) => names(statusOf(scope).modified, 'file_mod'))],
  ['files', onChangeset((scope) => names((scope.rev as number) < 0 ? [] : scope.changeset.files, 'file'))],
  ['path', currentPath],
  ['size', { needs: 'nothing', run: currentSize }],
  ['status', onChangeset(currentStatus)],
  ['subrepos', onChangeset(subreposOf)],
];
