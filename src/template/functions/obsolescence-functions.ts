/** Functions on obsolescence markers. */
import type { ByteString } from '../../bytes/index.js';
import { ParseError } from '../../errors/index.js';
import type { Argument } from '../compiler.js';
import { MarkersValue } from '../keywords/markers-value.js';
import { markerDates, markerOperations, markerUsers, obsoleteVerb } from '../keywords/obsolete-fate.js';
import { DateValue, isWrapped, ListValue, type Value } from '../values/index.js';
import { type FunctionDefinition, positional } from './function.js';

function onMarkers(
  name: string,
  what: string,
  compute: (markers: MarkersValue) => Value,
): readonly [string, FunctionDefinition] {
  return [
    name,
    positional(1, 1, `${name} expects one argument`, ([markers]) => {
      const run = (markers as Argument).run;
      return (scope) => {
        const value = run(scope);
        if (!(value instanceof MarkersValue))
          throw new ParseError(`${name} first argument should be an iterable${what}`);
        return compute(value);
      };
    }),
  ];
}

const names = (texts: readonly ByteString[], name: ByteString) => new ListValue(texts, { name });

export const OBSOLESCENCE_FUNCTIONS: readonly (readonly [string, FunctionDefinition])[] = [
  onMarkers(
    'obsfatedate',
    '',
    ({ markers }) =>
      new ListValue(
        markerDates(markers).map((date) => new DateValue(date, true)),
        { name: 'date' },
      ),
  ),
  onMarkers('obsfateoperations', '', ({ markers }) => names(markerOperations(markers), 'operation')),
  onMarkers('obsfateusers', ' of obsmakers', ({ markers }) => names(markerUsers(markers), 'user')),
  [
    'obsfateverb',
    positional(2, 2, 'obsfateverb expects two arguments', ([successors, markers]) => {
      const run = (successors as Argument).run;
      const rest = (markers as Argument).run;
      return (scope) => {
        rest(scope);
        const value = run(scope);
        if (!isWrapped(value) || value.count === undefined)
          throw new ParseError('obsfateverb first argument should be countable');
        return obsoleteVerb(value.count(scope));
      };
    }),
  ],
];
