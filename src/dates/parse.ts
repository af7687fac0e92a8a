/** Reads dates as people type them: hg's list of formats, words, zones and its internal form. */
import { type ByteString, quoted, stripSpace, stripSpaceEnd } from '../bytes/index.js';
import { ParseError } from '../errors/index.js';
import type { Clock } from '../platform/index.js';
import { secondsFromCivil } from './calendar.js';
import { currentDate } from './current-date.js';
import { formatDate } from './format.js';
import type { HgDate } from './hg-date.js';
import { strptime } from './strptime.js';

/** The formats accepted where a moment is expected, in the order they are tried. */
export const DEFAULT_DATE_FORMATS: readonly string[] = [
  '%Y-%m-%dT%H:%M:%S',
  '%Y-%m-%dT%H:%M',
  '%Y-%m-%dT%H%M%S',
  '%Y-%m-%dT%H%M',
  '%Y-%m-%d %H:%M:%S',
  '%Y-%m-%d %H:%M',
  '%Y-%m-%d %H%M%S',
  '%Y-%m-%d %H%M',
  '%Y-%m-%d %I:%M:%S%p',
  '%Y-%m-%d %I:%M%p',
  '%Y-%m-%d',
  '%m-%d',
  '%m/%d',
  '%m/%d/%y',
  '%m/%d/%Y',
  '%a %b %d %H:%M:%S %Y',
  '%a %b %d %I:%M:%S%p %Y',
  '%a, %d %b %Y %H:%M:%S',
  '%b %d %H:%M:%S %Y',
  '%b %d %I:%M:%S%p %Y',
  '%b %d %H:%M:%S',
  '%b %d %I:%M:%S%p',
  '%b %d %H:%M',
  '%b %d %I:%M%p',
  '%b %d %Y',
  '%b %d',
  '%H:%M:%S',
  '%I:%M:%S%p',
  '%H:%M',
  '%I:%M%p',
];

/** Also accepted where a period is expected: years and months. */
export const EXTENDED_DATE_FORMATS: readonly string[] = [
  ...DEFAULT_DATE_FORMATS,
  '%Y',
  '%Y-%m',
  '%b',
  '%b %Y',
];

/** Parts of a date from the finest to the coarsest, each with the conversions that set it. */
const PARTS = ['S', 'M', 'HI', 'd', 'mb', 'yY'] as const;
/** Values for parts finer than everything the text names (the beginning of the period unless said otherwise). */
export type DateBias = Partial<Record<(typeof PARTS)[number], string>>;

/** Splits a trailing zone off; `offset` is in seconds west of UTC, undefined when there is none. */
function splitZone(text: string): { offset: number | undefined; rest: string } {
  if (/(?:GMT|UTC)$/.test(text)) return { offset: 0, rest: stripSpaceEnd(text.slice(0, -3)) };
  const digits = /([+-])(\d\d)(\d\d)$/.exec(text) ?? undefined;
  const colon = digits === undefined ? /([+-])(\d\d):(\d\d)$/.exec(text) : null;
  if (digits === undefined && /\dZ$/.test(text)) return { offset: 0, rest: text.slice(0, -1) };
  const match = digits ?? colon;
  if (!match) return { offset: undefined, rest: text };
  const seconds = (Number(match[2]) * 60 + Number(match[3])) * 60;
  const rest = text.slice(0, match.index);
  return { offset: match[1] === '+' ? -seconds : seconds, rest: digits ? stripSpaceEnd(rest) : rest };
}

/** The moment at which local clocks show `local` (seconds as if in UTC). In a gap or an overlap: the first guess. */
function fromLocalClock(local: number, clock: Clock): number {
  const first = clock.timeZoneOffset(local);
  const guess = local + first;
  const second = clock.timeZoneOffset(guess);
  if (second === first) return guess;
  return clock.timeZoneOffset(local + second) === second ? local + second : guess;
}

function readWithFormat(
  text: string,
  zone: number | undefined,
  format: string,
  bias: DateBias,
  now: HgDate,
  clock: Clock,
): HgDate | undefined {
  let fullText = text;
  let fullFormat = format;
  // Parts coarser than what the text names are today's; finer ones start the period (or end it, by the bias).
  let named = false;
  for (const part of PARTS) {
    if ([...part].some((letter) => format.includes(`%${letter}`))) {
      named = true;
      continue;
    }
    const letter = part[0] as string;
    const fill = named
      ? formatDate(now, `%${letter}`)
      : (bias[part] ?? ('HMS'.includes(letter) ? '00' : '1'));
    fullText += `@${fill}`;
    fullFormat += `@%${letter}`;
  }
  const time = strptime(fullText, fullFormat);
  if (time === undefined) return undefined;
  const local = secondsFromCivil(time);
  if (zone !== undefined) return { seconds: local + zone, offset: zone };
  const seconds = fromLocalClock(local, clock);
  return { seconds, offset: seconds - local };
}

/**
 * Reads one date. Without a zone it is in the clock's local one. An empty text is the epoch.
 * @throws ParseError `invalid date: '...'`, `date exceeds 32 bits: n`, `impossible time zone offset: n`.
 */
export function parseDate(
  text: ByteString,
  clock: Clock,
  formats: readonly string[] = DEFAULT_DATE_FORMATS,
  bias: DateBias = {},
): HgDate {
  if (text === '') return { seconds: 0, offset: 0 };
  let trimmed = stripSpace(text);
  if (trimmed === 'now') return currentDate(clock);
  if (trimmed === 'today' || trimmed === 'yesterday') {
    const now = currentDate(clock);
    // Calendar arithmetic on the local date, not 24 hours back: days of 23 and 25 hours exist.
    const days = Math.floor((now.seconds - now.offset) / 86400) - (trimmed === 'today' ? 0 : 1);
    trimmed = formatDate({ seconds: days * 86400, offset: 0 }, '%b %d');
  }
  const internal = /^([+-]?\d+) ([+-]?\d+)$/.exec(trimmed);
  if (internal) return checked(internal[1] as string, internal[2] as string);
  const now = currentDate(clock);
  const { offset, rest } = splitZone(trimmed);
  for (const format of formats) {
    const date = readWithFormat(rest, offset, format, bias, now, clock);
    if (date !== undefined) return checked(String(date.seconds), String(date.offset));
  }
  throw new ParseError(`invalid date: ${quoted(trimmed)}`);
}

function checked(secondsText: string, offsetText: string): HgDate {
  const seconds = Number(secondsText);
  const offset = Number(offsetText);
  const plain = (digits: string) => digits.replace(/^(\+?|(-))0*(?=\d)/, '$2');
  if (seconds < -0x80000000 || seconds > 0x7fffffff)
    throw new ParseError(`date exceeds 32 bits: ${plain(secondsText)}`);
  if (offset < -50400 || offset > 43200)
    throw new ParseError(`impossible time zone offset: ${plain(offsetText)}`);
  // `+ 0` turns the -0 of "-0" into 0.
  return { seconds: seconds + 0, offset: offset + 0 };
}
