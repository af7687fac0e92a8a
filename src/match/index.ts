/** File patterns: which paths a command is about. */
export { canonicalPath, joinPath, normalizePath, pathFrom } from './canonical-path.js';
export {
  alwaysMatcher,
  exactMatcher,
  intersectMatchers,
  matcherAbove,
  matcherBelow,
  negateMatcher,
  neverMatcher,
  predicateMatcher,
  subtractMatchers,
  uniteMatchers,
} from './combine.js';
export { compileMatcher, type MatcherOptions } from './compile-matcher.js';
export * from './ignore.js';
export * from './matcher.js';
export { pathAuditor } from './path-audit.js';
export type { Pattern, PatternKind } from './pattern.js';
export { splitPattern } from './pattern.js';
export type { PatternLine, Warn } from './pattern-file.js';
export * from './regexp/compile.js';
export { LineSearch, type MatchedLine } from './regexp/line-search.js';
export type { RegExpFlags } from './regexp/parse.js';
