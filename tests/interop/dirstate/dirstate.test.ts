import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { dirstateFromV1, readWorkingBranch, readWorkingParents } from '../../../src/dirstate/index.js';
import { CorruptionError } from '../../../src/errors/index.js';
import { NodeFileSystem } from '../../../src/node/file-system.js';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';

describeWithHg('dirstate against hg', () => {
  const repo = join(temporaryDirectory(), 'repo');

  it('reads parents, branch and entries', () => {
    hg('/', ['init', repo]);
    const fs = new NodeFileSystem(join(repo, '.hg'));
    expect(readWorkingParents(fs)).toEqual(['0'.repeat(40), '0'.repeat(40)]);
    expect(readWorkingBranch(fs)).toBe('default');
    writeFileSync(join(repo, 'a'), 'a');
    writeFileSync(join(repo, 'b'), 'b');
    hg(repo, ['commit', '-qA', '-m', '0']);
    hg(repo, ['copy', 'a', 'c']);
    hg(repo, ['remove', 'b']);
    hg(repo, ['branch', 'two words']);
    const node = hg(repo, ['log', '-r', '.', '-T', '{node}']).out;
    expect(readWorkingParents(fs)).toEqual([node, '0'.repeat(40)]);
    expect(readWorkingBranch(fs)).toBe('two words');
    const dirstate = dirstateFromV1(readFileSync(join(repo, '.hg/dirstate')));
    expect(dirstate.parents).toEqual([node, '0'.repeat(40)]);
    expect([...dirstate.paths()].sort().map((path) => `${dirstate.entry(path)?.state} ${path}`)).toEqual(
      hg(repo, ['debugstate'])
        .out.split('\n')
        .filter((line) => /^[nmar] /.test(line))
        .map((line) => `${line[0]} ${line.split(/\s+/).at(-1)}`),
    );
    expect(dirstate.entry('c')).toMatchObject({ state: 'a', mode: 0, size: -1, mtime: -1, copiedFrom: 'a' });
    expect(dirstate.entry('b')?.copiedFrom).toBeUndefined();
    expect(dirstate.entry('nothing')).toBeUndefined();
  });

  it('refuses every damaged prefix that hg refuses', () => {
    const bytes = readFileSync(join(repo, '.hg/dirstate'));
    const fs = new NodeFileSystem(join(repo, '.hg'));
    let whole = 0;
    for (let length = 1; length < bytes.length; length++) {
      if (length < 40) {
        writeFileSync(join(repo, '.hg/dirstate'), bytes.subarray(0, length));
        expect(() => readWorkingParents(fs)).toThrow('working directory state appears damaged!');
      }
      try {
        dirstateFromV1(bytes.subarray(0, length));
        whole++;
      } catch (error) {
        expect(error).toBeInstanceOf(CorruptionError);
      }
    }
    // After the parents, and after each entry but the last.
    expect(whole).toBe(3);
  });
});
