import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineDiffer, LineMatcher } from '../../../src/diff/index.js';

/** The rules of the matcher, written down without any thought of speed; checked against hg's own result by experiment. */
function slowBlocks(a: readonly number[], b: readonly number[]): number[] {
  const frequent = Math.floor(b.length >= 31000 ? b.length / 1000 : 1000000 / (b.length + 1));
  const seen: [number, number][] = b.map(() => [0, 0]);
  const times = (line: number) => b.filter((other) => other === line).length;
  const usable = a.map((line) => times(line) <= frequent);
  const found: number[][] = [];
  const recurse = (a1: number, a2: number, b1: number, b2: number): void => {
    let best = { i: a1, j: b1, run: 0 };
    for (let i = a1; i < a2; i++) {
      for (let j = b2 - 1; usable[i] && j >= b1; j--) {
        if (a[i] !== b[j]) continue;
        let run = 1;
        for (; i - run >= a1 && j - run >= b1; run++) {
          const [at, length] = seen[j - run] as [number, number];
          if (at === i - run) {
            run += length;
            break;
          }
          if (a[i - run] !== b[j - run]) break;
        }
        seen[j] = [i, run];
        const inFirstHalf = i <= (a1 + a2 - 1) >> 1;
        if (run > best.run || (run === best.run && i > best.i && inFirstHalf && j > b1)) best = { i, j, run };
        else if (run === best.run && i === best.i && (best.j > (b1 + b2 - 1) >> 1 || i === a1)) best.j = j;
      }
    }
    let { i, j, run } = best;
    if (run > 0) {
      i -= run - 1;
      j -= run - 1;
    }
    while (i + run < a2 && j + run < b2 && a[i + run] === b[j + run]) run++;
    if (run === 0) return;
    recurse(a1, i, b1, j);
    found.push([i, i + run, j, j + run]);
    recurse(i + run, a2, j + run, b2);
  };
  recurse(0, a.length, 0, b.length);
  found.push([a.length, a.length, b.length, b.length]);
  for (let at = 0; at + 1 < found.length; at++) {
    const here = found[at] as [number, number, number, number];
    const next = found[at + 1] as [number, number, number, number];
    if (here[1] !== next[0] && here[3] !== next[2]) continue;
    while (
      here[1] < a.length &&
      here[3] < b.length &&
      next[0] < next[1] &&
      next[2] < next[3] &&
      a[here[1]] === b[here[3]]
    ) {
      here[1]++;
      here[3]++;
      next[0]++;
      next[2]++;
    }
  }
  return found.flat();
}

const lines = (alphabet: number, maxLength: number) =>
  fc.array(fc.nat(alphabet - 1), { maxLength, size: 'max' });

describe('LineMatcher', () => {
  it.each([
    [2, 30],
    [5, 60],
    [40, 80],
  ])('follows the rules for %i distinct lines', (alphabet, length) => {
    const matcher = new LineMatcher();
    fc.assert(
      fc.property(lines(alphabet, length), lines(alphabet, length), (a, b) => {
        expect([...matcher.match(Int32Array.from(a), Int32Array.from(b), alphabet)]).toEqual(
          slowBlocks(a, b),
        );
      }),
      { numRuns: 400 },
    );
  });

  it('follows the rules for edited texts, with and without repeated lines', () => {
    const matcher = new LineMatcher();
    const edits = fc.array(fc.tuple(fc.nat(100), fc.nat(4), lines(120, 4)), { maxLength: 5 });
    fc.assert(
      fc.property(lines(120, 100), edits, (a, changes) => {
        const b = [...a];
        for (const [at, remove, add] of changes) b.splice(at, remove, ...add);
        expect([...matcher.match(Int32Array.from(a), Int32Array.from(b), 120)]).toEqual(slowBlocks(a, b));
      }),
      { numRuns: 300 },
    );
  });

  it('numbers lines so that equal lines, and only they, are equal', () => {
    const differ = new LineDiffer();
    const text = fc.array(
      fc.constantFrom('a', 'b', 'ab', '', '\n', '\n\n', 'abcdefghij\n', 'abcdefghik\n', '\xff'),
    );
    fc.assert(
      fc.property(text, text, (left, right) => {
        const [a, b] = [left.join(''), right.join('')];
        const split = (all: string) => all.match(/[^\n]*\n|[^\n]+/g) ?? [];
        const names = [...new Set([...split(a), ...split(b)])];
        const numbers = (all: string) => split(all).map((line) => names.indexOf(line));
        const bytes = (all: string) => Uint8Array.from(all, (char) => char.charCodeAt(0));
        expect([...differ.blocks(bytes(a), bytes(b))]).toEqual(slowBlocks(numbers(a), numbers(b)));
      }),
      { numRuns: 500 },
    );
  });
});
