/** Finding the changeset that has changed something. */
export * from './bisect.js';
export * from './bisection-state.js';
