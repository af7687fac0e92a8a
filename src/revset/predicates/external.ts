/** Predicates that need more than the history: bisection, merges, bundles, other repositories, the working directory. */
import { type ByteString, NULL_REV, WDIR_REV } from '../../bytes/index.js';
import { HgError, InputError, LookupError, ParseError, StateError } from '../../errors/index.js';
import type { Evaluation, PredicateTable } from '../evaluation.js';
import {
  argumentsOf,
  booleanOf,
  integerRangeOf,
  namedArgumentsOf,
  noArguments,
  stringOf,
} from '../language/arguments.js';
import { listOf, type MaybeTree, treeOf } from '../language/tree.js';
import { noRevisions, withinSubset } from '../members.js';
import { intersect, type SmartSet } from '../sets/index.js';
import { ancestorsOf } from './dag.js';
import { followFiles } from './follow.js';

/** The derived states of a bisection, as queries over the recorded ones. */
function bisectQuery(ev: Evaluation, status: ByteString): string {
  const forward = !ev.query('bisect(good)::bisect(bad)').isEmpty();
  const goods = forward ? '::bisect(good)' : 'bisect(good)::';
  const bads = forward ? 'bisect(bad)::' : '::bisect(bad)';
  const range = '(bisect(bad)::bisect(good) | bisect(good)::bisect(bad))';
  const pruned = `((${goods}) | (${bads}) | bisect(skip))`;
  switch (status) {
    case 'goods':
      return goods;
    case 'bads':
      return bads;
    case 'range':
      return range;
    case 'pruned':
      return pruned;
    case 'untested':
      return `(${range} - ${pruned})`;
    case 'ignored':
      return `(((::bisect(bad) - ::bisect(good)) | (::bisect(good) - ::bisect(bad))) - ${range})`;
    default:
      throw new ParseError('invalid bisect state');
  }
}

function bisectSet(ev: Evaluation, subset: SmartSet, args: MaybeTree): SmartSet {
  const status = stringOf(args, 'bisect requires a string').toLowerCase();
  const state = ev.context.bisect?.() ?? { good: [], bad: [], skip: [], current: [] };
  if (status === 'good' || status === 'bad' || status === 'skip' || status === 'current')
    return withinSubset(subset, state[status]);
  return withinSubset(subset, [...ev.query(bisectQuery(ev, status))]);
}

function conflictSet(ev: Evaluation, subset: SmartSet, args: MaybeTree, side: 'local' | 'other'): SmartSet {
  noArguments(args, `conflict${side}`);
  const node = ev.context.conflict?.()?.[side];
  const rev = node === undefined ? undefined : ev.view.revOf(node);
  return rev === undefined ? noRevisions() : withinSubset(subset, [rev]);
}

function followSet(
  ev: Evaluation,
  subset: SmartSet,
  args: MaybeTree,
  name: string,
  firstOnly: boolean,
): SmartSet {
  const named = namedArgumentsOf(args, name, ['file', 'startrev']);
  const starts = named.has('startrev') ? [...ev.evaluate(ev.all(), named.get('startrev'))] : undefined;
  const dot = ev.parent1(WDIR_REV);
  if (!named.has('file')) return intersect(subset, ancestorsOf(ev, starts ?? [dot], firstOnly));
  const pattern = stringOf(named.get('file'), `${name} expected a pattern`);
  return intersect(subset, followFiles(ev, pattern, starts ?? [dot], firstOnly));
}

interface FollowLines {
  readonly file: MaybeTree;
  readonly lines: readonly MaybeTree[];
  readonly keywords: ReadonlyMap<string, MaybeTree>;
}

/** `followlines(file, lines, startrev=x, descend=y)`: what comes after the file by position are lines. */
function followLinesArguments(args: MaybeTree): FollowLines {
  const list = listOf(args);
  const keyword = list.findIndex((arg) => arg?.op === 'keyvalue');
  const positional = keyword < 0 ? list : list.slice(0, keyword);
  if (positional.length < 1) throw new ParseError('followlines takes at least 1 positional arguments');
  const rest = treeOf('list', ...list.slice(positional.length));
  return {
    file: positional[0],
    lines: positional.slice(1),
    keywords: namedArgumentsOf(rest, 'followlines', ['startrev', 'descend']),
  };
}

