/** `qs debugdate`: how a date is understood. */
import { EXTENDED_DATE_FORMATS, formatDate, matchDate, parseDate } from '../../dates/index.js';
import type { CommandDefinition } from '../command.js';

export const command: CommandDefinition = {
  name: 'debugdate',
  repository: 'optional',
  synopsis: '[-e] DATE [RANGE]',
  summary: 'parse and show a date',
  help: 'Shows the date as it is stored (seconds since 1970, and the zone in seconds west of UTC) and as it is printed; with a range, also whether it lies in it.',
  category: 'none',
  argumentCount: [1, 2],
  options: [{ short: 'e', long: 'extended', kind: 'flag', help: 'try more formats' }],
  run({ ui, platform }, [text = '', range], options) {
    const { clock } = platform;
    const date = options.flag('extended')
      ? parseDate(text, clock, EXTENDED_DATE_FORMATS)
      : parseDate(text, clock);
    ui.write(`internal: ${date.seconds} ${date.offset}\n`);
    ui.write(`standard: ${formatDate(date)}\n`);
    if (range) ui.write(`match: ${matchDate(range, clock)(date.seconds) ? 'True' : 'False'}\n`);
    return 0;
  },
};
