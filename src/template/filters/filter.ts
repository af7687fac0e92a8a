/** What a filter is: a function of one value. */
import type { ByteString } from '../../bytes/index.js';
import type { Scope } from '../scope.js';
import type { Value } from '../values/index.js';

export type Filter =
  | { readonly input: 'text'; readonly apply: (text: ByteString, scope: Scope) => Value }
  | { readonly input: 'any'; readonly apply: (value: Value, scope: Scope) => Value };

export const textFilter = (apply: (text: ByteString, scope: Scope) => Value): Filter => ({
  input: 'text',
  apply,
});
export const anyFilter = (apply: (value: Value, scope: Scope) => Value): Filter => ({ input: 'any', apply });