function followLinesSet(ev: Evaluation, subset: SmartSet, args: MaybeTree): SmartSet {
  const { file, lines, keywords } = followLinesArguments(args);
  if (lines.length !== 1) throw new ParseError('followlines requires a line range');
  let rev = ev.parent1(WDIR_REV);
  if (keywords.has('startrev')) {
    const revs = [...ev.evaluate(ev.all(), keywords.get('startrev'))];
    if (revs.length !== 1) throw new ParseError('followlines expects exactly one revision');
    rev = revs[0] as number;
  }
  const pattern = stringOf(file, 'followlines requires a pattern');
  const [first, last] = integerRangeOf(
    lines[0],
    'followlines expects a line number or a range',
    'line range bounds must be integers',
    Number.NaN,
    Number.NaN,
  );
  if (Number.isNaN(first) || Number.isNaN(last)) throw new ParseError('line range bounds must be integers');
  if (last < first) throw new ParseError('line range must be positive');
  if (first < 1) throw new ParseError('fromline must be strictly positive');
  const matcher = ev.view.matcher([pattern], { defaultKind: 'path', cwd: ev.context.cwd ?? '' });
  const files = rev === NULL_REV ? [] : [...ev.view.manifest(rev).paths(matcher)];
  if (files.length === 0 && rev !== NULL_REV)
    throw new LookupError(pattern, `${pattern}@${ev.view.node(rev)}: not found in manifest`);
  if (files.length !== 1) throw new ParseError('followlines expects exactly one file');
  const descend = keywords.has('descend')
    ? booleanOf(keywords.get('descend'), 'descend argument must be a boolean')
    : false;
  const { followLines } = ev.context;
  if (followLines === undefined) throw new HgError('abort', 'followlines() is not available here');
  return withinSubset(subset, followLines(files[0] as ByteString, rev, first - 1, last, descend));
}

export const EXTERNAL_PREDICATES: PredicateTable = {
  bisect: { evaluate: bisectSet },
  bisected: { internal: true, evaluate: bisectSet },
  bundle: {
    evaluate(ev, subset) {
      const revs = ev.context.bundleRevs?.();
      if (revs === undefined) throw new HgError('abort', 'no bundle provided - specify with -R');
      return withinSubset(subset, revs);
    },
  },
  conflictlocal: { evaluate: (ev, subset, args) => conflictSet(ev, subset, args, 'local') },
  conflictother: { evaluate: (ev, subset, args) => conflictSet(ev, subset, args, 'other') },
  _destmerge: {
    internal: true,
    evaluate(ev, subset, args) {
      const [source] = argumentsOf(args, 0, 1, '_destmerge takes zero or one argument');
      const from = source === undefined ? undefined : [...ev.evaluate(ev.all(), source)].at(-1);
      const rev = ev.context.mergeDestination?.(from);
      return withinSubset(subset, rev === undefined ? [] : [rev]);
    },
  },
  _destupdate: {
    internal: true,
    evaluate(ev, subset, args) {
      argumentsOf(args, 0, 1, '_destupdate takes zero or one argument');
      const rev = ev.context.updateDestination?.();
      return withinSubset(subset, rev === undefined || rev < 0 ? [] : [rev]);
    },
  },
  extdata: {
    weight: 100,
    internal: true,
    evaluate(ev, subset, args) {
      const named = namedArgumentsOf(args, 'extdata', ['source']);
      const source = stringOf(named.get('source'), 'extdata takes at least 1 string argument');
      const nodes = ev.context.externalData?.(source);
      if (nodes === undefined) throw new HgError('abort', `unknown extdata source '${source}'`);
      const found = [...nodes].map((node) => ev.view.revOf(node)).filter((rev) => rev !== undefined);
      return withinSubset(
        subset,
        found.filter((rev) => !ev.view.isHidden(rev)),
      );
    },
  },
  follow: { evaluate: (ev, subset, args) => followSet(ev, subset, args, 'follow', false) },
  _followfirst: {
    internal: true,
    evaluate: (ev, subset, args) => followSet(ev, subset, args, '_followfirst', true),
  },
  followlines: { evaluate: followLinesSet },
  outgoing: {
    weight: 10,
    evaluate(ev, subset, args) {
      const list = argumentsOf(args, 0, 1, 'outgoing takes one or no arguments');
      const path = list.length > 0 ? stringOf(list[0], 'outgoing requires a repository path') : '';
      if (ev.context.outgoing === undefined)
        throw new InputError('default repository not configured!', { hint: "see 'hg help config.paths'" });
      return withinSubset(subset, ev.context.outgoing(path));
    },
  },
  remote: {
    evaluate(ev, subset, args) {
      const list = argumentsOf(args, 0, 2, 'remote takes zero, one, or two arguments');
      let identifier = list.length > 0 ? stringOf(list[0], 'remote requires a string id') : '.';
      if (identifier === '.') identifier = ev.view.workingBranch();
      const path = list.length > 1 ? stringOf(list[1], 'remote requires a repository path') : 'default';
      if (ev.context.remote === undefined)
        throw new StateError(`repository ${path === 'default' ? 'default' : path} is unrelated`);
      const node = ev.context.remote(identifier, path);
      const rev = node === undefined ? undefined : ev.view.revOf(node);
      return rev === undefined || ev.view.isHidden(rev) ? noRevisions() : withinSubset(subset, [rev]);
    },
  },
  stack: {
    internal: true,
    evaluate(ev, subset, args) {
      const [base] = args === undefined ? [] : argumentsOf(args, 0, 1, 'stack takes one or no arguments');
      const start = base === undefined ? undefined : ev.evaluate(ev.all(), base).last();
      if (ev.context.stack === undefined) throw new HgError('abort', 'stack() is not available here');
      return withinSubset(subset, ev.context.stack(start));
    },
  },
};
