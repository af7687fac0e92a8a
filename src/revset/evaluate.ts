/** Evaluates an optimised tree over a repository's view. */
import { type ByteString, NULL_REV, WDIR_REV } from '../bytes/index.js';
import { InputError, LookupError, ParseError } from '../errors/index.js';
import { type Changeset, NULL_CHANGESET, type RepoView } from '../store/index.js';
import type { RevsetContext } from './context.js';
import type { Evaluation, Order } from './evaluation.js';
import { symbolOf } from './language/arguments.js';
import type { MaybeTree } from './language/tree.js';
import { namedSet, OPERATORS } from './operators.js';
import { documentedPredicates, findPredicate } from './registry.js';
import { fullSet, type SmartSet } from './sets/index.js';
import { unknownIdentifier } from './similar.js';

/** Revision that a symbol names. @throws LookupError `unknown revision 'x'`, InputError when it is ambiguous. */
export function resolveSymbol(view: RepoView, symbol: ByteString): number {
  let rev: number | undefined;
  try {
    rev = view.lookup(symbol);
  } catch (error) {
    if (error instanceof LookupError && error.ambiguous)
      throw new InputError(`ambiguous revision identifier: ${symbol}`, { cause: error });
    throw error;
  }
  if (rev === undefined) throw new LookupError(symbol, `unknown revision '${symbol}'`);
  return rev;
}

/** Queries that a query makes itself (`bisect(range)`) are compiled by `compileQuery`. */
export type QueryCompiler = (text: ByteString) => MaybeTree;

export function evaluationOf(
  view: RepoView,
  context: RevsetContext,
  compileQuery: QueryCompiler,
): Evaluation {
  let working: Changeset | undefined;
  const workingChangeset = (): Changeset => {
    if (working !== undefined) return working;
    const status = context.working?.status();
    const files = status ? [...status.modified, ...status.added, ...status.removed].sort() : [];
    const branch = view.workingBranch();
    working = {
      ...NULL_CHANGESET,
      user: context.working?.user ?? '',
      date: context.working?.date ?? { seconds: context.clock.now(), offset: 0 },
      files,
      extra: new Map([['branch', branch]]),
      branch,
    };
    return working;
  };
  const evaluation: Evaluation = {
    view,
    context,
    all: () => fullSet(view),
    evaluate: (subset, tree, order = 'define') => evaluateTree(evaluation, subset, tree, order),
    query: (text) => evaluateTree(evaluation, fullSet(view), compileQuery(text), 'define'),
    parent1: (rev) =>
      rev === WDIR_REV ? view.workingParents()[0] : rev < 0 ? NULL_REV : view.graph.parent1(rev),
    parent2: (rev) =>
      rev === WDIR_REV ? view.workingParents()[1] : rev < 0 ? NULL_REV : view.graph.parent2(rev),
    changeset: (rev) =>
      rev === WDIR_REV ? workingChangeset() : rev < 0 ? NULL_CHANGESET : view.changeset(rev),
    branch: (rev) =>
      rev === WDIR_REV ? view.workingBranch() : rev < 0 ? NULL_CHANGESET.branch : view.branch(rev),
    resolve: (symbol) => resolveSymbol(view, symbol),
  };
  return evaluation;
}

export function evaluateTree(ev: Evaluation, subset: SmartSet, tree: MaybeTree, order: Order): SmartSet {
  if (tree === undefined) throw new ParseError('missing argument');
  if (tree.op === 'symbol' || tree.op === 'string') return namedSet(ev, subset, tree.value as ByteString);
  if (tree.op === 'func') {
    const name = symbolOf(tree.args[0]);
    const predicate = findPredicate(name);
    if (predicate === undefined) throw unknownIdentifier(name, documentedPredicates());
    return predicate.evaluate(ev, subset, tree.args[1], order);
  }
  const operator = OPERATORS.get(tree.op);
  if (operator === undefined) throw new ParseError(`not a prefix: ${tree.op}`);
  return operator(ev, subset, tree.args, order);
}
