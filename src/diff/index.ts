/** Line diff, unified and git patch text, statistics, annotation. */

export * from './annotate.js';
export * from './byte-sink.js';
export * from './diff-stat.js';
export * from './file-differ.js';
export * from './file-pair.js';
export * from './git-binary.js';
export * from './label-diff.js';
export * from './line-diff.js';
export * from './line-interner.js';
export * from './line-matcher.js';
export * from './line-range.js';
export * from './lines.js';
export * from './merge-text.js';
export * from './sequence-matcher.js';
export * from './similarity.js';
export * from './three-way.js';
export * from './whitespace.js';
