import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HgError } from '../../../src/errors/index.js';
import {
  compileRevset,
  evaluateRevset,
  lookupIn,
  parseRevset,
  printSet,
  revOf,
  revPair,
  revsOf,
  runStages,
} from '../../../src/revset/index.js';
import { memoryView } from './memory-view.js';
import { CONTEXT, SAMPLE } from './sample.js';

const view = memoryView(SAMPLE);
const unfiltered = memoryView(SAMPLE, { showHidden: true });
const run = (text: string, over = view) => compileRevset(text, { lookup: lookupIn(over) })(over, CONTEXT);
const revs = (text: string, over = view) => [...run(text, over)].join(' ');

describe('evaluation', () => {
  it.each([
    ['all()', '0 1 2 3 4 5 7'],
    ['2:0', '2 1 0'],
    ['::4', '0 1 3 4'],
    ['3::', '3 4 5 7'],
    ['1::5', '1 2 3 4 5'],
    ['only(5, 2)', '3 4 5'],
    ['2%4', '2'],
    ['5^2 + 5^ + 5~2', '4 2 1'],
    ['0^', ''],
    ['0^1', '-1'],
    ['4~-1', '5'],
    ['heads(all() - 7)', '5'],
    ['roots(2:4)', '2 3'],
    ['children(1)', '2 3'],
    ['parents(5)', '2 4'],
    ['p2(merge())', '4'],
    ['branchpoint()', '1'],
    ['ancestor(2, 4)', '1'],
    ['heads(commonancestors(2 + 4))', '1'],
    ['ancestors(5, 1)', '2 4 5'],
    ['descendants(1, depth=2, startdepth=2)', '4 5'],
    ['4#g[-1:1]', '3 4 5'],
    ['user(bob)', '1 5'],
    ['desc("re:change [34]")', '3 4'],
    ['keyword(F)', '7'],
    ['grep("^d/")', '3'],
    ['date("1970-01-01 00:33 to 1970-01-01 00:50")', '2 3'],
    ['branch("old-stable")', '3 4'],
    ['branch(3)', '3 4'],
    ['closed()', '4'],
    ['head()', '4 7'],
    ['tag() + bookmark()', '2 4'],
    ['mark-1', '4'],
    ['named("re:marks")', '4'],
    ['adds("d/**")', '3'],
    ['removes(b)', '4 5'],
    ['modifies(a)', '2'],
    ['contains(b)', '1 2 3'],
    ['file("glob:**c")', '3'],
    ['filelog(a)', '0 2'],
    ['diffcontains("a2")', '2'],
    ['draft()', '7'],
    ['not public()', '7'],
    ['origin(7)', '3'],
    ['destination(3)', '7'],
    ['extra(source)', '7'],
    ['id(3abc)', '3'],
    ['rev(99)', ''],
    ['present(nosuch)', ''],
    ['wdir()', '2147483647'],
    ['parents()', '7'],
    ['matching(1, user)', '1 5'],
    ['limit(reverse(all()), 2, 1)', '5 4'],
    ['last(all(), 2)', '5 7'],
    ['max(::4) + min(3:)', '4 3'],
    ['sort(all(), "user -rev")', '7 4 3 2 0 5 1'],
    ['sort(all(), topo)', '7 5 4 3 2 1 0'],
    ['sort(all(), "random", random.seed=celeste)', '0 4 2 7 1 5 3'],
    ['2:0 & (0 + 1 + 2)', '2 1 0'],
    ['0:2 & reverse(all())', '0 1 2'],
    ['expectsize(1:2, 2)', '1 2'],
  ])('%s', (text, expected) => {
    expect(revs(text)).toBe(expected);
  });

  it('hides and shows hidden revisions', () => {
    expect(revs('5:')).toBe('5 7');
    expect(() => revs('6')).toThrow("hidden revision '6'");
    expect(revs('present(6)')).toBe('');
    expect(revs('5:', unfiltered)).toBe('5 6 7');
  });

  it.each([
    ['nosuch', "unknown revision 'nosuch'", undefined],
    ['add()', 'unknown identifier: add', 'did you mean adds?'],
    ['remo()', 'unknown identifier: remo', 'did you mean one of remote, removes?'],
    ['0,1', "can't use a list in this context", 'see \'hg help "revsets.x or y"\''],
    ['tip^foo', '^ expects a number 0, 1, or 2', undefined],
    ['1~-1', 'revision in set has more than one child', undefined],
    ['sort(all(), -invalid)', "unknown sort key '-invalid'", undefined],
    ['date(tip)', "invalid date: 'tip'", undefined],
    ['expectsize(1:2, 3:4)', 'revset size mismatch. expected between 3 and 4, got 2', undefined],
    ['extra(a, label=b)', "extra got multiple values for keyword argument 'label'", undefined],
    ['tag(unknown)', "tag 'unknown' does not exist", undefined],
    ['bundle()', 'no bundle provided - specify with -R', undefined],
  ])('%s fails', (text, message, hint) => {
    try {
      revs(text);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(HgError);
      expect((error as HgError).message).toBe(message);
      expect((error as HgError).hint).toBe(hint);
    }
  });

  it.each([
    ['0:1', '<spanset+ 0:2>'],
    ['3::5', '<baseset+ [3, 4, 5]>'],
    ['::4', '<generatorsetdesc+>'],
    ['merge()', '<filteredset\n  <fullreposet+ 0:8>,\n  <merge>>'],
    ['2:0 & not 1', '<filteredset\n  <spanset- 0:3>,\n  <not\n    <baseset [1]>>>'],
    ['0:1 | 3', '<addset\n  <spanset+ 0:2>,\n  <baseset [3]>>'],
    ['1 & tag()', '<filteredset\n  <baseset [1]>, set([2])>'],
    ['max(2:5)', '<baseset\n  <max\n    <fullreposet+ 0:8>,\n    <spanset+ 2:6>>>'],
  ])('%s is held as in hg', (text, expected) => {
    expect(printSet(run(text))).toBe(expected);
  });
});

