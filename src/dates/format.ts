/** Dates as text: hg's formats over `strftime`. */
import type { ByteString } from '../bytes/index.js';
import { civilFromSeconds, MONTHS, WEEKDAYS } from './calendar.js';
import type { HgDate } from './hg-date.js';
import { strftime } from './strftime.js';

/** The formats that hg's templates and messages name. `%1` is the zone's sign and hours, `%2` its minutes. */
export const DATE_FORMATS = {
  /** `date` filter and most output: `Wed Dec 06 13:18:29 2006 +0000`. */
  standard: '%a %b %d %H:%M:%S %Y %1%2',
  short: '%Y-%m-%d',
  iso: '%Y-%m-%d %H:%M %1%2',
  isoSeconds: '%Y-%m-%d %H:%M:%S %1%2',
  rfc822: '%a, %d %b %Y %H:%M:%S %1%2',
  rfc3339: '%Y-%m-%dT%H:%M:%S%1:%2',
} as const;

const two = (value: number) => String(value).padStart(2, '0');

/** The last day and zone that {@link formatStandard} wrote: neighbours in a log mostly share both. */
let lastDay = Number.NaN;
let lastDayText = '';
let lastYearText = '';
let lastOffset = Number.NaN;
let lastZoneText = '';
const SECONDS_PER_DAY = 86400;
const WEEKDAY_STARTS = WEEKDAYS.map((name) => name.slice(0, 3));
const MONTH_STARTS = MONTHS.map((name) => name.slice(0, 3));

const TWO_DIGITS: readonly string[] = Array.from({ length: 60 }, (_, value) => two(value));

/** The standard format of a whole second of local time, at or after the epoch. */
function formatStandard(local: number, offset: number): ByteString {
  const day = Math.floor(local / SECONDS_PER_DAY);
  if (day !== lastDay) {
    // By hand: nearly every changeset of a file's history is of another day.
    const civil = civilFromSeconds(day * SECONDS_PER_DAY);
    lastDayText = `${WEEKDAY_STARTS[civil.weekday]} ${MONTH_STARTS[civil.month - 1]} ${TWO_DIGITS[civil.day]} `;
    lastYearText = ` ${civil.year} `;
    lastDay = day;
  }
  if (offset !== lastOffset) {
    const minutes = Math.floor(Math.abs(offset) / 60);
    lastZoneText = (offset > 0 ? '-' : '+') + two(Math.floor(minutes / 60)) + two(minutes % 60);
    lastOffset = offset;
  }
  const rest = local - day * SECONDS_PER_DAY;
  const hour = TWO_DIGITS[(rest / 3600) | 0] as string;
  const minute = TWO_DIGITS[((rest / 60) | 0) % 60] as string;
  return `${lastDayText + hour}:${minute}:${TWO_DIGITS[rest % 60] as string}${lastYearText}${lastZoneText}`;
}

/**
 * A date in its own zone. Times outside 32 bits are clamped, as hg does. Cost is that of one pass over the format.
 */
export function formatDate(date: HgDate, format: ByteString = DATE_FORMATS.standard): ByteString {
  const local = Math.min(Math.max(date.seconds - date.offset, -0x80000000), 0x7fffffff);
  if (format === DATE_FORMATS.standard && local >= 0 && Number.isInteger(local))
    return formatStandard(local, date.offset);
  const minutes = Math.floor(Math.abs(date.offset) / 60);
  const sign = date.offset > 0 ? '-' : '+';
  const withZone = /%[12z]/.test(format)
    ? format
        .replaceAll('%z', '%1%2')
        .replaceAll('%1', sign + two(Math.floor(minutes / 60)))
        .replaceAll('%2', two(minutes % 60))
    : format;
  return strftime(local, withZone);
}

/** `2006-12-06`. */
export function shortDate(date: HgDate): ByteString {
  return formatDate(date, DATE_FORMATS.short);
}

/** hg's internal form: seconds and offset. */
export function internalDate(date: HgDate): ByteString {
  return `${date.seconds} ${date.offset}`;
}
