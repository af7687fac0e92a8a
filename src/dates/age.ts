/** How long ago: `3 weeks ago`, `2 hours from now`, or a date when it is far off. */
import type { ByteString } from '../bytes/index.js';
import { shortDate } from './format.js';
import type { HgDate } from './hg-date.js';

const SCALES: readonly (readonly [string, number, string])[] = [
  ['year', 31536000, 'Y'],
  ['month', 2592000, 'M'],
  ['week', 604800, 'W'],
  ['day', 86400, 'd'],
  ['hour', 3600, 'h'],
  ['minute', 60, 'm'],
  ['second', 1, 's'],
];
const YEAR = 31536000;

/** Age of a date at the moment `now` (seconds since the epoch); `abbreviated` gives `3W ago`. */
export function ageOf(date: HgDate, now: number, abbreviated = false): ByteString {
  const future = date.seconds > now;
  const delta = Math.max(1, Math.trunc(Math.abs(now - date.seconds)));
  if (future && delta > YEAR * 30) return 'in the distant future';
  if (!future && delta > YEAR * 2) return shortDate(date);
  for (const [name, seconds, letter] of SCALES) {
    const count = Math.floor(delta / seconds);
    if (count < 2 && seconds !== 1) continue;
    const amount = abbreviated ? `${count}${letter}` : `${count} ${name}${count === 1 ? '' : 's'}`;
    return `${amount} ${future ? 'from now' : 'ago'}`;
  }
  return shortDate(date);
}
