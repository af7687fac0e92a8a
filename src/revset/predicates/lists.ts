/** Lists that the optimiser and `formatSpec` make: names, numbers or nodes with a zero byte between them. */
import type { ByteString } from '../../bytes/index.js';
import { LookupError } from '../../errors/index.js';
import type { Evaluation, Predicate, PredicateTable } from '../evaluation.js';
import { stringOf } from '../language/arguments.js';
import type { MaybeTree } from '../language/tree.js';
import { noRevisions } from '../members.js';
import { namedSet } from '../operators.js';
import { BaseSet, intersect, isVirtual, type SmartSet } from '../sets/index.js';

function namesIn(ev: Evaluation, subset: SmartSet, items: readonly ByteString[]): SmartSet {
  const found: number[] = [];
  const seen = new Set<number>();
  const add = (rev: number) => {
    if (seen.has(rev)) return;
    if (subset.contains(rev) || (isVirtual(rev) && subset.kind === 'full')) found.push(rev);
    seen.add(rev);
  };
  for (const item of items) {
    // Numbers are most of what machines write; they need no lookup of names.
    const number = /^(0|[1-9]\d{0,8})$/.test(item) ? Number(item) : -1;
    if (number >= 0 && number < ev.view.length && !(ev.view.hasHidden && ev.view.isHidden(number)))
      add(number);
    else for (const rev of namedSet(ev, subset, item)) add(rev);
  }
  return BaseSet.fromList(found);
}

function numbersIn(_ev: Evaluation, subset: SmartSet, items: readonly ByteString[]): SmartSet {
  return BaseSet.fromList(items.map(Number).filter((rev) => subset.contains(rev)));
}

function nodesIn(ev: Evaluation, subset: SmartSet, items: readonly ByteString[]): SmartSet {
  const revs = items.map((node) => {
    const rev = ev.view.revOf(node);
    if (rev === undefined) throw new LookupError(node, `unknown revision '${node}'`);
    return rev;
  });
  return BaseSet.fromList(revs.filter((rev) => subset.contains(rev)));
}

function listPredicate(read: typeof namesIn): Predicate {
  return (ev, subset, args: MaybeTree, order) => {
    const text = stringOf(args, 'internal error');
    if (text === '') return noRevisions();
    const items = text.split('\0');
    if (order === 'follow') return intersect(subset, read(ev, ev.all(), items));
    return read(ev, subset, items);
  };
}

export const LIST_PREDICATES: PredicateTable = {
  _list: { internal: true, evaluate: listPredicate(namesIn) },
  _intlist: { internal: true, weight: 0, evaluate: listPredicate(numbersIn) },
  _hexlist: { internal: true, evaluate: listPredicate(nodesIn) },
};
