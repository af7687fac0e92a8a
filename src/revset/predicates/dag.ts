/** Predicates about the shape of the history. */
import { NULL_REV, WDIR_REV } from '../../bytes/index.js';
import { commonAncestorsHeads, onlyRevs } from '../../dag/index.js';
import { HgError, ParseError } from '../../errors/index.js';
import type { Evaluation, PredicateTable } from '../evaluation.js';
import { bitsOf, greatestCommonAncestor, headsOf } from '../graph/sets.js';
import { ancestorsAtDepth, ancestorsCursor, descendantsAtDepth, descendantsCursor } from '../graph/walks.js';
import { argumentsOf, integerOf, namedArgumentsOf, noArguments } from '../language/arguments.js';
import type { MaybeTree } from '../language/tree.js';
import { noRevisions, withinSubset } from '../members.js';
import { orSet } from '../operators.js';
import {
  BaseSet,
  cursorOver,
  END,
  filterSet,
  GeneratorSet,
  intersect,
  minimum,
  type SmartSet,
} from '../sets/index.js';

/** Ancestors of a set as hg holds them: lazy, descending underneath. */
export function ancestorsOf(ev: Evaluation, heads: Iterable<number>, followFirst = false): SmartSet {
  return new GeneratorSet(ancestorsCursor(ev, heads, followFirst), false);
}

function depthArguments(args: MaybeTree, name: string) {
  const named = namedArgumentsOf(args, name, ['set', 'depth', 'startdepth']);
  if (!named.has('set')) throw new ParseError(`${name} takes at least 1 argument`);
  const read = (key: string): number | undefined => {
    if (!named.has(key)) return undefined;
    const value = integerOf(named.get(key), `${name} expects an integer ${key}`);
    if (value < 0) throw new ParseError(`negative ${key}`);
    return value;
  };
  const start = read('startdepth');
  const depth = read('depth');
  const range =
    start === undefined && depth === undefined
      ? undefined
      : { start: start ?? 0, stop: depth === undefined ? Number.POSITIVE_INFINITY : depth + 1 };
  return { set: named.get('set'), range };
}

function relatives(
  ev: Evaluation,
  subset: SmartSet,
  args: MaybeTree,
  name: 'ancestors' | 'descendants',
): SmartSet {
  const { set, range } = depthArguments(args, name);
  const origins = ev.evaluate(ev.all(), set);
  if (origins.isEmpty()) return noRevisions();
  const back = name === 'ancestors';
  if (range === undefined)
    return intersect(
      subset,
      back ? ancestorsOf(ev, origins) : new GeneratorSet(descendantsCursor(ev.view, origins, false), true),
    );
  const found = back
    ? ancestorsAtDepth(ev, origins, false, range)
    : descendantsAtDepth(ev.view, [...origins], false, range);
  return intersect(subset, new GeneratorSet(cursorOver(found), !back));
}

function firstParentRelatives(ev: Evaluation, subset: SmartSet, args: MaybeTree, back: boolean): SmartSet {
  const origins = ev.evaluate(ev.all(), args);
  if (origins.isEmpty()) return noRevisions();
  const found = back
    ? ancestorsOf(ev, origins, true)
    : new GeneratorSet(descendantsCursor(ev.view, origins, true), true);
  return intersect(subset, found);
}

/** The parents that a parameterless `p1()`, `p2()`, `parents()` is about are the working directory's. */
function parentsSet(ev: Evaluation, subset: SmartSet, args: MaybeTree, which: 1 | 2 | 'both'): SmartSet {
  const revs = args === undefined ? [WDIR_REV] : ev.evaluate(ev.all(), args);
  const found = new Set<number>();
  for (const rev of revs) {
    if (which !== 2) found.add(ev.parent1(rev));
    if (which !== 1) found.add(ev.parent2(rev));
  }
  found.delete(NULL_REV);
  if (args === undefined && which !== 'both')
    return found.size === 0 ? noRevisions() : intersect(subset, BaseSet.fromList([...found]));
  return withinSubset(subset, found);
}

function childrenOf(ev: Evaluation, subset: SmartSet, parents: SmartSet): SmartSet {
  const lowest = minimum(parents);
  if (lowest === undefined) return noRevisions();
  const found: number[] = [];
  for (const rev of subset) {
    if (rev <= lowest) continue;
    const second = ev.parent2(rev);
    if (parents.contains(ev.parent1(rev)) || (second !== NULL_REV && parents.contains(second)))
      found.push(rev);
  }
  return BaseSet.fromMembers(found);
}

