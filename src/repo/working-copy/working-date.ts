/** The date that a commit without one gets. */
import type { Config } from '../../config/index.js';
import { currentDate, type HgDate, parseDate } from '../../dates/index.js';
import type { Clock } from '../../platform/index.js';

/** Now, or `devel.default-date`. @throws ParseError */
export function workingDate(config: Config, clock: Clock): HgDate {
  const fixed = config.get('devel', 'default-date');
  return fixed ? parseDate(fixed, clock) : currentDate(clock);
}
