import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../../src/bytes/index.js';
import { MemoryFileSystem, writeFile } from '../../../src/platform/index.js';
import { branchMap, RevBranches, readBranchMapCache } from '../../../src/store/branches/index.js';
import { hiddenRevs } from '../../../src/store/obsolescence/index.js';
import { Phases } from '../../../src/store/phases/index.js';
import { TagFileNodesCache } from '../../../src/store/tags/index.js';
import { ancestorSets, nodeOf, type RandomHistory, randomHistory } from './random-history.js';

const PHASES = [0, 1, 2, 32, 96];

function branchesOf(history: RandomHistory, cache?: MemoryFileSystem): RevBranches {
  return new RevBranches(history, cache, (rev) => ({
    branch: history.branches[rev] as string,
    closesBranch: history.closes[rev] as boolean,
  }));
}

function naiveHeads(history: RandomHistory, upTo: number): Map<string, number[]> {
  const ancestors = ancestorSets(history);
  const heads = new Map<string, number[]>();
  for (let rev = 0; rev < upTo; rev++) {
    const name = history.branches[rev] as string;
    const covered = ancestors
      .slice(0, upTo)
      .some((set, other) => other !== rev && history.branches[other] === name && set.has(rev));
    if (!covered) heads.set(name, [...(heads.get(name) ?? []), rev]);
  }
  return heads;
}

function cacheFile(history: RandomHistory, upTo: number): string {
  let text = `${nodeOf(upTo - 1)} ${upTo - 1}\n`;
  for (const [name, heads] of naiveHeads(history, upTo))
    for (const head of heads) text += `${nodeOf(head)} ${history.closes[head] ? 'c' : 'o'} ${name}\n`;
  return text;
}

describe('names of a random history', () => {
  it('branch heads are what nothing on the branch descends from, from any cached start', () => {
    fc.assert(
      fc.property(randomHistory, fc.nat(40), (history, start) => {
        const upTo = Math.max(1, start % (history.length + 1));
        const fs = new MemoryFileSystem();
        writeFile(fs, 'branch2-visible', bytesOf(cacheFile(history, upTo)));
        const cached = readBranchMapCache(
          fs,
          'visible',
          history,
          () => undefined,
          () => true,
        );
        expect(cached?.tipRev).toBe(upTo - 1);
        const expected = naiveHeads(history, history.length);
        for (const base of [undefined, cached]) {
          const map = branchMap(history, branchesOf(history), () => true, base);
          expect(new Map([...map.values()].map(({ name, heads }) => [name, heads]))).toEqual(expected);
          for (const { heads, openHeads, tip, closed } of map.values()) {
            expect(openHeads).toEqual(heads.filter((rev) => !history.closes[rev]));
            expect(closed).toBe(openHeads.length === 0);
            expect(tip).toBe(Math.max(...(closed ? heads : openHeads)));
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('a phase is the highest of the roots below, and hidden is what nothing shown needs', () => {
    const roots = fc.array(fc.record({ rev: fc.nat(45), phase: fc.constantFrom(...PHASES) }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(
        randomHistory,
        roots,
        fc.array(fc.nat(39)),
        fc.array(fc.nat(39), { maxLength: 3 }),
        (history, rows, obsolete, pins) => {
          const ancestors = ancestorSets(history);
          const phases = new Phases(
            history,
            rows.map(({ rev, phase }) => ({ node: nodeOf(rev), phase })),
          );
          for (let rev = 0; rev < history.length; rev++) {
            const below = rows.filter(
              (root) => root.rev < history.length && (ancestors[rev] as Set<number>).has(root.rev),
            );
            expect(phases.phase(rev)).toBe(Math.max(0, ...below.map((root) => root.phase)));
          }
          for (const phase of PHASES)
            expect(phases.revsInPhase(phase)).toEqual(
              [...Array(history.length).keys()].filter((rev) => phases.phase(rev) === phase),
            );

          const gone = new Set(obsolete.filter((rev) => rev < history.length && !phases.isPublic(rev)));
          const pinned = pins.filter((rev) => rev < history.length);
          const hidden = new Set(hiddenRevs(history, phases, gone, () => pinned));
          for (let rev = 0; rev < history.length; rev++) {
            const isHideable = (other: number): boolean =>
              !pinned.includes(other) && (gone.has(other) || phases.phase(other) >= 32);
            const needed = ancestors.some(
              (set, other) => set.has(rev) && !phases.isPublic(other) && !isHideable(other),
            );
            expect(hidden.has(rev)).toBe(!phases.isPublic(rev) && !needed);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('damaged caches never change an answer, but for what a record with the right node says', () => {
    fc.assert(
      fc.property(
        randomHistory,
        fc.uint8Array({ maxLength: 400 }),
        fc.uint8Array({ maxLength: 40 }),
        (history, bytes, names) => {
          const fs = new MemoryFileSystem();
          writeFile(fs, 'rbc-names-v1', names);
          writeFile(fs, 'rbc-revs-v1', bytes);
          writeFile(fs, 'hgtagsfnodes1', bytes);
          writeFile(fs, 'branch2-visible', bytes);
          const branches = branchesOf(history, fs);
          for (let rev = 0; rev < history.length; rev++) {
            expect(branches.branch(rev)).toBe(history.branches[rev]);
            expect(branches.closesBranch(rev)).toBe(history.closes[rev]);
            expect(TagFileNodesCache.read(fs, history).fileNode(rev)).toBeUndefined();
          }
          expect(
            readBranchMapCache(
              fs,
              'visible',
              history,
              () => undefined,
              () => true,
            ),
          ).toBeUndefined();
        },
      ),
      { numRuns: 100 },
    );
  });

  it('a cut or edited branch cache is ignored or still true', () => {
    fc.assert(
      fc.property(randomHistory, fc.nat(2000), fc.nat(255), (history, at, value) => {
        const fs = new MemoryFileSystem();
        const whole = bytesOf(cacheFile(history, history.length));
        writeFile(fs, 'branch2-cut', whole.subarray(0, at % whole.length));
        const read = (name: string) =>
          readBranchMapCache(
            fs,
            name,
            history,
            () => undefined,
            () => true,
          );
        const cut = read('cut');
        // Cut between two lines, the start of the file is a file.
        if (cut !== undefined) expect(whole[(at % whole.length) - 1]).toBe(10);
        const edited = whole.slice();
        edited[at % whole.length] = value;
        writeFile(fs, 'branch2-edited', edited);
        for (const heads of read('edited')?.heads.values() ?? [])
          for (const head of heads) expect(head).toBeLessThan(history.length);
      }),
      { numRuns: 200 },
    );
  });
});
