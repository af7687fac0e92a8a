/** What the operators of the language mean. */
import { type ByteString, NULL_REV, WDIR_REV } from '../bytes/index.js';
import { LookupError, ParseError } from '../errors/index.js';
import type { Evaluation, Order } from './evaluation.js';
import { reachableRoots } from './graph/sets.js';
import { ancestorsAtDepth, descendantsAtDepth } from './graph/walks.js';
import { integerIn, integerOf, integerRangeOf, symbolOf } from './language/arguments.js';
import { listOf, type MaybeTree, type RevsetTree } from './language/tree.js';
import { noRevisions, withinSubset } from './members.js';
import {
  BaseSet,
  cursorOver,
  GeneratorSet,
  intersect,
  isVirtual,
  type SmartSet,
  spanTowards,
  subtract,
  unite,
} from './sets/index.js';
import { unknownIdentifier } from './similar.js';

type Operator = (ev: Evaluation, subset: SmartSet, args: readonly MaybeTree[], order: Order) => SmartSet;

/** Order for the right side of an `and`: it follows the left one, unless nobody cares. */
const secondOrder = (order: Order): Order => (order === 'any' ? 'any' : 'follow');

/** The revision that a symbol names, when `subset` has it. */
export function namedSet(ev: Evaluation, subset: SmartSet, symbol: ByteString): SmartSet {
  if (symbol === '') throw new ParseError('empty string is not a valid revision');
  const rev = ev.resolve(symbol);
  const inside = subset.contains(rev) || (isVirtual(rev) && subset.kind === 'full');
  return inside ? BaseSet.fromList([rev]) : noRevisions();
}

function rangeSet(ev: Evaluation, subset: SmartSet, first: number, last: number, order: Order): SmartSet {
  const { view } = ev;
  let range: SmartSet;
  if (first === last) range = BaseSet.fromList([first]);
  else if (last === WDIR_REV) range = unite(spanTowards(view, first, view.length), BaseSet.fromList([last]));
  else if (first === WDIR_REV)
    range = unite(BaseSet.fromList([first]), spanTowards(view, view.length - 1, last - 1));
  else range = spanTowards(view, first, first < last ? last + 1 : last - 1);
  return order === 'define' ? intersect(range, subset) : intersect(subset, range);
}

/** Joins many sets as a balanced tree, so that walking a long union does not nest deeply. */
function unionOf(ev: Evaluation, subset: SmartSet, trees: readonly MaybeTree[], order: Order): SmartSet {
  if (trees.length === 1) return ev.evaluate(subset, trees[0], order);
  const middle = trees.length >> 1;
  const a = unionOf(ev, subset, trees.slice(0, middle), order);
  return unite(a, unionOf(ev, subset, trees.slice(middle), order));
}

/** Also the meaning of the arguments of `ancestor()`. */
export function orSet(ev: Evaluation, subset: SmartSet, list: MaybeTree, order: Order): SmartSet {
  const trees = listOf(list);
  if (trees.length === 0) return noRevisions();
  if (order === 'follow') return intersect(subset, unionOf(ev, ev.all(), trees, 'any'));
  return unionOf(ev, subset, trees, order);
}

/** Revisions `n` first-parent steps back; for negative `n` forward, as long as there is one child only. */
function ancestorSet(ev: Evaluation, subset: SmartSet, set: MaybeTree, count: MaybeTree): SmartSet {
  const steps = integerOf(count, '~ expects a number');
  const found: number[] = [];
  if (steps >= 0) {
    for (let rev of ev.evaluate(ev.all(), set)) {
      for (let i = 0; i < steps && rev !== NULL_REV; i++) rev = ev.parent1(rev);
      found.push(rev);
    }
    return withinSubset(subset, found);
  }
  const { onlyChild } = childFinder(ev);
  for (let rev of ev.evaluate(ev.all(), set)) {
    let i = 0;
    for (; i < -steps; i++) {
      const child = onlyChild(rev);
      if (child === undefined) break;
      rev = child;
    }
    if (i === -steps) found.push(rev);
  }
  return withinSubset(subset, found);
}

/** One pass finds for every revision none, the only, or more than one visible child. */
function childFinder({ view }: Evaluation): { onlyChild(rev: number): number | undefined } {
  const none = -1;
  const many = -2;
  const child = new Int32Array(view.length + 1).fill(none);
  const note = (parent: number, rev: number) => {
    child[parent + 1] = child[parent + 1] === none ? rev : many;
  };
  for (let rev = 0; rev < view.length; rev++) {
    if (view.hasHidden && view.isHidden(rev)) continue;
    const first = view.graph.parent1(rev);
    const second = view.graph.parent2(rev);
    note(first, rev);
    if (second >= 0 && second !== first) note(second, rev);
  }
  return {
    onlyChild(rev) {
      const found = rev === WDIR_REV ? none : (child[rev + 1] as number);
      if (found === many) throw new LookupError(String(rev), 'revision in set has more than one child');
      return found === none ? undefined : found;
    },
  };
}

function parentSet(ev: Evaluation, subset: SmartSet, set: MaybeTree, which: MaybeTree): SmartSet {
  const number = which?.value === undefined ? undefined : integerIn(which.value);
  if (number !== 0 && number !== 1 && number !== 2) throw new ParseError('^ expects a number 0, 1, or 2');
  const found: number[] = [];
  for (const rev of ev.evaluate(ev.all(), set)) {
    if (number === 0) found.push(rev);
    else if (number === 1) found.push(ev.parent1(rev));
    else if (ev.parent2(rev) !== NULL_REV) found.push(ev.parent2(rev));
  }
  return withinSubset(subset, found);
}