describe('arguments of commands', () => {
  it('unite, take the last, take a pair', () => {
    expect([...revsOf(view, ['3', '5:2'], CONTEXT)]).toEqual([3, 5, 4, 2]);
    expect(revOf(view, '0::', CONTEXT)).toBe(7);
    expect(revOf(view, '', CONTEXT)).toBe(7);
    expect(() => revOf(view, 'none()', CONTEXT)).toThrow('empty revision set');
    expect(() => revsOf(view, [''], CONTEXT)).toThrow('empty query');
    expect(revPair(view, [], CONTEXT)).toEqual([7, undefined]);
    expect(revPair(view, ['2'], CONTEXT)).toEqual([2, undefined]);
    expect(revPair(view, ['2:2'], CONTEXT)).toEqual([2, 2]);
    expect(revPair(view, ['4:1'], CONTEXT)).toEqual([4, 1]);
    expect(revPair(view, ['5', '3'], CONTEXT)).toEqual([5, 3]);
    expect(() => revPair(view, ['none()'], CONTEXT)).toThrow('empty revision range');
    expect(() => revPair(view, ['1', 'none()'], CONTEXT)).toThrow('empty revision on one side of range');
  });
});

describe('properties', () => {
  const leaf = fc.constantFrom(
    '0',
    '3',
    '5',
    '7',
    'all()',
    'none()',
    'merge()',
    'head()',
    'user(bob)',
    '4:1',
  );
  const expression = fc.letrec<{ node: string }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc
        .tuple(tie('node'), fc.constantFrom('&', '|', '-', '::', ':', '%'), tie('node'))
        .map(([a, op, b]) => `(${a}) ${op} (${b})`),
      fc
        .tuple(
          fc.constantFrom(
            'not ',
            '::',
            'heads',
            'roots',
            'reverse',
            'parents',
            'children',
            'first',
            'last',
            'sort',
          ),
          tie('node'),
        )
        .map(([name, a]) => `${name}(${a})`),
    ),
  })).node;

  it('optimised trees mean what the analysed ones mean', () => {
    fc.assert(
      fc.property(expression, (text) => {
        const stages: number[][] = [];
        runStages(parseRevset(text), {}, (stage, tree) => {
          if (stage === 'analyzed' || stage === 'optimized')
            stages.push([...evaluateRevset(tree, view, CONTEXT)]);
        });
        expect(stages[1]).toEqual(stages[0]);
      }),
      { numRuns: 300 },
    );
  });

  it('sets agree with themselves', () => {
    fc.assert(
      fc.property(expression, (text) => {
        const list = [...run(text)];
        const set = run(text);
        expect(new Set(list).size).toBe(list.length);
        expect(run(text).length()).toBe(list.length);
        expect(run(text).first()).toBe(list[0]);
        expect(run(text).last()).toBe(list.at(-1));
        for (const rev of list) expect(set.contains(rev)).toBe(true);
        const reversed = run(text);
        reversed.reverse();
        expect([...reversed]).toEqual(list.reverse());
        const sorted = run(text);
        sorted.sort();
        expect([...sorted]).toEqual([...list].sort((a, b) => a - b));
      }),
      { numRuns: 300 },
    );
  });
});
