import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../../../src/bytes/index.js';
import { type FileFlags, FlatManifest } from '../../../../src/manifest/index.js';
import type { MergePlan } from '../../../../src/repo/merge/file-action.js';
import { type MergeCopies, NO_COPIES } from '../../../../src/repo/merge/merge-copies.js';
import { type MergeInput, planMerge } from '../../../../src/repo/merge/plan-merge.js';
import { WorkingSide } from '../../../../src/repo/merge/working-side.js';
import {
  WORKING_ADDED_NODE,
  WORKING_MODIFIED_NODE,
} from '../../../../src/repo/working-copy/working-nodes.js';

/** `path` to a digit that makes its node, and flags behind it: `{ a: '1', b: '2x' }`. */
type Files = Readonly<Record<string, string>>;

const node = (digit: string): string => digit.repeat(40);

function manifest(files: Files): FlatManifest {
  const lines = Object.keys(files)
    .sort()
    .map(
      (path) => `${path}\0${node((files[path] as string).slice(0, 1))}${(files[path] as string).slice(1)}\n`,
    );
  return new FlatManifest(bytesOf(lines.join('')));
}

interface Given {
  readonly base: Files;
  readonly local: Files;
  readonly other: Files;
  readonly changes?: Readonly<Record<string, string | undefined>>;
  readonly options?: Partial<MergeInput>;
}

function plan({ base, local, other, changes = {}, options = {} }: Given): MergePlan {
  const overlay = new Map(
    Object.entries(changes).map(([path, what]) => [
      path,
      what === undefined
        ? undefined
        : {
            node: what.startsWith('m') ? WORKING_MODIFIED_NODE : WORKING_ADDED_NODE,
            flags: what.slice(1) as FileFlags,
          },
    ]),
  );
  return planMerge({
    local: new WorkingSide(manifest(local), overlay),
    other: manifest(other),
    base: manifest(base),
    baseRev: 0,
    copies: NO_COPIES,
    branchMerge: true,
    force: false,
    acceptOther: false,
    matcher: undefined,
    onlyChangedByOther: false,
    ...options,
  });
}

function shown(result: MergePlan): Record<string, string> {
  return Object.fromEntries(
    [...result.actions].map(([path, { kind, reason }]) => [path, `${kind}: ${reason}`]),
  );
}

describe('planMerge', () => {
  it('takes what only one side has changed', () => {
    const result = plan({
      base: { a: '1', b: '1', c: '1', d: '1' },
      local: { a: '2', b: '1', c: '1', d: '1' },
      other: { a: '1', b: '2', c: '1x', d: '1' },
    });
    expect(shown(result)).toEqual({
      a: 'keep: remote unchanged',
      b: 'get: remote is newer',
      c: 'exec: update permissions',
    });
    expect(result.commitInfo.get('b')?.get('filenode-source')).toBe('other');
    expect(result.hasConflicts).toBe(false);
  });

  it('merges what both have changed, or made', () => {
    const result = plan({
      base: { a: '1' },
      local: { a: '2', n: '2' },
      other: { a: '3', n: '3' },
    });
    expect(shown(result)).toEqual({ a: 'merge: versions differ', n: 'merge: both created' });
    expect(result.hasConflicts).toBe(true);
  });

  it('asks about what one side has deleted and the other changed', () => {
    const given = { base: { a: '1', b: '1' }, local: { a: '2' }, other: { b: '3' } };
    const result = plan(given);
    expect(shown(result)).toEqual({
      a: 'changedDeleted: prompt changed/deleted',
      b: 'deletedChanged: prompt deleted/changed',
    });
    expect(result.commitInfo.get('a')?.get('merge-removal-candidate')).toBe('yes');
    expect(shown(plan({ ...given, options: { acceptOther: true } }))).toEqual({
      a: 'remove: remote delete',
      b: 'created: remote recreating',
    });
  });

  it('removes, forgets, keeps and creates', () => {
    const result = plan({
      base: { gone: '1', both: '1', left: '1' },
      local: { gone: '1', both: '1', mine: '2' },
      other: { both: '1', theirs: '2', left: '1' },
      changes: { both: undefined, added: 'a' },
    });
    expect(shown(result)).toEqual({
      gone: 'remove: other deleted',
      mine: 'keepNew: ancestor missing, remote missing',
      theirs: 'created: remote created',
      both: 'keepAbsent: local not present, remote unchanged',
      added: 'keepNew: ancestor missing, remote missing',
      left: 'keepAbsent: local not present, remote unchanged',
    });
  });

  it('an update that overwrites goes by the other side', () => {
    const result = plan({
      base: {},
      local: { a: '1', b: '1', c: '1' },
      other: { a: '2', c: '1', d: '1' },
      changes: { a: 'm', c: 'mx', new: 'a' },
      options: { base: undefined, branchMerge: false, force: true },
    });
    expect(shown(result)).toEqual({
      a: 'get: remote is newer',
      b: 'remove: other deleted',
      c: 'get: remote is newer',
      d: 'created: remote created',
      new: 'forget: remote deleted',
    });
  });

  it('looks only at what the other side has changed, when the ancestor is neither of both', () => {
    const result = plan({
      base: { a: '1', b: '1' },
      local: { a: '2', b: '1' },
      other: { a: '1', b: '2' },
      options: { onlyChangedByOther: true },
    });
    expect(shown(result)).toEqual({ b: 'get: remote is newer' });
  });

  it('follows renames and moved directories', () => {
    const copies: MergeCopies = {
      ...NO_COPIES,
      local: {
        copies: new Map([['new', 'old']]),
        movedDirectories: new Map([['d/', 'e/']]),
        movesWithDirectory: new Map(),
      },
      other: {
        copies: new Map([['theirs', 'ours']]),
        movedDirectories: new Map(),
        movesWithDirectory: new Map([['d/added', 'e/added']]),
      },
    };
    const result = plan({
      base: { old: '1', ours: '1', 'd/x': '1' },
      local: { new: '1', ours: '2', 'e/x': '1' },
      other: { old: '2', theirs: '1', 'd/x': '1', 'd/added': '3' },
      options: { copies },
    });
    expect(shown(result)).toEqual({
      new: 'merge: local copied/moved from old',
      theirs: 'merge: remote moved from ours',
      'd/x': 'keepAbsent: local not present, remote unchanged',
      'e/x': 'keepNew: ancestor missing, remote missing',
      'e/added': 'directoryGet: local directory rename - get from d/added',
    });
    expect(result.actions.get('theirs')?.participants).toEqual({
      local: 'ours',
      other: 'theirs',
      base: 'ours',
      moved: true,
      baseRev: 0,
    });
  });
});
