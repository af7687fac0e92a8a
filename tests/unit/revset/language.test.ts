import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HgError, ParseError } from '../../../src/errors/index.js';
import {
  type AliasDefinition,
  formatSpec,
  parseRevset,
  printTree,
  runStages,
  type SpecValue,
  type StageName,
} from '../../../src/revset/index.js';

/** The tree on one line. */
function tree(text: string, stage: StageName = 'parsed', aliases: readonly AliasDefinition[] = []): string {
  let shown = '';
  runStages(parseRevset(text), { aliases }, (name, result) => {
    if (name === stage) shown = printTree(result).replace(/\n */g, ' ');
  });
  return shown;
}

function failure(action: () => unknown): {
  message: string;
  location: number | undefined;
  hint: string | undefined;
} {
  try {
    action();
  } catch (error) {
    if (error instanceof HgError)
      return {
        message: error.message,
        location: error instanceof ParseError ? error.location : undefined,
        hint: error.hint,
      };
    throw error;
  }
  throw new Error('did not fail');
}

describe('parseRevset', () => {
  it.each([
    ['1&2|3', "(or (list (and (symbol '1') (symbol '2')) (symbol '3')))"],
    ['a - b - c', "(minus (minus (symbol 'a') (symbol 'b')) (symbol 'c'))"],
    ['a:b::c', "(range (symbol 'a') (dagrange (symbol 'b') (symbol 'c')))"],
    ['::a:', "(rangepost (dagrangepre (symbol 'a')))"],
    ['a..', "(dagrangepost (symbol 'a'))"],
    ['1^:2', "(range (parentpost (symbol '1')) (symbol '2'))"],
    ['9^::', "(dagrangepost (parentpost (symbol '9')))"],
    ['1^(:2)', "(parent (symbol '1') (group (rangepre (symbol '2'))))"],
    ['x^2~3', "(ancestor (parent (symbol 'x') (symbol '2')) (symbol '3'))"],
    ['not a:b', "(not (range (symbol 'a') (symbol 'b')))"],
    ['-a##b', "(negate (_concat (symbol 'a') (symbol 'b')))"],
    ['a%', "(onlypost (symbol 'a'))"],
    ['f(a, b=c)', "(func (symbol 'f') (list (symbol 'a') (keyvalue (symbol 'b') (symbol 'c'))))"],
    ['f()', "(func (symbol 'f') None)"],
    [
      'a#b#c[1:2]',
      "(relsubscript (relation (symbol 'a') (symbol 'b')) (symbol 'c') (range (symbol '1') (symbol '2')))",
    ],
    ['foo-bar', "(minus (symbol 'foo') (symbol 'bar'))"],
    ["'a\\n\\x41\\101\\q' + r'\\n'", "(or (list (string 'a\\nAA\\\\q') (string '\\\\n')))"],
  ])('%s', (text, expected) => {
    expect(tree(text)).toBe(expected);
  });

  it('takes names with operators in them when they exist', () => {
    const lookup = (name: string) => name === 'foo-bar' || name === '-x';
    expect(printTree(parseRevset('::foo-bar', { lookup }))).toContain("(symbol 'foo-bar')");
    expect(printTree(parseRevset('-x:foo-bar', { lookup }))).toBe(
      "(range\n  (symbol '-x')\n  (symbol 'foo-bar'))",
    );
  });

  it.each([
    ['a b', 'invalid token', 2],
    ['(1', 'unexpected token: end', 2],
    ['1 +\n', 'not a prefix: end', 4],
    ["'abc", 'unterminated string', 1],
    ['a$b', "syntax error in revset 'a$b'", 1],
    ['f(a,)', 'not a prefix: )', 4],
  ])('points at the error in %j', (text, message, location) => {
    const hint = `${text.replace('\n', ' ')}\n${' '.repeat(location + 1)}^ here`;
    expect(failure(() => parseRevset(text))).toEqual({ message, location, hint });
  });

  it('refuses nesting that would overflow the stack, and takes long unions', () => {
    for (const text of ['('.repeat(100000), `1${'^'.repeat(100000)}`, `1${'-1'.repeat(100000)}`])
      expect(failure(() => parseRevset(text)).message).toBe('expression is nested too deeply');
    expect(tree(Array.from({ length: 20000 }, () => '1').join('+'), 'optimized')).toContain('_list');
  });

  it('throws only HgError, whatever the text', () => {
    const piece = fc.constantFrom(
      ...'ab1.-+|&:^~#%()[]=,!$"\'\\ xr',
      '::',
      '##',
      ' and ',
      ' or ',
      'not ',
      'x^:',
      '"q"',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        try {
          runStages(parseRevset(pieces.join('')));
        } catch (error) {
          expect(error).toBeInstanceOf(HgError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('aliases', () => {
  const aliases: AliasDefinition[] = [
    ['m', 'merge()'],
    ['d($1)', 'reverse(sort($1, date))'],
    ['two(x, y)', 'd(x) & "x" & y'],
    ['loop1', 'loop2'],
    ['loop2', 'loop1'],
    ['bad($1)', '$1:$2'],
    ['bad name', 'tip'],
  ];

  it('expand with arguments, and leave strings alone', () => {
    expect(tree('m', 'expanded', aliases)).toBe("(func (symbol 'merge') None)");
    expect(tree('two(1:2, m)', 'expanded', aliases)).toBe(
      "(and (and (func (symbol 'reverse') (func (symbol 'sort') (list (range (symbol '1') (symbol '2')) (symbol 'date')))) " +
        "(string 'x')) (func (symbol 'merge') None))",
    );
  });

  it('complain', () => {
    const message = (text: string) => failure(() => tree(text, 'expanded', aliases)).message;
    expect(message('loop1')).toBe('infinite expansion of revset alias "loop1" detected');
    expect(message('d()')).toBe('invalid number of arguments: 0');
    expect(message('bad(1)')).toBe('bad definition of revset alias "bad": invalid symbol \'$2\'');
    const warnings: string[] = [];
    runStages(parseRevset('tip'), { aliases, warn: (text) => warnings.push(text) });
    expect(warnings).toEqual([
      'warning: bad definition of revset alias "bad": invalid symbol \'$2\'\n',
      'warning: bad declaration of revset alias "bad name": at 4: invalid token\n',
    ]);
  });
});

describe('analysis and optimisation', () => {
  it.each([
    ['(0|1)-1', "(difference (func (symbol '_list') (string '0\\x001')) (symbol '1'))"],
    ['::3 - ::1', "(func (symbol 'only') (list (symbol '3') (symbol '1')))"],
    ['not ::2 and ::6', "(func (symbol 'only') (list (symbol '6') (symbol '2')))"],
    ['not public()', "(func (symbol '_notpublic') None)"],
    ['draft() & ::x', "(func (symbol '_phaseandancestors') (list (symbol 'draft') (symbol 'x')))"],
    [
      'heads(commonancestors(1:2))',
      "(func (symbol '_commonancestorheads') (range (symbol '1') (symbol '2')))",
    ],
    ['contains(a) & 1', "(andsmally (func (symbol 'contains') (symbol 'a')) (symbol '1'))"],
    ['1 & contains(a)', "(and (symbol '1') (func (symbol 'contains') (symbol 'a')))"],
    ["a ## 'b' ## 1", "(string 'ab1')"],
    ['sort(x, -date)', "(func (symbol 'sort') (list (symbol 'x') (string '-date')))"],
  ])('%s', (text, expected) => {
    expect(tree(text, 'optimized')).toBe(expected);
  });

  it('refuses a lone ::', () => {
    expect(() => tree('::', 'analyzed')).toThrow("can't use '::' in this context");
  });
});

describe('formatSpec', () => {
  it.each([
    [['%r:: and %lr', '10 or 11', ['a()', 'b()', 'c']], '(10 or 11):: and ((a()) or ((b()) or (c)))'],
    [['%d:: and not %d::', 10, 20], '_rev(10):: and not _rev(20)::'],
    [['%ld', [1, 2]], "_intlist('1\\x002')"],
    [['keyword(%s)', "foo\xe9'"], "keyword('foo\\xe9\\'')"],
    [['%ls', ['a', "'"]], "_list('a\\x00\\'')"],
    [['%ld or %%', []], "_list('') or %"],
  ] as [[string, ...SpecValue[]], string][])('%j', ([format, ...values], expected) => {
    expect(formatSpec(format, ...values)).toBe(expected);
  });
  it('checks the number of values', () => {
    expect(() => formatSpec('%d')).toThrow('missing argument for revspec');
    expect(() => formatSpec('x', 1)).toThrow('too many revspec arguments specified');
  });
});
