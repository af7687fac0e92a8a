import { describe, expect, it } from 'vitest';
import { ParseError } from '../../../src/errors/index.js';
import { buildAlias, expandAliases, formatTree, parseTemplate } from '../../../src/template/index.js';

const tree = (text: string) => formatTree(parseTemplate(text));

function failure(text: string): ParseError {
  try {
    parseTemplate(text);
  } catch (error) {
    if (error instanceof ParseError) return error;
    throw error;
  }
  throw new Error('parsed');
}

describe('parsing templates', () => {
  it('splits text, symbols and filters', () => {
    expect(tree('{rev}:{node|short}\\n')).toBe(
      "(template\n  (symbol 'rev')\n  (string ':')\n  (|\n    (symbol 'node')\n    (symbol 'short'))\n  (string '\\n'))",
    );
  });

  it('reads quoted templates, raw strings and escaped braces', () => {
    expect(tree("{files % '{file}!'}")).toContain(
      "(%\n    (symbol 'files')\n    (template\n      (symbol 'file')",
    );
    expect(tree("{r'a{rev}'}")).toBe("(string 'a{rev}')");
    expect(tree('\\{rev')).toContain("(string '{')");
  });

  it('binds filters tighter than arithmetic, and members tighter than filters', () => {
    expect(tree('{1+2*3}')).toContain("(+\n    (integer '1')\n    (*\n");
    expect(tree('{a.b|c}')).toContain('(|\n    (.\n');
  });

  it('points at mistakes', () => {
    expect(failure('{1 +}')).toMatchObject({
      message: 'not a prefix: end',
      location: 4,
      hint: '{1 +}\n     ^ here',
    });
    expect(failure('{rev')).toMatchObject({ message: 'unterminated template expansion', location: 1 });
    expect(failure('{"abc}')).toMatchObject({ message: 'unterminated string', location: 2 });
    expect(failure('{rev node}')).toMatchObject({ message: 'invalid token', location: 5 });
  });

  it('refuses endless nesting without using up the stack', () => {
    expect(() => parseTemplate(`{${'('.repeat(100_000)}`)).toThrow(ParseError);
    expect(() => parseTemplate(`{${'-'.repeat(100_000)}1}`)).toThrow(ParseError);
  });
});

describe('aliases', () => {
  const aliases = new Map(
    [
      buildAlias('r', 'rev'),
      buildAlias('left(s, w)', "pad(s, w, ' ', True)"),
      buildAlias('loop', 'loop'),
      buildAlias('broken', '1 +'),
    ].map((alias) => [alias.name, alias] as const),
  );
  const expand = (text: string) => formatTree(expandAliases(parseTemplate(text), aliases));

  it('replaces symbols and functions', () => {
    expect(expand('{r}')).toBe("(template\n  (symbol 'rev'))");
    expect(expand('{left(r, 3)}')).toContain("(symbol 'pad')");
  });

  it('complains only about aliases that are used', () => {
    expect(() => expand('{loop}')).toThrow('infinite expansion of template alias "loop" detected');
    expect(() => expand('{broken}')).toThrow(
      'bad definition of template alias "broken": at 3: not a prefix: end',
    );
    expect(() => expand('{left(1)}')).toThrow('invalid number of arguments: 1');
  });
});
