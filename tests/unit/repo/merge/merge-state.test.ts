import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../../../src/bytes/index.js';
import { createNodePlatform } from '../../../../src/node/index.js';
import { MemoryFileSystem, readFile, writeFile } from '../../../../src/platform/index.js';
import { encodeRecords, parseRecords } from '../../../../src/repo/merge/merge-records.js';
import { MergeState } from '../../../../src/repo/merge/merge-state.js';

const { hasher } = createNodePlatform();
const node = (digit: string): string => digit.repeat(40);
const FILE = {
  localPath: 'f',
  basePath: 'f',
  baseNode: node('1'),
  otherPath: 'f',
  otherNode: node('2'),
  flags: 'x',
};

function begun(): { hg: MemoryFileSystem; state: MergeState } {
  const hg = new MemoryFileSystem();
  const state = MergeState.clean({ hg, hasher });
  state.start(node('a'), node('b'), ['working copy', 'merge rev']);
  state.addFile('f', FILE, bytesOf('mine\n'));
  state.addFile('gone', { ...FILE, localPath: 'gone' }, undefined);
  state.addPathConflict('d', 'd~b', 'r');
  state.addExtra('f', 'ancestorlinknode', node('c'));
  state.write();
  return { hg, state };
}

describe('MergeState', () => {
  it('reads what it has written', () => {
    const { hg, state } = begun();
    const read = MergeState.read({ hg, hasher });
    expect([...read.entries]).toEqual([...state.entries]);
    expect(read.extra('f', 'ancestorlinknode')).toBe(node('c'));
    expect([read.local, read.other, read.labels, read.version]).toEqual([
      node('a'),
      node('b'),
      ['working copy', 'merge rev'],
      2,
    ]);
    expect(read.unresolved()).toEqual(['f', 'gone', 'd']);
    const entry = read.entries.get('f');
    expect(entry?.kind === 'file' && read.keptLocal(entry.hash)).toEqual(bytesOf('mine\n'));
  });

  it('marks, drops and ends', () => {
    const { hg } = begun();
    const state = MergeState.read({ hg, hasher });
    state.mark('f', true);
    state.mark('d', true);
    state.drop('gone');
    state.write();
    expect(MergeState.read({ hg, hasher }).unresolvedCount).toBe(0);
    state.reset();
    expect(hg.stat('merge')).toBeUndefined();
    expect(MergeState.read({ hg, hasher }).active).toBe(false);
  });

  it('goes by format 1 when somebody has written that one only', () => {
    const { hg } = begun();
    const line = ['f', 'r', node('d'), 'f', 'f', node('1'), 'f', 'x'].join('\0');
    writeFile(hg, 'merge/state', bytesOf(`${node('e')}\n${line}\n`));
    const state = MergeState.read({ hg, hasher }, node('9'));
    expect([state.version, state.local, state.other]).toEqual([1, node('e'), node('9')]);
    expect([...state.entries.keys()]).toEqual(['f']);
  });

  it('refuses records that must be understood', () => {
    const { hg } = begun();
    const records = parseRecords(readFile(hg, 'merge/state2'));
    writeFile(hg, 'merge/state2', encodeRecords([...records, { type: 'X', data: 'new' }]));
    expect(() => MergeState.read({ hg, hasher })).toThrow('unsupported merge state records: X');
    writeFile(hg, 'merge/state2', encodeRecords([...records, { type: 'x', data: 'new' }]));
    expect(MergeState.read({ hg, hasher }).unresolvedCount).toBe(3);
  });

  it('reads as much of a torn file as there is', () => {
    const { hg } = begun();
    const whole = readFile(hg, 'merge/state2');
    for (let length = 0; length < whole.length; length += 7)
      expect(parseRecords(whole.subarray(0, length)).length).toBeLessThan(parseRecords(whole).length);
  });
});
