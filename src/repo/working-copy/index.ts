/** The working directory: its state, its differences from its parents, and commands that change it. */
export * from './working-dirstate.js';
