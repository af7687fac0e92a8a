/** Graph algorithms over `parents(rev)`. */
export * from './bisection.js';
export * from './common-ancestors.js';
export * from './descendants.js';
export * from './graph.js';
export * from './graph-columns.js';
export * from './graph-parents.js';
export * from './heads.js';
export * from './lazy-ancestors.js';
export * from './missing-ancestors.js';
export * from './phases.js';
export * from './reachable-roots.js';
export * from './rev-set.js';
export * from './topological-groups.js';
export * from './undecided-revs.js';
