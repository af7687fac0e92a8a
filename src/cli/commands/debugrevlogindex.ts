/** `qs debugrevlogindex`: the index of a revlog, as older versions showed it. */
import { HgError } from '../../errors/index.js';
import type { CommandDefinition } from '../command.js';
import { namedStorage, REVLOG_OPTIONS } from '../debug/named-revlog.js';

export const command: CommandDefinition = {
  name: 'debugrevlogindex',
  repository: 'optional',
  synopsis: '[-f FORMAT] -c|-m|FILE',
  summary: 'dump the contents of a revlog index',
  help: `One line per revision. Format 0 shows nodes of parents, format 1 their numbers, sizes and flags; with --verbose both
also say where the revision is stored.`,
  category: 'none',
  argumentCount: [0, 1],
  options: [
    ...REVLOG_OPTIONS,
    {
      short: 'f',
      long: 'format',
      kind: 'value',
      help: 'revlog format',
      valueName: 'FORMAT',
      default: '0',
      integer: true,
    },
  ],
  run(context, [file], options) {
    const { ui } = context;
    const revlog = namedStorage(context, file, options);
    const format = options.int('format') ?? 0;
    if (format !== 0 && format !== 1) throw new HgError('abort', `unknown format ${format}`);
    const digits = ui.debugFlag ? 40 : 12;
    const where = ui.verbose || ui.debugFlag;
    const right = (value: number | string, width: number): string => String(value).padStart(width);
    const node = (rev: number): string => revlog.node(rev).slice(0, digits);
    if (format === 0)
      ui.write(
        `   rev ${where ? '   offset  length' : ''}${where ? ' ' : ''}linkrev ${'nodeid'.padEnd(digits)} ${'p1'.padEnd(digits)} p2\n`,
      );
    else
      ui.write(
        `   rev flag ${where ? '  offset   length     size' : '    size'}   link     p1     p2 ${right('nodeid', digits)}\n`,
      );
    for (let rev = 0; rev < revlog.length; rev++) {
      const [p1, p2] = revlog.index.storedParents(rev);
      const offset = revlog.offset(rev);
      const length = revlog.chunkLength(rev);
      if (format === 0) {
        const place = where ? `${right(offset, 9)} ${right(length, 7)} ` : '';
        // As in hg, damage makes both of them null.
        const isSound = [p1, p2].every((parent) => parent >= -1 && parent < rev);
        const parents = isSound ? [node(p1), node(p2)] : [node(-1), node(-1)];
        ui.write(
          `${right(rev, 6)} ${place}${right(revlog.linkrev(rev), 7)} ${node(rev)} ${parents.join(' ')}\n`,
        );
      } else {
        const flags = revlog.flags(rev).toString(16).padStart(4, '0');
        const place = where ? `${right(offset, 8)} ${right(length, 8)} ` : '';
        ui.write(
          `${right(rev, 6)} ${flags} ${place}${right(revlog.index.textLength(rev), 8)} ${right(revlog.linkrev(rev), 6)} ${right(p1, 6)} ${right(p2, 6)} ${node(rev)}\n`,
        );
      }
    }
    return 0;
  },
};
