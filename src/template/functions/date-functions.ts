/** Functions on dates. */
import { formatDate, type HgDate } from '../../dates/index.js';
import { ParseError } from '../../errors/index.js';
import type { Argument } from '../compiler.js';
import type { Scope } from '../scope.js';
import { DateValue, dateOf, integerOf, type Value } from '../values/index.js';
import { type FunctionDefinition, positional } from './function.js';

/** Seconds west of UTC that a text like `+0530` or `UTC` names. */
function zoneOf(text: string): number | undefined {
  if (text === 'GMT' || text === 'UTC' || text === 'Z') return 0;
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(text);
  if (match === null) return undefined;
  const seconds = (Number(match[2]) * 60 + Number(match[3])) * 60;
  return match[1] === '+' ? -seconds : seconds;
}

function zoneOffset(value: Value, scope: Scope): number {
  const zone = typeof value === 'string' ? zoneOf(value) : undefined;
  return zone ?? integerOf(value, scope, 'localdate expects a timezone');
}

export const DATE_FUNCTIONS: readonly (readonly [string, FunctionDefinition])[] = [
  [
    'date',
    positional(1, 2, 'date expects one or two arguments', ([date, format], compiler) => {
      const moment = (date as Argument).run;
      const text = format === undefined ? undefined : compiler.text(format.tree);
      return (scope) => {
        const value: HgDate = dateOf(moment(scope), scope, 'date expects a date information');
        return text === undefined ? formatDate(value) : formatDate(value, text(scope));
      };
    }),
  ],
  [
    'localdate',
    positional(1, 2, 'localdate expects one or two arguments', ([date, zone]) => {
      const moment = (date as Argument).run;
      return (scope) => {
        const { seconds } = dateOf(moment(scope), scope, 'localdate expects a date information');
        const offset =
          zone === undefined
            ? scope.templater.resources.clock.timeZoneOffset(seconds)
            : zoneOffset(zone.run(scope), scope);
        if (!Number.isFinite(offset)) throw new ParseError('localdate expects a timezone');
        return new DateValue({ seconds, offset }, true);
      };
    }),
  ],
];
