import { describe, expect, it } from 'vitest';
import { encodePairs, parsePairs } from '../../../../src/repo/shelve/key-value-lines.js';
import {
  encodeShelvedState,
  parseShelvedState,
  type ShelvedState,
} from '../../../../src/repo/shelve/shelved-state.js';

const node = (digit: string): string => digit.repeat(40);
const STATE: ShelvedState = {
  name: 'a shelf=1',
  original: node('a'),
  pending: node('b'),
  parents: [node('b'), node('c')],
  toRemove: [node('b'), node('c')],
  branch: 'some branch',
  keep: true,
  activeBookmark: 'mark',
  interactive: true,
};

describe('lines of keys and values', () => {
  it('are read and written', () => {
    const pairs = new Map([
      ['node', node('1')],
      ['text', 'with = and blanks'],
    ]);
    expect(parsePairs(encodePairs(pairs))).toEqual(pairs);
    expect(parsePairs('')).toEqual(new Map());
  });
  it('without a key are refused', () => {
    expect(parsePairs('node=1\nnothing\n')).toBeUndefined();
  });
});

describe('the state of an unshelve', () => {
  it('is read as it was written', () => {
    for (const state of [
      STATE,
      { ...STATE, branch: '', keep: false, activeBookmark: undefined, interactive: false },
      { ...STATE, toRemove: [] },
    ])
      expect(parseShelvedState(encodeShelvedState(state))).toEqual(state);
  });
  it('has its version first, and names what is not there', () => {
    const text = encodeShelvedState({ ...STATE, activeBookmark: undefined, keep: false, interactive: false });
    expect(text.split('\n').slice(0, 2)).toEqual(['2', 'name=a shelf=1']);
    expect(text).toContain('\nkeep=nokeep\nactivebook=:no-active-bookmark\n');
    expect(text).not.toContain('interactive');
  });
  it('of version 1 has a line for each, in order', () => {
    const { original, pending, parents } = STATE;
    const lines = [
      '1',
      'name',
      original,
      pending,
      parents.join(' '),
      parents.join(' '),
      'branch',
      'keep',
      'mark',
    ];
    expect(parseShelvedState(`${lines.join('\n')}\n`)).toEqual({
      ...STATE,
      name: 'name',
      branch: 'branch',
      interactive: false,
    });
    // Older still: neither branch nor what follows.
    expect(parseShelvedState(`${lines.slice(0, 6).join('\n')}\n`)).toMatchObject({
      branch: '',
      keep: false,
      activeBookmark: undefined,
    });
  });
  it('that is damaged is undefined; of other versions it is refused', () => {
    const whole = encodeShelvedState(STATE);
    for (const damaged of [
      '',
      'something\n',
      '2\nname=x\n',
      whole.replace(node('a'), 'zz'),
      whole.replace('pendingctx=', 'x'),
    ])
      expect(parseShelvedState(damaged)).toBeUndefined();
    expect(() => parseShelvedState('3\n')).toThrow('this version of shelve is incompatible');
  });
});
