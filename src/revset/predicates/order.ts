/** Predicates about order and size, and those that only pass on another set. */
import { InputError, LookupError, ParseError } from '../../errors/index.js';
import type { Evaluation, Order, PredicateTable } from '../evaluation.js';
import {
  argumentsOf,
  integerOf,
  integerRangeOf,
  namedArgumentsOf,
  noArguments,
} from '../language/arguments.js';
import type { MaybeTree } from '../language/tree.js';
import { noRevisions } from '../members.js';
import { BaseSet, intersect, maximum, minimum, type SmartSet, SpanSet, sliceSet } from '../sets/index.js';

function limitSet(ev: Evaluation, subset: SmartSet, args: MaybeTree, order: Order): SmartSet {
  const named = namedArgumentsOf(args, 'limit', ['set', 'n', 'offset']);
  if (!named.has('set')) throw new ParseError('limit requires one to three arguments');
  const count = integerOf(named.get('n'), 'limit expects a number', 1);
  if (count < 0) throw new ParseError('negative number to select');
  const offset = integerOf(named.get('offset'), 'limit expects a number', 0);
  if (offset < 0) throw new ParseError('negative offset');
  const slice = sliceSet(ev.evaluate(ev.all(), named.get('set')), offset, offset + count);
  return order === 'follow' && count > 1 ? intersect(subset, slice) : intersect(slice, subset);
}

function lastSet(ev: Evaluation, subset: SmartSet, args: MaybeTree, order: Order): SmartSet {
  const list = argumentsOf(args, 1, 2, 'last requires one or two arguments');
  const count = list.length === 2 ? integerOf(list[1], 'last expects a number') : 1;
  if (count < 0) throw new ParseError('negative number to select');
  const set = ev.evaluate(ev.all(), list[0]);
  set.reverse();
  const slice = sliceSet(set, 0, count);
  if (order === 'follow' && count > 1) return intersect(subset, slice);
  slice.reverse();
  return intersect(slice, subset);
}

function extremeSet(ev: Evaluation, subset: SmartSet, args: MaybeTree, name: 'max' | 'min'): SmartSet {
  const set = ev.evaluate(ev.all(), args);
  const rev = name === 'max' ? maximum(set) : minimum(set);
  const describe = () => `<${name} ${subset.describe()}, ${set.describe()}>`;
  return BaseSet.fromList(rev !== undefined && subset.contains(rev) ? [rev] : [], { describe });
}

function expectSize(ev: Evaluation, subset: SmartSet, args: MaybeTree, order: Order): SmartSet {
  const named = namedArgumentsOf(args, 'expectsize', ['set', 'size']);
  const complaint = 'expectsize requires a size range or a positive integer';
  if (!named.has('set') || !named.has('size')) throw new ParseError('invalid set of arguments');
  const [least, most] = integerRangeOf(
    named.get('size'),
    complaint,
    'size range bounds must be integers',
    0,
    ev.view.length + 1,
  );
  if (least < 0 || most < 0) throw new ParseError('negative size');
  const found = ev.evaluate(ev.all(), named.get('set'), order);
  const size = found.length();
  if (least !== most && (size < least || size > most))
    throw new InputError(`revset size mismatch. expected between ${least} and ${most}, got ${size}`);
  if (least === most && size !== least)
    throw new InputError(`revset size mismatch. expected ${least}, got ${size}`);
  return order === 'follow' ? intersect(subset, found) : intersect(found, subset);
}

export const ORDER_PREDICATES: PredicateTable = {
  all: {
    evaluate(ev, subset, args) {
      noArguments(args, 'all');
      return intersect(subset, new SpanSet(ev.view, 0, ev.view.length));
    },
  },
  none: {
    evaluate(_ev, _subset, args) {
      noArguments(args, 'none');
      return noRevisions();
    },
  },
  first: { weight: 0, evaluate: limitSet },
  limit: { weight: 0, evaluate: limitSet },
  last: { evaluate: lastSet },
  max: { evaluate: (ev, subset, args) => extremeSet(ev, subset, args, 'max') },
  min: { evaluate: (ev, subset, args) => extremeSet(ev, subset, args, 'min') },
  reverse: {
    weight: 0,
    evaluate(ev, subset, args, order) {
      const set = ev.evaluate(subset, args, order);
      if (order === 'define') set.reverse();
      return set;
    },
  },
  revset: { evaluate: (ev, subset, args, order) => ev.evaluate(subset, args, order) },
  present: {
    evaluate(ev, subset, args, order) {
      try {
        return ev.evaluate(subset, args, order);
      } catch (error) {
        if (error instanceof LookupError && !error.ambiguous) return noRevisions();
        throw error;
      }
    },
  },
  expectsize: { evaluate: expectSize },
};
