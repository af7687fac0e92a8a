import { describe, expect, it } from 'vitest';
import { ParseError } from '../../../src/errors/index.js';
import { compileRegExp } from '../../../src/match/index.js';

describe('compileRegExp', () => {
  it.each([
    ['a.c', 'abc', true],
    ['a.c', 'a\nc', false],
    ['(?s)a.c', 'a\nc', true],
    ['a$', 'a\n', true],
    ['a$', 'a\nb', false],
    ['a\\Z', 'a\n', false],
    ['(?m)^b$', 'a\nb\nc', true],
    ['(?i)[^a]', 'A', false],
    ['(?i)\xe9', '\xc9', false],
    ['\\w', '\xe9', false],
    ['[\\w-]+z', 'a-z', true],
    ['[]]', ']', true],
    ['\\101', 'A', true],
    ['\\x41', 'A', true],
    ['\\0', '\0', true],
    ['x{2}y', 'xxy', true],
    ['x{,2}y', 'xxxy', true],
    ['^x{,2}y', 'xxxy', false],
    ['x{a}', 'x{a}', true],
    ['(a)(b)\\2\\1', 'abba', true],
    ['(?P<q>a)(?P=q)', 'aa', true],
    ['(?<=a)b', 'ab', true],
    ['(?<!a)b', 'ab', false],
    ['a(?#note)b', 'ab', true],
    ['(?x) a b # c', 'ab', true],
    ['(?i:a)b', 'Ab', true],
    ['(?i:a)b', 'AB', false],
    ['(a*)*b', 'aab', true],
    ['\\bword\\b', 'a word.', true],
  ])('%j in %j: %s', (source, text, found) => {
    expect(compileRegExp(source).search(text)).toBe(found);
    expect(compileRegExp(source).find(text) !== undefined).toBe(found);
  });

  it.each([
    '(',
    ')',
    '*',
    'a**',
    '[',
    '[b-a]',
    '\\q',
    '(?P<1>a)',
    '(?P=a)',
    '\\1',
    '(?>a)',
    'a++',
    '(?(1)a)',
    'a(?i)b',
    'x{3,2}',
    '(?u)a',
    '(?=(a*)*b)',
    '('.repeat(5000),
  ])('refuses %j', (source) => {
    expect(() => compileRegExp(source)).toThrow(ParseError);
  });

  it('finds with captures from a position', () => {
    const expression = compileRegExp('(?P<key>\\w)=(\\d+)?');
    expect(expression.names.get('key')).toBe(1);
    expect(expression.find('a=1 b=', 1)).toEqual({ start: 4, end: 6, groups: ['b=', 'b', undefined] });
  });

  it('takes linear time where backtracking would not', () => {
    const text = `${'a'.repeat(50_000)}b`;
    for (const source of ['(a*)*c', '(a|a)*c', 'a*a*a*a*a*c', '(?:a?){30}a{30}c'])
      expect(compileRegExp(source).search(text)).toBe(false);
  });
});
