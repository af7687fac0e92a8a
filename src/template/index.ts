/** The template language and the output styles built on it. */

export * from './changeset-printer/index.js';
export { draftValues } from './draft-values.js';
export * from './formatter.js';
export * from './formatters/index.js';
export { graphNode } from './keywords/graph-node.js';
export { oneLineSummary, unquote } from './keywords/one-line-summary.js';
export {
  buildAlias,
  expandAliases,
  formatTree,
  namesIn,
  parseTemplate,
  type TemplateAlias,
  type Tree,
} from './language/index.js';
export * from './map-file.js';
export * from './resolve-template.js';
export * from './resources.js';
export { type NamedValues, Scope } from './scope.js';
export { availableStyles } from './styles/index.js';
export { Templater, type TemplaterOptions } from './templater.js';
export { shortUserOf } from './text/people.js';
