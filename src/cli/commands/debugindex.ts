/** `qs debugindex`: the index of a revlog, entry by entry. */
import type { CommandDefinition } from '../command.js';
import { namedStorage, REVLOG_OPTIONS } from '../debug/named-revlog.js';

const INLINE_COMPRESSION = '2';

export const command: CommandDefinition = {
  name: 'debug-revlog-index',
  aliases: ['debugindex'],
  repository: 'optional',
  synopsis: '-c|-m|FILE',
  summary: 'dump index data for a revlog',
  help: `One line per revision: its number, the changeset that introduced it, its node and those of its parents.
With --verbose also what is stored where; with --debug whole nodes.`,
  category: 'none',
  argumentCount: [0, 1],
  options: [
    ...REVLOG_OPTIONS,
    { short: 'T', long: 'template', kind: 'value', help: 'display with template', valueName: 'TEMPLATE' },
  ],
  run(context, [file], options) {
    const { ui } = context;
    const revlog = namedStorage(context, file, options);
    const formatter = ui.formatter('debugindex', options);
    const verbose = ui.verbose || ui.debugFlag;
    const hexWidth = ui.debugFlag ? 40 : 12;
    const columns: {
      readonly title: string;
      readonly width: number;
      readonly value: (rev: number) => string;
    }[] = [];
    const column = (
      title: string,
      width: number,
      value: (rev: number) => number | string,
      onlyVerbose = false,
    ): void => {
      if (verbose || !onlyVerbose) columns.push({ title, width, value: (rev) => String(value(rev)) });
    };
    const hex = (rev: number): string => revlog.node(rev).slice(0, hexWidth);
    column('rev', 6, (rev) => rev);
    column('rank', 6, () => -1, true);
    column('linkrev', 7, (rev) => revlog.linkrev(rev));
    column('nodeid', hexWidth, hex);
    column('p1-rev', 6, (rev) => revlog.parent1(rev), true);
    column('p1-nodeid', hexWidth, (rev) => hex(revlog.parent1(rev)));
    column('p2-rev', 6, (rev) => revlog.parent2(rev), true);
    column('p2-nodeid', hexWidth, (rev) => hex(revlog.parent2(rev)));
    column('full-size', 20, (rev) => revlog.index.textLength(rev), true);
    column('delta-base', 10, (rev) => revlog.base(rev), true);
    column('flags', 5, (rev) => revlog.flags(rev), true);
    column('comp-mode', 9, () => INLINE_COMPRESSION, true);
    column('data-offset', 20, (rev) => revlog.offset(rev), true);
    column('chunk-size', 10, (rev) => revlog.chunkLength(rev), true);
    column('sd-comp-mode', 12, () => 'inline', true);
    column('sidedata-offset', 20, () => 0, true);
    column('sd-chunk-size', 13, () => 0, true);
    formatter.plain(`${columns.map(({ title, width }) => title.padStart(width)).join(' ')}\n`);
    for (let rev = 0; rev < revlog.length; rev++) {
      formatter.startItem();
      columns.forEach(({ title, width, value }, i) => {
        formatter.write(title, `${i === 0 ? '' : ' '}%${width}s`, value(rev));
      });
      formatter.plain('\n');
    }
    formatter.end();
    return 0;
  },
};
