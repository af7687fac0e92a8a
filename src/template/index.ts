/** The template language and the output styles built on it. */
export * from './formatter.js';
