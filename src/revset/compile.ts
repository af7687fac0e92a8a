/** From the text of a query to something that can be run on a view, with every stage in sight. */
import type { ByteString } from '../bytes/index.js';
import { InputError, LookupError, ParseError } from '../errors/index.js';
import type { RepoView } from '../store/index.js';
import type { RevsetContext } from './context.js';
import { evaluateTree, evaluationOf } from './evaluate.js';
import { analyze, foldConcatenations } from './language/analyze.js';
import { type AliasDefinition, expandAliases } from './language/expand-aliases.js';
import { optimize } from './language/optimize.js';
import { parseRevset } from './language/parse.js';
import type { SymbolLookup } from './language/tokenize.js';
import { type MaybeTree, type RevsetTree, treeOf } from './language/tree.js';
import { predicateWeight } from './registry.js';
import { fullSet, type SmartSet } from './sets/index.js';

export interface CompileOptions {
  /** `[revsetalias]` of the configuration; later definitions win. */
  readonly aliases?: Iterable<AliasDefinition>;
  /** Tells whether a symbol such as `foo-bar` names something as it stands; see {@link lookupIn}. */
  readonly lookup?: SymbolLookup;
  readonly warn?: (message: ByteString) => void;
}

export type CompiledRevset = (view: RepoView, context: RevsetContext, subset?: SmartSet) => SmartSet;

/** Names as the tokenizer asks for them: hidden and unknown ones do not exist, ambiguous ones are an error. */
export function lookupIn(view: RepoView): SymbolLookup {
  return (symbol) => {
    try {
      return view.lookup(symbol) !== undefined;
    } catch (error) {
      if (!(error instanceof LookupError)) throw error;
      if (error.ambiguous) throw new InputError(`ambiguous revision identifier: ${symbol}`, { cause: error });
      return false;
    }
  };
}

/** What `debugrevspec -p` can show, in the order it happens. */
export const STAGE_NAMES = ['parsed', 'expanded', 'concatenated', 'analyzed', 'optimized'] as const;
export type StageName = (typeof STAGE_NAMES)[number];

/** Takes a parsed tree through all stages; `observe` sees each result. */
export function runStages(
  parsed: RevsetTree,
  options: CompileOptions = {},
  observe: (stage: StageName, tree: MaybeTree) => void = () => {},
): MaybeTree {
  observe('parsed', parsed);
  const expanded = expandAliases(parsed, options.aliases ?? [], options.warn);
  observe('expanded', expanded);
  const folded = foldConcatenations(expanded);
  observe('concatenated', folded);
  const analyzed = analyze(folded);
  observe('analyzed', analyzed);
  const optimized = optimize(analyzed, predicateWeight);
  observe('optimized', optimized);
  return optimized;
}

const compileQuery = (text: ByteString): MaybeTree => runStages(parseRevset(text));

/** Runs a tree of any stage from `analyzed` on. Without a subset the query defines the order of the result. */
export function evaluateRevset(
  tree: MaybeTree,
  view: RepoView,
  context: RevsetContext,
  subset?: SmartSet,
): SmartSet {
  const evaluation = evaluationOf(view, context, compileQuery);
  return evaluateTree(evaluation, subset ?? fullSet(view), tree, subset === undefined ? 'define' : 'follow');
}

/**
 * Compiles one query, or several as their union in order.
 * @throws ParseError `empty query` and everything that parsing and expansion throw.
 */
export function compileRevset(
  texts: ByteString | readonly ByteString[],
  options: CompileOptions = {},
): CompiledRevset {
  const all = typeof texts === 'string' ? [texts] : texts;
  if (all.some((text) => text === '')) throw new ParseError('empty query');
  const trees = all.map((text) => parseRevset(text, { lookup: options.lookup }));
  const parsed = trees.length === 1 ? (trees[0] as RevsetTree) : treeOf('or', treeOf('list', ...trees));
  const tree = runStages(parsed, options);
  return (view, context, subset) => evaluateRevset(tree, view, context, subset);
}
