import { describe, expect, it } from 'vitest';
import {
  alwaysMatcher,
  compileMatcher,
  exactMatcher,
  intersectMatchers,
  matcherAbove,
  matcherBelow,
  negateMatcher,
  neverMatcher,
  predicateMatcher,
  subtractMatchers,
  uniteMatchers,
} from '../../../src/match/index.js';

const paths = ['a', 'b/a', 'b/c/a', 'b/c/d', 'c/a'];
const compile = (...patterns: string[]) => compileMatcher({ root: '/r', cwd: '/r', patterns });
const selected = (matcher: { matches(path: string): boolean }) =>
  paths.filter((path) => matcher.matches(path));

describe('combined matchers', () => {
  it('select what they say', () => {
    const left = compile('path:b');
    const right = compile('relglob:a');
    expect(selected(alwaysMatcher())).toEqual(paths);
    expect(selected(neverMatcher())).toEqual([]);
    expect(selected(intersectMatchers(left, right))).toEqual(['b/a', 'b/c/a']);
    expect(selected(subtractMatchers(left, right))).toEqual(['b/c/d']);
    expect(selected(uniteMatchers([left, right]))).toEqual(paths);
    expect(selected(negateMatcher(left))).toEqual(['a', 'c/a']);
    expect(selected(exactMatcher(['b/a', 'b']))).toEqual(['b/a']);
    expect(selected(predicateMatcher((path) => path.endsWith('d')))).toEqual(['b/c/d']);
    expect(selected(matcherAbove('b', compile('path:c')))).toEqual(['b/c/a', 'b/c/d']);
    expect(['a', 'c/a'].filter(matcherBelow('b', left).matches)).toEqual(['a', 'c/a']);
  });

  it('prune directories', () => {
    expect(subtractMatchers(alwaysMatcher(), compile('path:b')).directory('b/c')).toBe('none');
    expect(intersectMatchers(compile('path:b'), compile('path:c')).directory('b')).toBe('none');
    expect(compile('rootfilesin:b').directory('b/c')).toBe('none');
    expect(compile('rootfilesin:b').directory('b')).toBe('maybe');
    expect(compile('glob:b/c/*.h').directory('c')).toBe('none');
    expect(exactMatcher(['b/c/d']).directory('b/c')).toBe('maybe');
    expect(exactMatcher(['b/c/d']).directory('b/d')).toBe('none');
    expect(matcherAbove('x/y', compile('path:c')).directory('x')).toBe('maybe');
    expect(matcherAbove('x/y', compile('path:c')).directory('x/z')).toBe('none');
    expect(matcherAbove('x/y', compile('path:c')).directory('x/y/c')).toBe('all');
  });

  it('evaluates filesets through the caller', () => {
    const matcher = compileMatcher({
      root: '/r',
      cwd: '/r',
      patterns: ['set:x and y', 'path:a'],
      fileset: (expression) => predicateMatcher((path) => expression === 'x and y' && path === 'c/a'),
    });
    expect(selected(matcher)).toEqual(['a', 'c/a']);
  });
});
