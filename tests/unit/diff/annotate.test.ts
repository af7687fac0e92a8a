import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../../src/bytes/index.js';
import { annotate, LineDiffer, translateRange } from '../../../src/diff/index.js';

type History = readonly (readonly [string, readonly number[]])[];

/** One letter is one line. Gives `version.line` for every line, with `*` for guesses. */
function owners(history: History, skip: readonly number[] = []): string {
  const result = annotate(
    history.length - 1,
    {
      parents: (version: number) => (history[version] as History[number])[1],
      text: (version) =>
        bytesOf([...(history[version] as History[number])[0]].map((line) => `${line}\n`).join('')),
    },
    { skip: (version) => skip.includes(version) },
  );
  return [...result.owners]
    .map(
      (owner, line) =>
        `${result.versions[owner]}.${result.lineNumbers[line]}${result.guessed[line] ? '*' : ''}`,
    )
    .join(' ');
}

// Expected values were printed by hg.
describe('annotate', () => {
  it('follows both parents of a merge', () => {
    const history: History = [
      ['ab', []],
      ['abc', [0]],
      ['xab', [0]],
      ['xabcd', [1, 2]],
    ];
    expect(owners(history)).toBe('2.1 0.1 0.2 1.3 3.5');
  });
  it('gives the changes of skipped versions to the lines they replaced', () => {
    expect(
      owners(
        [
          ['abcdef', []],
          ['abXYZWdef', [0]],
        ],
        [1],
      ),
    ).toBe('0.1 0.2 0.3* 0.3* 0.3* 0.3* 0.4 0.5 0.6');
    expect(
      owners(
        [
          ['abcdef', []],
          ['abXYf', [0]],
        ],
        [1],
      ),
    ).toBe('0.1 0.2 0.3* 0.4* 0.6');
    expect(
      owners(
        [
          ['abcdef', []],
          ['XYabcdef', [0]],
        ],
        [1],
      ),
    ).toBe('0.6* 0.6* 0.1 0.2 0.3 0.4 0.5 0.6');
    const merge: History = [
      ['abcdef', []],
      ['abcghi', [0]],
      ['abcXgkl', [0]],
      ['abcXYZi', [1, 2]],
    ];
    expect(owners(merge, [3])).toBe('0.1 0.2 0.3 2.4 2.5* 2.6* 1.6');
  });
  it('reads long histories without recursion', () => {
    const history: History = Array.from({ length: 20_000 }, (_, at) => ['ab', at === 0 ? [] : [at - 1]]);
    expect(owners(history)).toBe('0.1 0.2');
  });
});

describe('translateRange', () => {
  const { regions } = new LineDiffer().compare(bytesOf('a\nb\nc\nd\n'), bytesOf('a\nX\nY\nc\nd\n'));
  it('widens to whole changes', () => {
    expect(translateRange(regions, 2, 4)).toEqual({ from: 1, to: 3, changed: true });
    expect(translateRange(regions, 3, 5)).toEqual({ from: 2, to: 4, changed: false });
  });
  it('refuses lines that are not there', () => {
    expect(() => translateRange(regions, 3, 9)).toThrow('line range exceeds file size');
  });
});
