/** Date intervals as `log --date` and `date()` take them. */
import { type ByteString, stripSpace } from '../bytes/index.js';
import { InputError, ParseError } from '../errors/index.js';
import type { Clock } from '../platform/index.js';
import { currentDate } from './current-date.js';
import { EXTENDED_DATE_FORMATS, parseDate } from './parse.js';

/** Earliest moment that a text may mean: `2006` is its first second. */
function earliest(text: ByteString, clock: Clock): number {
  return parseDate(text, clock, EXTENDED_DATE_FORMATS, { mb: '1', d: '1' }).seconds;
}

/** Latest moment that a text may mean. */
function latest(text: ByteString, clock: Clock): number {
  const end = { mb: '12', HI: '23', M: '59', S: '59' };
  for (const d of ['31', '30', '29']) {
    try {
      return parseDate(text, clock, EXTENDED_DATE_FORMATS, { ...end, d }).seconds;
    } catch (error) {
      // The month may be shorter: try the day before.
      if (!(error instanceof ParseError)) throw error;
    }
  }
  return parseDate(text, clock, EXTENDED_DATE_FORMATS, { ...end, d: '28' }).seconds;
}

/**
 * Compiles an interval (`DATE`, `<DATE`, `>DATE`, `DATE to DATE`, `-DAYS`) to a test on seconds since the epoch.
 * @throws InputError for a bad interval, ParseError for a bad date in it.
 */
export function matchDate(interval: ByteString, clock: Clock): (seconds: number) => boolean {
  const text = stripSpace(interval);
  if (text === '') throw new InputError('dates cannot consist entirely of whitespace');
  const rest = text.slice(1);
  if (text[0] === '<') {
    if (rest === '') throw new InputError("invalid day spec, use '<DATE'");
    const end = latest(rest, clock);
    return (seconds) => seconds <= end;
  }
  if (text[0] === '>') {
    if (rest === '') throw new InputError("invalid day spec, use '>DATE'");
    const start = earliest(rest, clock);
    return (seconds) => seconds >= start;
  }
  if (text[0] === '-') {
    if (!/^\s*[+-]?\d+\s*$/.test(rest)) throw new InputError(`invalid day spec: ${rest}`);
    if (Number(rest) < 0) throw new InputError(`${rest} must be nonnegative (see 'hg help dates')`);
    const start = currentDate(clock).seconds - Number(rest) * 86400;
    return (seconds) => seconds >= start;
  }
  const ends = text.split(' to ');
  if (ends.length > 2) throw new InputError(`invalid date range: '${text}'`);
  const start = earliest(ends[0] as string, clock);
  const end = latest(ends[1] ?? text, clock);
  return (seconds) => seconds >= start && seconds <= end;
}
