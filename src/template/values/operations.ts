/** Operations that work on any value, with hg's words for values that cannot take part. */
import type { ByteString } from '../../bytes/index.js';
import { type HgDate, parseDate } from '../../dates/index.js';
import { HgError, ParseError } from '../../errors/index.js';
import type { Scope } from '../scope.js';
import { DateValue } from './date.js';
import { describeValue } from './describe.js';
import { ItemValue } from './item.js';
import { isWrapped, showValue, type Value } from './value.js';

/** The value without the wrapping of an item taken from a list. */
export function unwrapItem(value: Value): Value {
  return value instanceof ItemValue ? value.value : value;
}

/** @throws ParseError with `message` when the value is no integer. */
export function integerOf(value: Value, scope: Scope, message = 'not an integer'): number {
  const bare = unwrapItem(value);
  if (typeof bare === 'number') return bare;
  const text = showValue(bare, scope);
  if (!/^\s*[+-]?\d+(_\d+)*\s*$/.test(text)) throw new ParseError(message);
  return Number(text.replaceAll('_', ''));
}

/** @throws ParseError when the value is neither a date nor a text that is one. */
export function dateOf(value: Value, scope: Scope, message?: string): HgDate {
  if (value instanceof DateValue) return value.date;
  try {
    const bare = unwrapItem(value);
    // Nothing at all is the epoch.
    if (bare === null || bare === 0 || (isWrapped(bare) && bare.count?.(scope) === 0))
      return { seconds: 0, offset: 0 };
    if (typeof bare === 'string') return parseDate(bare, scope.templater.resources.clock);
  } catch (error) {
    if (message === undefined || !(error instanceof ParseError)) throw error;
  }
  throw new ParseError(message ?? 'not a date tuple nor a string');
}

/** Floor division. @throws HgError when the divisor is zero. */
export function divide(a: number, b: number): number {
  if (b === 0) throw new HgError('abort', 'division by zero is not defined');
  return Math.floor(a / b);
}

export function joinValue(value: Value, scope: Scope, separator: ByteString): ByteString {
  const bare = unwrapItem(value);
  if (typeof bare === 'string') return [...bare].join(separator);
  if (!isWrapped(bare) || bare.join === undefined)
    throw new ParseError(`${describeValue(bare)} is not iterable`);
  return bare.join(scope, separator);
}

export function containsValue(haystack: Value, item: Value, scope: Scope): boolean {
  const bare = unwrapItem(haystack);
  if (typeof bare === 'string') return bare.includes(showValue(item, scope));
  if (!isWrapped(bare) || bare.contains === undefined)
    throw new ParseError(`${describeValue(bare)} is not iterable`);
  return bare.contains(scope, item);
}

export function memberOf(value: Value, key: ByteString, scope: Scope): Value {
  if (isWrapped(value)) {
    if (value.member !== undefined) return value.member(scope, key);
    throw new ParseError('not a dictionary');
  }
  throw new ParseError(`${describeValue(value)} is not a dictionary`);
}

export function scopesOf(value: Value, scope: Scope): Iterable<Scope> {
  if (isWrapped(value)) {
    if (value.scopes !== undefined) return value.scopes(scope);
    throw new ParseError('list of strings is not mappable');
  }
  throw new ParseError(`${describeValue(value)} is not iterable of mappings`);
}

export function extremeOf(value: Value, scope: Scope, direction: 1 | -1): Value {
  const bare = unwrapItem(value);
  if (typeof bare === 'string') {
    if (bare === '') throw new ParseError('empty string');
    let best = bare[0] as string;
    for (const char of bare) if (direction > 0 ? char > best : char < best) best = char;
    return best;
  }
  if (!isWrapped(bare) || bare.extreme === undefined)
    throw new ParseError(`${describeValue(bare)} is not iterable`);
  return bare.extreme(scope, direction);
}

export function filterValue(
  value: Value,
  scope: Scope,
  keep: (item: Value, itemScope: Scope | undefined) => boolean,
): Value {
  const bare = unwrapItem(value);
  if (typeof bare === 'string') throw new ParseError(`${describeValue(bare)} is not filterable`);
  if (!isWrapped(bare) || bare.filter === undefined)
    throw new ParseError(`${describeValue(bare)} is not iterable`);
  return bare.filter(scope, keep);
}
