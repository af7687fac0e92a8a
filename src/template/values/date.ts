/** A date. */
import type { ByteString } from '../../bytes/index.js';
import type { HgDate } from '../../dates/index.js';
import type { Scope } from '../scope.js';
import type { PlainValue, Value, Wrapped } from './value.js';

export class DateValue implements Wrapped {
  readonly kind = 'date';
  readonly date: HgDate;
  /** hg prints the `date` keyword with a fraction but dates that it computed without. */
  readonly #text: ByteString;

  constructor(date: HgDate, computed = false) {
    this.date = date;
    const whole = Number.isInteger(date.seconds);
    this.#text = computed
      ? `${date.seconds} ${date.offset}`
      : `${date.seconds}${whole ? '.0' : ''}${date.offset}`;
  }
  show(): ByteString {
    return this.#text;
  }
  truth(): boolean {
    return true;
  }
  plain(): PlainValue {
    return this.date;
  }
  scopes(scope: Scope): Iterable<Scope> {
    return [scope.inner({ unixtime: this.date.seconds, tzoffset: this.date.offset }, 0)];
  }
  member(_scope: Scope, key: ByteString): Value {
    if (key === 'unixtime') return this.date.seconds;
    return key === 'tzoffset' ? this.date.offset : null;
  }
  contains(): boolean {
    return false;
  }
  count(): number {
    return 2;
  }
}
