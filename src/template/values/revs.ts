/** A list of changesets, as `revset()` returns it. */
import type { ByteString } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import type { Scope } from '../scope.js';
import { ItemValue } from './item.js';
import { type PlainValue, showValue, type Value, type Wrapped } from './value.js';

export class RevsValue implements Wrapped {
  readonly kind = 'revs';
  readonly revs: readonly number[];
  readonly #name: ByteString;
  readonly #set = { made: undefined as Set<number> | undefined };

  constructor(revs: readonly number[], name: ByteString = 'revision') {
    this.revs = revs;
    this.#name = name;
  }
  show(scope: Scope): ByteString {
    return this.join(scope, ' ');
  }
  truth(): boolean {
    return this.revs.length > 0;
  }
  plain(): PlainValue {
    return this.revs;
  }
  join(_scope: Scope, separator: ByteString): ByteString {
    return this.revs.join(separator);
  }
  *scopes(scope: Scope): Generator<Scope> {
    for (let i = 0; i < this.revs.length; i++) {
      const rev = this.revs[i] as number;
      yield scope.inner({ [this.#name]: rev }, i, rev);
    }
  }
  contains(scope: Scope, item: Value): boolean {
    const text = showValue(item, scope);
    if (!/^\s*[+-]?\d+\s*$/.test(text)) return false;
    this.#set.made ??= new Set(this.revs);
    return this.#set.made.has(Number(text));
  }
  extreme(_scope: Scope, direction: 1 | -1): Value {
    if (this.revs.length === 0) throw new HgError('abort', 'arg is an empty sequence');
    let best = this.revs[0] as number;
    for (const rev of this.revs) if ((rev - best) * direction > 0) best = rev;
    return new ItemValue(best, { [this.#name]: best }, best);
  }
  filter(scope: Scope, keep: (item: Value, itemScope: Scope | undefined) => boolean): Value {
    const kept = this.revs.filter((rev, i) => keep(rev, scope.inner({ [this.#name]: rev }, i, rev)));
    return new RevsValue(kept, this.#name);
  }
  items(): readonly Value[] {
    return this.revs;
  }
  count(): number {
    return this.revs.length;
  }
}
