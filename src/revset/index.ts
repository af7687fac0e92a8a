/** The query language for revisions. */
export {
  type CompiledRevset,
  type CompileOptions,
  compileRevset,
  evaluateRevset,
  lookupIn,
  runStages,
  STAGE_NAMES,
  type StageName,
} from './compile.js';
export type { BisectState, RevsetContext, WorkingContext } from './context.js';
export { resolveSymbol } from './evaluate.js';
export { formatSpec, type SpecValue } from './format-spec.js';
export { greatestCommonAncestor } from './graph/sets.js';
export { topologicalOrder } from './graph/toposort.js';
export type { AliasDefinition } from './language/expand-aliases.js';
export { type ParseOptions, parseRevset } from './language/parse.js';
export { printTree } from './language/print-tree.js';
export { unescapeString } from './language/quote.js';
export type { SymbolLookup } from './language/tokenize.js';
export type { MaybeTree, RevsetTree } from './language/tree.js';
export { configuredAliases, revOf, revPair, revsOf } from './ranges.js';
export * from './sets/index.js';
export { unknownIdentifier } from './similar.js';
export { lowerCase, type StringMatcher, stringMatcher, substringMatcher } from './string-matcher.js';
