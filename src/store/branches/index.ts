/** Named branches. */
export * from './add-rev-branches.js';
export * from './branch-map.js';
export * from './branch-map-cache.js';
export * from './rev-branch-cache.js';