function onlySet(ev: Evaluation, subset: SmartSet, args: MaybeTree): SmartSet {
  const [set, excluded] = argumentsOf(args, 1, 2, 'only takes one or two arguments');
  const included = ev.evaluate(ev.all(), set);
  const { graph } = ev.view;
  const committed = (revs: Iterable<number>): number[] => {
    const list = [...revs];
    if (list.includes(WDIR_REV)) throw new HgError('abort', 'working directory revision cannot be specified');
    return list;
  };
  let common: Iterable<number>;
  if (excluded === undefined) {
    if (included.isEmpty()) return noRevisions();
    const heads = committed(included);
    const below = bitsOf(heads);
    const next = descendantsCursor(ev.view, heads, false);
    for (let rev = next(); rev !== END; rev = next()) below.add(rev);
    common = ev.view.heads().filter((rev) => rev !== NULL_REV && !below.has(rev));
  } else common = committed(ev.evaluate(ev.all(), excluded));
  return withinSubset(subset, onlyRevs(graph, committed(included), common));
}

export const DAG_PREDICATES: PredicateTable = {
  ancestor: {
    weight: 0.5,
    evaluate(ev, subset, args) {
      let common: number | undefined;
      for (const rev of orSet(ev, ev.all(), args, 'any')) {
        if (common === undefined) {
          common = rev;
          continue;
        }
        // The working directory stands for its first parent.
        const side = (one: number) => (one === WDIR_REV ? ev.parent1(one) : one);
        common = greatestCommonAncestor(ev.view, side(common), side(rev), ev.context.preferredAncestors);
      }
      return common !== undefined && subset.contains(common) ? BaseSet.fromList([common]) : noRevisions();
    },
  },
  ancestors: { evaluate: (ev, subset, args) => relatives(ev, subset, args, 'ancestors') },
  descendants: { evaluate: (ev, subset, args) => relatives(ev, subset, args, 'descendants') },
  _firstancestors: {
    internal: true,
    evaluate: (ev, subset, args) => firstParentRelatives(ev, subset, args, true),
  },
  _firstdescendants: {
    internal: true,
    evaluate: (ev, subset, args) => firstParentRelatives(ev, subset, args, false),
  },
  branchpoint: {
    evaluate(ev, subset, args) {
      noArguments(args, 'branchpoint');
      if (subset.isEmpty()) return noRevisions();
      const { graph, length } = ev.view;
      const children = new Uint8Array(length);
      for (let rev = 0; rev < length; rev++) {
        if (ev.view.hasHidden && ev.view.isHidden(rev)) continue;
        for (const parent of [graph.parent1(rev), graph.parent2(rev)])
          if (parent >= 0) children[parent] = Math.min((children[parent] as number) + 1, 2);
      }
      return filterSet(
        subset,
        (rev) => children[rev] === 2,
        () => '<branchpoint>',
      );
    },
  },
  children: {
    evaluate(ev, subset, args) {
      const parents = ev.evaluate(ev.all(), args);
      return intersect(subset, childrenOf(ev, subset, parents));
    },
  },
  commonancestors: {
    evaluate(ev, subset, args) {
      const revs = [...ev.evaluate(ev.all(), args, 'any')];
      if (revs.length === 0) return noRevisions();
      let found = subset;
      for (const rev of revs) found = intersect(found, ancestorsOf(ev, [rev]));
      return found;
    },
  },
  _commonancestorheads: {
    internal: true,
    evaluate(ev, subset, args) {
      const revs = [...ev.evaluate(ev.all(), args, 'any')];
      if (revs.length === 1 && revs[0] !== NULL_REV) return intersect(subset, BaseSet.fromList(revs));
      return intersect(
        subset,
        BaseSet.fromList(
          commonAncestorsHeads(
            ev.view.graph,
            revs.map((rev) => (rev === WDIR_REV ? ev.parent1(rev) : rev)),
          ),
        ),
      );
    },
  },
  heads: {
    evaluate(ev, subset, args, order) {
      const members = ev.evaluate(ev.all(), args, order === 'define' ? 'follow' : order);
      let found = headsOf(ev.view.graph, members);
      if (members.contains(WDIR_REV)) {
        const parents = [ev.parent1(WDIR_REV), ev.parent2(WDIR_REV)];
        found = Int32Array.from([...found.filter((rev) => !parents.includes(rev)), WDIR_REV]);
      }
      return intersect(subset, BaseSet.fromSet(found));
    },
  },
  roots: {
    evaluate(ev, subset, args) {
      const members = ev.evaluate(ev.all(), args);
      const isMember = (rev: number) => rev >= 0 && members.contains(rev);
      return intersect(
        subset,
        filterSet(
          members,
          (rev) => rev === NULL_REV || (!isMember(ev.parent1(rev)) && !isMember(ev.parent2(rev))),
          () => '<roots>',
        ),
      );
    },
  },
  merge: {
    evaluate(ev, subset, args) {
      noArguments(args, 'merge');
      return filterSet(
        subset,
        (rev) => ev.parent2(rev) !== NULL_REV,
        () => '<merge>',
      );
    },
  },
  only: { evaluate: onlySet },
  p1: { evaluate: (ev, subset, args) => parentsSet(ev, subset, args, 1) },
  p2: { evaluate: (ev, subset, args) => parentsSet(ev, subset, args, 2) },
  parents: { evaluate: (ev, subset, args) => parentsSet(ev, subset, args, 'both') },
};
