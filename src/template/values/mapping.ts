/** Values that are made for `%`: one record, lists of records, and the texts that `%` produced. */
import type { ByteString } from '../../bytes/index.js';
import { ParseError } from '../../errors/index.js';
import type { NamedValues, Scope } from '../scope.js';
import { compareValues, ListValue } from './list.js';
import { type PlainValue, plainOf, showValue, type Value, type Wrapped } from './value.js';

const NO_TEMPLATE = 'not displayable without template';

function plainNames(names: NamedValues, scope: Scope): PlainValue {
  return new Map(Object.entries(names).map(([key, value]) => [key, plainOf(value, scope)]));
}

/** A record: one changeset, usually. */
export class MappingValue implements Wrapped {
  readonly kind = 'mapping';
  readonly names: NamedValues;
  readonly rev: number | undefined;
  readonly #show: ((scope: Scope) => ByteString) | undefined;

  constructor(names: NamedValues, rev?: number, show?: (inner: Scope) => ByteString) {
    this.names = names;
    this.rev = rev;
    this.#show = show;
  }
  #scope(scope: Scope): Scope {
    return scope.inner(this.names, 0, this.rev);
  }
  show(scope: Scope): ByteString {
    if (this.#show === undefined) throw new ParseError(NO_TEMPLATE);
    return this.#show(this.#scope(scope));
  }
  truth(): boolean {
    return true;
  }
  plain(scope: Scope): PlainValue {
    return plainNames(this.names, scope);
  }
  join(scope: Scope): ByteString {
    return this.show(scope);
  }
  scopes(scope: Scope): Iterable<Scope> {
    return [this.#scope(scope)];
  }
  member(scope: Scope, key: ByteString): Value {
    return scope.templater.symbol(this.#scope(scope), key) ?? null;
  }
  contains(): boolean {
    return false;
  }
  extreme(): Value {
    throw new ParseError('not comparable');
  }
  filter(): Value {
    throw new ParseError('not filterable without template');
  }
  count(): number {
    return Object.keys(this.names).length;
  }
}

/** One record of {@link MappingsValue}. */
export interface MappingItem {
  readonly names: NamedValues;
  readonly rev?: number;
}

/** A list of records. */
export class MappingsValue implements Wrapped {
  readonly kind = 'mappings';
  readonly #items: readonly MappingItem[];
  readonly #show: ((inner: Scope) => ByteString) | undefined;
  readonly #separator: ByteString;

  constructor(
    items: readonly MappingItem[],
    show?: (inner: Scope) => ByteString,
    separator: ByteString = ' ',
  ) {
    this.#items = items;
    this.#show = show;
    this.#separator = separator;
  }
  show(scope: Scope): ByteString {
    return this.join(scope, this.#separator);
  }
  truth(): boolean {
    return this.#items.length > 0;
  }
  plain(scope: Scope): PlainValue {
    return this.#items.map((item) => plainNames(item.names, scope));
  }
  join(scope: Scope, separator: ByteString): ByteString {
    const show = this.#show;
    if (show === undefined) throw new ParseError(NO_TEMPLATE);
    return [...this.scopes(scope)].map(show).join(separator);
  }
  *scopes(scope: Scope): Generator<Scope> {
    for (let i = 0; i < this.#items.length; i++) {
      const item = this.#items[i] as MappingItem;
      yield scope.inner(item.names, i, item.rev);
    }
  }
  contains(): boolean {
    throw new ParseError('not comparable');
  }
  extreme(): Value {
    throw new ParseError('not comparable');
  }
  filter(scope: Scope, keep: (item: Value, itemScope: Scope | undefined) => boolean): Value {
    const kept = this.#items.filter((item, i) => keep(true, scope.inner(item.names, i, item.rev)));
    return new MappingsValue(kept, this.#show, this.#separator);
  }
  count(): number {
    return this.#items.length;
  }
}

/** What `list % template` gives: texts. */
export class MappedValue implements Wrapped {
  readonly kind = 'mapped';
  readonly #texts: () => readonly ByteString[];

  constructor(texts: () => readonly ByteString[]) {
    this.#texts = texts;
  }
  show(): ByteString {
    return this.#texts().join('');
  }
  truth(): boolean {
    return this.#texts().length > 0;
  }
  plain(): PlainValue {
    return this.#texts();
  }
  join(_scope: Scope, separator: ByteString): ByteString {
    return this.#texts().join(separator);
  }
  contains(scope: Scope, item: Value): boolean {
    return this.#texts().includes(showValue(item, scope));
  }
  extreme(_scope: Scope, direction: 1 | -1): Value {
    const texts = this.#texts();
    if (texts.length === 0) throw new ParseError('empty sequence');
    return texts.reduce((best, text) => (compareValues(text, best) * direction > 0 ? text : best));
  }
  filter(_scope: Scope, keep: (item: Value, itemScope: Scope | undefined) => boolean): Value {
    const kept = this.#texts().filter((text) => keep(text, undefined));
    return new MappedValue(() => kept);
  }
  items(): readonly Value[] {
    return this.#texts();
  }
  reversed(): Value {
    return new ListValue(this.#texts().toReversed(), { separator: '' });
  }
  count(): number {
    return this.#texts().length;
  }
}

/** A record that is not there: prints as nothing, has no members, `%` does nothing. */
export const NO_MAPPING: Wrapped = {
  kind: 'mapping',
  show: () => '',
  truth: () => false,
  plain: () => null,
  join: () => '',
  scopes: () => [],
  member: () => null,
  contains: () => false,
  count: () => 0,
};
