import { describe, expect, it } from 'vitest';
import {
  ageOf,
  DATE_FORMATS,
  formatDate,
  internalDate,
  matchDate,
  parseDate,
  shortDate,
} from '../../../src/dates/index.js';
import { HgError } from '../../../src/errors/index.js';
import type { Clock } from '../../../src/platform/index.js';

/** 21 November 2026, 00:30 UTC; local time is UTC+1, and UTC+2 from April to September. */
const clock: Clock = {
  now: () => 1795221000.25,
  timeZoneOffset: (seconds) => {
    const month = new Date(seconds * 1000).getUTCMonth();
    return month >= 3 && month <= 8 ? -7200 : -3600;
  },
};
const parse = (text: string) => internalDate(parseDate(text, clock));

describe('parseDate', () => {
  it.each([
    ['Wed Dec 6 13:18:29 2006', '1165407509 -3600'],
    ['Wed Dec 6 13:18:29 2006 +0000', '1165411109 0'],
    ['Dec 6 13:18 -0600', '1796584680 21600'],
    ['Dec 6 13:18 UTC', '1796563080 0'],
    ['2006-07-27T12:10:21Z', '1154002221 0'],
    ['2006-07-27 12:10:21+02:00', '1153995021 -7200'],
    ['2006-07-27 121021', '1153995021 -7200'],
    ['12/6/6', undefined],
    ['12/6/06', '1165359600 -3600'],
    ['2006-12-6', '1165359600 -3600'],
    ['3:39pm', '1795271940 -3600'],
    ['12:00am', '1795215600 -3600'],
    ['today', '1795215600 -3600'],
    ['yesterday', '1795129200 -3600'],
    ['now', '1795221000 -3600'],
    ['1165411109 0', '1165411109 0'],
    ['-1 -0', '-1 0'],
    ['', '0 0'],
    ['2006-02-29', undefined],
    ['Foo 3', undefined],
  ])('%s', (text, expected) => {
    if (expected === undefined) expect(() => parse(text)).toThrow(`invalid date: '${text}'`);
    else expect(parse(text)).toBe(expected);
  });

  it('refuses what does not fit', () => {
    expect(() => parse('100000000000000000 1400')).toThrow('date exceeds 32 bits: 100000000000000000');
    expect(() => parse('100000 1400000')).toThrow('impossible time zone offset: 1400000');
    expect(() => parse("it's\\\n\xe9")).toThrow('invalid date: "it\'s\\\\\\n\\xe9"');
  });
});

describe('matchDate', () => {
  const utc = (text: string) => Date.parse(text) / 1000;
  it.each([
    ['2006', '2005-12-31T23:00:00Z', '2006-12-31T22:59:59Z'],
    ['2006-02', '2006-01-31T23:00:00Z', '2006-02-28T22:59:59Z'],
    ['Feb 2004', '2004-01-31T23:00:00Z', '2004-02-29T22:59:59Z'],
    ['2006-12-06', '2006-12-05T23:00:00Z', '2006-12-06T22:59:59Z'],
    ['2006-12-06 13:18', '2006-12-06T12:18:00Z', '2006-12-06T12:18:59Z'],
    ['2006-12-06 to 2007', '2006-12-05T23:00:00Z', '2007-12-31T22:59:59Z'],
  ])('%s', (interval, first, last) => {
    const matches = matchDate(interval, clock);
    expect([utc(first) - 1, utc(first), utc(last), utc(last) + 1].map(matches)).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('knows open ends and days', () => {
    expect([1795221000 - 172801, 1795221000 - 172800].map(matchDate('-2', clock))).toEqual([false, true]);
    expect(
      [utc('2006-12-31T22:59:59Z'), utc('2006-12-31T23:00:00Z')].map(matchDate(' < 2006 ', clock)),
    ).toEqual([true, false]);
    expect([utc('2005-12-31T22:59:59Z'), utc('2005-12-31T23:00:00Z')].map(matchDate('>2006', clock))).toEqual(
      [false, true],
    );
  });

  it.each([
    [' ', 'dates cannot consist entirely of whitespace'],
    ['< ', "invalid day spec, use '<DATE'"],
    ['>', "invalid day spec, use '>DATE'"],
    ['-x', 'invalid day spec: x'],
    ['--2', "-2 must be nonnegative (see 'hg help dates')"],
    ['tip', "invalid date: 'tip'"],
    ['2006 to 2007 to 2008', "invalid date range: '2006 to 2007 to 2008'"],
  ])('refuses %j', (interval, message) => {
    expect(() => matchDate(interval, clock)).toThrow(HgError);
    expect(() => matchDate(interval, clock)).toThrow(message);
  });
});

describe('formatDate', () => {
  const date = { seconds: 1165411109, offset: 16200 };
  it.each([
    [DATE_FORMATS.standard, 'Wed Dec 06 08:48:29 2006 -0430'],
    [DATE_FORMATS.iso, '2006-12-06 08:48 -0430'],
    [DATE_FORMATS.isoSeconds, '2006-12-06 08:48:29 -0430'],
    [DATE_FORMATS.rfc822, 'Wed, 06 Dec 2006 08:48:29 -0430'],
    [DATE_FORMATS.rfc3339, '2006-12-06T08:48:29-04:30'],
    ['%j %U %V %G %e %k %l %p %P %% %q', '340 49 49 2006  6  8  8 AM am % %q'],
    [
      '%-d|%_m|%^a|%#p|%06Y|%30B|%c|%x|%r',
      '6|12|WED|am|002006|                      December|Wed Dec  6 08:48:29 2006|12/06/06|08:48:29 AM',
    ],
    ['%', '%'],
  ])('%s', (format, expected) => {
    expect(formatDate(date, format)).toBe(expected);
  });

  it('clamps to 32 bits', () => {
    expect(shortDate({ seconds: 2 ** 40, offset: 0 })).toBe('2038-01-19');
    expect(shortDate({ seconds: -(2 ** 40), offset: 0 })).toBe('1901-12-13');
  });
});

describe('ageOf', () => {
  it.each([
    [0, false, '1 second ago'],
    [59, false, '59 seconds ago'],
    [119, false, '119 seconds ago'],
    [120, false, '2 minutes ago'],
    [86400 * 21, true, '3W ago'],
    [86400 * 800, false, '1967-10-24'],
    [-7200, false, '2 hours from now'],
    [-86400 * 365 * 40, false, 'in the distant future'],
  ])('%d', (ago, abbreviated, expected) => {
    expect(ageOf({ seconds: -ago, offset: 0 }, 0, abbreviated)).toBe(expected);
  });
});
