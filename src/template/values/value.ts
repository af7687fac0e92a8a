/** What expressions of a template evaluate to. */
import type { ByteString } from '../../bytes/index.js';
import type { HgDate } from '../../dates/index.js';
import type { Scope } from '../scope.js';

/** A value without behaviour of its own: what JSON and CBOR serialise. Dictionaries are Maps. */
export type PlainValue =
  | ByteString
  | number
  | boolean
  | null
  | readonly PlainValue[]
  | ReadonlyMap<ByteString, PlainValue>
  | PlainDate;

/** Dates keep their kind so that serialisers write whole seconds. */
export interface PlainDate extends HgDate {}

/** A value with its own way to print, to be iterated, and to be asked for members. Undefined: it cannot do that. */
export interface Wrapped {
  readonly kind: 'list' | 'dict' | 'revs' | 'item' | 'date' | 'mapping' | 'mappings' | 'mapped';
  /** As text. */
  show(scope: Scope): ByteString;
  /** Truth in `if()`. */
  truth(scope: Scope): boolean;
  /** For serialising. */
  plain(scope: Scope): PlainValue;
  join?(scope: Scope, separator: ByteString): ByteString;
  /** A scope for each item, for `%`. */
  scopes?(scope: Scope): Iterable<Scope>;
  contains?(scope: Scope, item: Value): boolean;
  member?(scope: Scope, key: ByteString): Value;
  /** The largest (direction 1) or smallest (-1) item. */
  extreme?(scope: Scope, direction: 1 | -1): Value;
  filter?(scope: Scope, keep: (item: Value, itemScope: Scope | undefined) => boolean): Value;
  /** The items as values. */
  items?(scope: Scope): readonly Value[];
  reversed?(scope: Scope): Value;
  count?(scope: Scope): number;
}

export type Value = ByteString | number | boolean | null | Wrapped;

/** Computes a value; what expressions are compiled to. */
export type Expression = (scope: Scope) => Value;

export function isWrapped(value: Value): value is Wrapped {
  return typeof value === 'object' && value !== null;
}

export function showValue(value: Value, scope: Scope): ByteString {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return value.show(scope);
}

export function truthOf(value: Value, scope: Scope): boolean {
  if (typeof value === 'boolean') return value;
  if (value === null) return false;
  if (typeof value === 'string') return value !== '';
  // Zero counts as true: `{if(rev)}` must not depend on the number.
  if (typeof value === 'number') return true;
  return value.truth(scope);
}

export function plainOf(value: Value, scope: Scope): PlainValue {
  return isWrapped(value) ? value.plain(scope) : value;
}
