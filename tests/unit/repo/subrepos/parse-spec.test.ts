import { describe, expect, it } from 'vitest';
import {
  formatSubstate,
  parseSubrepoSpec,
  parseSubstate,
  rewriteSource,
  splitKind,
} from '../../../../src/repo/subrepos/parse-spec.js';
import { joinSource } from '../../../../src/repo/subrepos/sources.js';

const rule = (pattern: string, replacement: string) => ({ pattern, replacement, at: 'hgrc:1' });

describe('.hgsub', () => {
  it('lists paths, later lines winning, and rules; other files may be included', () => {
    const text = '# of us\na = one\nb/c = [git]two\na = three\n%include more\n[subpaths]\nx = y\n';
    const { entries, rules } = parseSubrepoSpec('.hgsub', text, (path) =>
      path === 'more' ? 'd = four\n' : undefined,
    );
    expect([...entries]).toEqual([
      ['b/c', '[git]two'],
      ['a', 'three'],
      ['d', 'four'],
    ]);
    expect(rules).toEqual([{ pattern: 'x', replacement: 'y', at: '.hgsub:7' }]);
  });

  it('has kinds in brackets', () => {
    expect(splitKind('x')).toEqual({ kind: 'hg', source: 'x' });
    expect(splitKind('[svn]  x')).toEqual({ kind: 'svn', source: 'x' });
    expect(() => splitKind('[x')).toThrow('missing ] in subrepository source');
  });
});

describe('.hgsubstate', () => {
  it('is read and written', () => {
    const node = 'a'.repeat(40);
    const text = `${node} a\n${node} b c\n`;
    expect(formatSubstate(parseSubstate(`\n ${text}`, 'x'))).toBe(text);
    expect(formatSubstate(new Map([['a', '']]))).toBe('');
    expect(() => parseSubstate('\n\nbad', 'there/.hgsubstate')).toThrow(
      "invalid subrepository revision specifier in 'there/.hgsubstate' line 3",
    );
  });
});

describe('sources', () => {
  it.each([
    ['/a/b', 'c', '/a/b/c'],
    ['/a/b', '../c', '/a/c'],
    ['a', 's/ss', 'a/s/ss'],
    ['.', 's', 's'],
    ['/a', '/c', '/c'],
    ['https://host/a/b', '../c', 'https://host/a/c'],
    ['https://host/a', 'ssh://x/y', 'ssh://x/y'],
    ['ssh://me@host', 'c', 'ssh://me@host/c'],
  ])('%s and %s give %s', (base, source, joined) => expect(joinSource(base, source)).toBe(joined));

  it('are rewritten: the first match, groups by number, other backslashes as they are', () => {
    expect(rewriteSource('http://old/x/old', [rule('old', 'new')])).toBe('http://new/x/old');
    expect(rewriteSource('libfoo', [rule('lib(.*)', 'C:\\l\\\\1-lib\\')])).toBe('C:\\l\\foo-lib\\');
    expect(rewriteSource('a', [rule('a', 'b'), rule('b', 'c')])).toBe('c');
    expect(() => rewriteSource('a', [rule('.*', '\\1')])).toThrow(
      'bad subrepository pattern in hgrc:1: invalid group reference 1',
    );
    expect(() => rewriteSource('a', [rule('(', 'x')])).toThrow('bad subrepository pattern in hgrc:1');
  });
});
