/** Lists and dictionaries that know how to print their items and what to call them in `%`. */
import { type ByteString, compareByteStrings, quoted } from '../../bytes/index.js';
import { ParseError } from '../../errors/index.js';
import type { NamedValues, Scope } from '../scope.js';
import { ItemValue } from './item.js';
import { type PlainValue, plainOf, showValue, type Value, type Wrapped } from './value.js';

export interface ListOptions {
  /** Name of one item in `%`; `item` by default. */
  readonly name?: ByteString;
  /** Names for one item in `%`, instead of {@link name}. */
  readonly names?: (item: Value) => NamedValues;
  /** Changeset of one item. */
  readonly revOf?: (item: Value) => number | undefined;
  /** One item as text, in `join` and by itself. */
  readonly format?: (item: Value, scope: Scope) => ByteString;
  /** Between items when the list is printed. */
  readonly separator?: ByteString;
  /** The list as text, when that is not its joined items. */
  readonly text?: (scope: Scope) => ByteString;
  readonly integers?: boolean;
}

/** Text of a list inside of a dictionary: as Python prints it. */
function nestedText(value: Value, scope: Scope): ByteString {
  if (value instanceof ListValue)
    return `[${value.values.map((item) => (typeof item === 'string' ? `b${quoted(item)}` : showValue(item, scope))).join(', ')}]`;
  return showValue(value, scope);
}

function toInteger(value: Value, scope: Scope): number | undefined {
  if (typeof value === 'number') return value;
  const text = showValue(value, scope);
  return /^\s*[+-]?\d+\s*$/.test(text) ? Number(text) : undefined;
}

export function compareValues(a: Value, b: Value): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return compareByteStrings(String(a), String(b));
}

export class ListValue implements Wrapped {
  readonly kind = 'list';
  readonly values: readonly Value[];
  readonly #options: ListOptions;

  constructor(values: readonly Value[], options: ListOptions = {}) {
    this.values = values;
    this.#options = options;
  }
  #format(item: Value, scope: Scope): ByteString {
    return this.#options.format === undefined ? showValue(item, scope) : this.#options.format(item, scope);
  }
  #names(item: Value): NamedValues {
    return this.#options.names?.(item) ?? { [this.#options.name ?? 'item']: item };
  }
  show(scope: Scope): ByteString {
    return this.#options.text?.(scope) ?? this.join(scope, this.#options.separator ?? ' ');
  }
  truth(): boolean {
    return this.values.length > 0;
  }
  plain(scope: Scope): PlainValue {
    return this.values.map((item) => plainOf(item, scope));
  }
  join(scope: Scope, separator: ByteString): ByteString {
    let out = '';
    for (let i = 0; i < this.values.length; i++)
      out += (i === 0 ? '' : separator) + this.#format(this.values[i] as Value, scope);
    return out;
  }
  *scopes(scope: Scope): Generator<Scope> {
    for (let i = 0; i < this.values.length; i++) {
      const item = this.values[i] as Value;
      yield scope.inner(this.#names(item), i, this.#options.revOf?.(item));
    }
  }
  contains(scope: Scope, item: Value): boolean {
    const wanted = this.#options.integers ? toInteger(item, scope) : showValue(item, scope);
    return wanted !== undefined && this.values.includes(wanted);
  }
  extreme(_scope: Scope, direction: 1 | -1): Value {
    if (this.values.length === 0) throw new ParseError('empty sequence');
    let best = this.values[0] as Value;
    for (const item of this.values) if (compareValues(item, best) * direction > 0) best = item;
    return new ItemValue(best, this.#names(best), this.#options.revOf?.(best));
  }
  filter(scope: Scope, keep: (item: Value, itemScope: Scope | undefined) => boolean): Value {
    const kept = this.values.filter((item, i) =>
      keep(item, scope.inner(this.#names(item), i, this.#options.revOf?.(item))),
    );
    const { text: _, ...options } = this.#options;
    return new ListValue(kept, options);
  }
  items(): readonly Value[] {
    return this.values;
  }
  reversed(): Value {
    const { text: _, ...options } = this.#options;
    return new ListValue(this.values.toReversed(), options);
  }
  count(): number {
    return this.values.length;
  }
}

export interface DictOptions {
  readonly key?: ByteString;
  readonly value?: ByteString;
  readonly names?: (key: ByteString, value: Value) => NamedValues;
  /** Further names for one entry in `%`. */
  readonly also?: (key: ByteString) => NamedValues;
  readonly format?: (key: ByteString, value: Value, scope: Scope) => ByteString;
  readonly separator?: ByteString;
}

export class DictValue implements Wrapped {
  readonly kind = 'dict';
  readonly entries: ReadonlyMap<ByteString, Value>;
  readonly #options: DictOptions;

  constructor(entries: ReadonlyMap<ByteString, Value>, options: DictOptions = {}) {
    this.entries = entries;
    this.#options = options;
  }
  #names(key: ByteString, value: Value): NamedValues {
    const { names, key: keyName = 'key', value: valueName = 'value' } = this.#options;
    return names?.(key, value) ?? { [keyName]: key, [valueName]: value, ...this.#options.also?.(key) };
  }
  show(scope: Scope): ByteString {
    return this.join(scope, this.#options.separator ?? ' ');
  }
  truth(): boolean {
    return this.entries.size > 0;
  }
  plain(scope: Scope): PlainValue {
    return new Map([...this.entries].map(([key, value]) => [key, plainOf(value, scope)]));
  }
  join(scope: Scope, separator: ByteString): ByteString {
    const format = this.#options.format ?? ((key, value) => `${key}=${nestedText(value, scope)}`);
    return [...this.entries].map(([key, value]) => format(key, value, scope)).join(separator);
  }
  *scopes(scope: Scope): Generator<Scope> {
    let index = 0;
    for (const [key, value] of this.entries) yield scope.inner(this.#names(key, value), index++);
  }
  contains(scope: Scope, item: Value): boolean {
    return this.entries.has(showValue(item, scope));
  }
  member(_scope: Scope, key: ByteString): Value {
    return this.entries.get(key) ?? null;
  }
  extreme(_scope: Scope, direction: 1 | -1): Value {
    if (this.entries.size === 0) throw new ParseError('empty sequence');
    const keys = [...this.entries.keys()].sort(compareByteStrings);
    const key = (direction > 0 ? keys.at(-1) : keys[0]) as ByteString;
    return new ItemValue(key, this.#names(key, this.entries.get(key) as Value), undefined);
  }
  filter(scope: Scope, keep: (item: Value, itemScope: Scope | undefined) => boolean): Value {
    let index = 0;
    const kept = [...this.entries].filter(([key, value]) =>
      // Records of their own making have no common names to test.
      keep(
        value,
        this.#options.names === undefined ? scope.inner(this.#names(key, value), index++) : undefined,
      ),
    );
    const { separator: _, ...options } = this.#options;
    return new DictValue(new Map(kept), options);
  }
  items(): readonly Value[] {
    return [...this.entries.keys()];
  }
  count(): number {
    return this.entries.size;
  }
}
