/** What a keyword is. */
import type { Scope } from '../scope.js';
import type { Value } from '../values/index.js';

export interface Keyword {
  /** Without it the keyword is the empty text. */
  readonly needs: 'nothing' | 'repository' | 'changeset';
  readonly run: (scope: Scope) => Value;
}