/** `x^`: unlike `x^1` without null, as `p1(x)`. */
function firstParentSet(ev: Evaluation, subset: SmartSet, set: MaybeTree): SmartSet {
  const found: number[] = [];
  for (const rev of ev.evaluate(ev.all(), set)) {
    const parent = ev.parent1(rev);
    if (parent !== NULL_REV) found.push(parent);
  }
  return withinSubset(subset, found);
}

/** Distances beyond this are no distances; hg's number. */
const MAXIMUM_DEPTH = 0x80000000;

function generationsSet(ev: Evaluation, subset: SmartSet, set: MaybeTree, range: MaybeTree): SmartSet {
  const [from, to] = integerRangeOf(
    range,
    'relation subscript must be an integer or a range',
    'relation subscript bounds must be integers',
    -(MAXIMUM_DEPTH - 1),
    MAXIMUM_DEPTH - 1,
  );
  const back = from < 0 ? { start: Math.max(-to, 0), stop: -from + 1 } : undefined;
  const forth = to > 0 ? { start: Math.max(from, 0), stop: to + 1 } : undefined;
  const here = from === 0 && to === 0 ? { start: 0, stop: 1 } : undefined;
  const up = from > to ? undefined : (back ?? here);
  const down = from > to ? undefined : forth;
  if (up === undefined && down === undefined) return noRevisions();
  const origins = [...ev.evaluate(ev.all(), set)];
  if (origins.length === 0) return noRevisions();
  const above = up && new GeneratorSet(cursorOver(ancestorsAtDepth(ev, origins, false, up)), false);
  const below = down && new GeneratorSet(cursorOver(descendantsAtDepth(ev.view, origins, false, down)), true);
  return intersect(subset, above && below ? unite(above, below) : ((above ?? below) as SmartSet));
}

function relationSet(
  ev: Evaluation,
  subset: SmartSet,
  set: MaybeTree,
  relation: MaybeTree,
  range: MaybeTree,
): SmartSet {
  const name = symbolOf(relation);
  if (name === 'g' || name === 'generations') return generationsSet(ev, subset, set, range);
  throw unknownIdentifier(name, ['generations']);
}

const EVERYTHING: RevsetTree = { op: 'rangeall', value: undefined, args: [undefined] };

function misplaced(message: string, hint?: string): Operator {
  return () => {
    throw new ParseError(message, undefined, hint === undefined ? {} : { hint });
  };
}

export const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  [
    'range',
    (ev, subset, [x, y], order) => {
      const first = ev.evaluate(ev.all(), x);
      const last = ev.evaluate(ev.all(), y);
      const [m, n] = [first.first(), last.last()];
      return m === undefined || n === undefined ? noRevisions() : rangeSet(ev, subset, m, n, order);
    },
  ],
  ['rangeall', (ev, subset, _args, order) => rangeSet(ev, subset, 0, ev.view.length - 1, order)],
  [
    'rangepre',
    (ev, subset, [y], order) => {
      const n = ev.evaluate(ev.all(), y).last();
      return n === undefined ? noRevisions() : rangeSet(ev, subset, 0, n, order);
    },
  ],
  [
    'rangepost',
    (ev, subset, [x], order) => {
      const m = ev.evaluate(ev.all(), x).first();
      return m === undefined ? noRevisions() : rangeSet(ev, subset, m, ev.view.length - 1, order);
    },
  ],
  [
    'dagrange',
    (ev, subset, [x, y]) => {
      const roots = ev.evaluate(ev.all(), x);
      const heads = ev.evaluate(ev.all(), y);
      if (roots.isEmpty() || heads.isEmpty()) return intersect(subset, noRevisions());
      const found = BaseSet.fromList(reachableRoots(ev, roots, heads));
      found.sort();
      return intersect(subset, found);
    },
  ],
  ['and', (ev, subset, [x, y], order) => ev.evaluate(ev.evaluate(subset, x, order), y, secondOrder(order))],
  [
    'andsmally',
    (ev, subset, [x, y], order) => ev.evaluate(ev.evaluate(subset, y, secondOrder(order)), x, order),
  ],
  [
    'difference',
    (ev, subset, [x, y], order) => {
      const from = ev.evaluate(subset, x, order);
      return subtract(from, ev.evaluate(subset, y, 'any'));
    },
  ],
  ['or', (ev, subset, [list], order) => orSet(ev, subset, list, order)],
  ['not', (ev, subset, [x]) => subtract(subset, ev.evaluate(subset, x, 'any'))],
  ['parent', (ev, subset, [x, n]) => parentSet(ev, subset, x, n)],
  ['parentpost', (ev, subset, [x]) => firstParentSet(ev, subset, x)],
  ['ancestor', (ev, subset, [x, n]) => ancestorSet(ev, subset, x, n)],
  ['relation', (ev, subset, [x, y]) => relationSet(ev, subset, x, y, EVERYTHING)],
  ['relsubscript', (ev, subset, [x, y, z]) => relationSet(ev, subset, x, y, z)],
  ['subscript', misplaced("can't use a subscript in this context")],
  ['list', misplaced("can't use a list in this context", 'see \'hg help "revsets.x or y"\'')],
  ['keyvalue', misplaced("can't use a key-value pair in this context")],
]);
