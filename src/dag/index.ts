/** Graph algorithms over `parents(rev)`. */
export * from './graph.js';
