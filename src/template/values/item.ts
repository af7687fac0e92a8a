/** One item taken out of a list (by `max` and the like), still mappable as it was there. */
import type { ByteString } from '../../bytes/index.js';
import type { NamedValues, Scope } from '../scope.js';
import { type PlainValue, plainOf, showValue, truthOf, type Value, type Wrapped } from './value.js';

export class ItemValue implements Wrapped {
  readonly kind = 'item';
  readonly value: Value;
  readonly #names: NamedValues;
  readonly #rev: number | undefined;

  constructor(value: Value, names: NamedValues, rev: number | undefined) {
    this.value = value;
    this.#names = names;
    this.#rev = rev;
  }
  #scope(scope: Scope): Scope {
    return scope.inner(this.#names, 0, this.#rev);
  }
  show(scope: Scope): ByteString {
    return showValue(this.value, scope);
  }
  truth(scope: Scope): boolean {
    return truthOf(this.value, scope);
  }
  plain(scope: Scope): PlainValue {
    return plainOf(this.value, scope);
  }
  scopes(scope: Scope): Iterable<Scope> {
    return [this.#scope(scope)];
  }
  member(scope: Scope, key: ByteString): Value {
    return scope.templater.symbol(this.#scope(scope), key) ?? null;
  }
}
