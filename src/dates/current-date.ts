/** What time it is. */
import type { Clock } from '../platform/index.js';
import type { HgDate } from './hg-date.js';

/** The current moment in the local zone. */
export function currentDate(clock: Clock): HgDate {
  const seconds = Math.floor(clock.now());
  return { seconds, offset: clock.timeZoneOffset(seconds) };
}
