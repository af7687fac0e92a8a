/** Filters for dates, lists and whole values. */

import type { ByteString } from '../../bytes/index.js';
import { ageOf, DATE_FORMATS, formatDate, type HgDate } from '../../dates/index.js';
import { ParseError } from '../../errors/index.js';
import type { Scope } from '../scope.js';
import { cborOf } from '../text/cbor.js';
import { jsonOf } from '../text/json.js';
import { commonDirectory } from '../text/paths.js';
import { dateOf, isWrapped, plainOf, showValue, unwrapItem } from '../values/index.js';
import { anyFilter, type Filter } from './filter.js';

const dateFilter = (apply: (date: HgDate, scope: Scope) => ByteString): Filter =>
  anyFilter((value, scope) => apply(dateOf(value, scope), scope));

export const OTHER_FILTERS: readonly (readonly [string, Filter])[] = [
  ['age', dateFilter((date, scope) => ageOf(date, scope.templater.resources.clock.now()))],
  ['hgdate', dateFilter((date) => `${Math.trunc(date.seconds)} ${date.offset}`)],
  ['isodate', dateFilter((date) => formatDate(date, DATE_FORMATS.iso))],
  ['isodatesec', dateFilter((date) => formatDate(date, DATE_FORMATS.isoSeconds))],
  ['rfc3339date', dateFilter((date) => formatDate(date, DATE_FORMATS.rfc3339))],
  ['rfc822date', dateFilter((date) => formatDate(date, DATE_FORMATS.rfc822))],
  ['shortdate', dateFilter((date) => formatDate(date, DATE_FORMATS.short))],
  ['cbor', anyFilter((value, scope) => cborOf(plainOf(value, scope)))],
  [
    'json',
    anyFilter((value, scope) => jsonOf(plainOf(value, scope), true, scope.templater.resources.storedText)),
  ],
  [
    'commondir',
    anyFilter((value, scope) => {
      const bare = unwrapItem(value);
      if (!isWrapped(bare) || bare.items === undefined)
        throw new ParseError('argument is not a list of text');
      return commonDirectory(bare.items(scope).map((item) => showValue(item, scope)));
    }),
  ],
  [
    'count',
    anyFilter((value, scope) => {
      const bare = unwrapItem(value);
      if (typeof bare === 'string') return bare.length;
      if (!isWrapped(bare) || bare.count === undefined) throw new ParseError('not countable');
      return bare.count(scope);
    }),
  ],
  [
    'reverse',
    anyFilter((value, scope) => {
      const bare = unwrapItem(value);
      if (!isWrapped(bare) || bare.reversed === undefined) throw new ParseError('not reversible');
      return bare.reversed(scope);
    }),
  ],
];
