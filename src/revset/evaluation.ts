/** What operators and predicates see of the evaluator. */
import type { ByteString } from '../bytes/index.js';
import type { Changeset, RepoView } from '../store/index.js';
import type { RevsetContext } from './context.js';
import type { MaybeTree } from './language/tree.js';
import type { SmartSet } from './sets/index.js';

/**
 * Who decides the order of a result: `define` the expression itself, `follow` the set it is applied to, `any` nobody
 * (only membership counts).
 */
export type Order = 'define' | 'follow' | 'any';

export interface Evaluation {
  readonly view: RepoView;
  readonly context: RevsetContext;
  /** A fresh set of all visible revisions. */
  all(): SmartSet;
  /** Members of `subset` that the tree selects. */
  evaluate(subset: SmartSet, tree: MaybeTree, order?: Order): SmartSet;
  /** Compiles and evaluates a query text over everything. */
  query(text: ByteString): SmartSet;
  /** First parent, also of the working directory. */
  parent1(rev: number): number;
  parent2(rev: number): number;
  /** Also of the working directory, as far as it is known. */
  changeset(rev: number): Changeset;
  branch(rev: number): ByteString;
  /** Revision that a symbol names. @throws LookupError */
  resolve(symbol: ByteString): number;
}

/** `args` is undefined for none, a `list`, or the only argument. */
export type Predicate = (evaluation: Evaluation, subset: SmartSet, args: MaybeTree, order: Order) => SmartSet;

export interface PredicateDefinition {
  readonly evaluate: Predicate;
  /** Cost for the optimiser; 1 when absent. */
  readonly weight?: number;
  /** Not offered as a correction of a misspelt name. */
  readonly internal?: boolean;
}

export type PredicateTable = Readonly<Record<string, PredicateDefinition>>;
