/** `qs debugradixlink`: what is in a radixlink file. */
import { readFile } from '../../platform/index.js';
import {
  compactRadixlinkStatistics,
  dumpCompactRadixlink,
  dumpRadixlink,
  radixlinkStatistics,
} from '../../radixlink/index.js';
import type { CommandDefinition } from '../command.js';

export const command: CommandDefinition = {
  name: 'debugradixlink',
  repository: 'none',
  synopsis: '[--stats] [--compact] FILE',
  summary: 'dump a radixlink file',
  help: `Prints one line per entry: its offset, the offset of the link entry it refers to, and what it is. With --stats only
counts and sizes. A damaged file is reported with the offset of the damage.

A file whose name ends in "compact-radixlink", or any with --compact, is one of the compact variant. Its keys are elsewhere:
each is shown by its number, as =7 when 7 is the only value as well.

Returns 0 on success, 255 when the file is damaged.`,
  category: 'none',
  argumentCount: [1, 1],
  options: [
    { short: '', long: 'stats', kind: 'flag', help: 'print counts of entries and bytes' },
    { short: '', long: 'compact', kind: 'flag', help: 'the file is of the compact variant' },
  ],
  run({ ui, platform, cwd }, [file], options) {
    const path = file as string;
    const bytes = readFile(platform.openFileSystem(cwd), path);
    const compact = options.flag('compact') || path.endsWith('compact-radixlink');
    if (!options.flag('stats')) {
      ui.write(compact ? dumpCompactRadixlink(bytes, path) : dumpRadixlink(bytes, path));
      return 0;
    }
    const figures = compact ? compactRadixlinkStatistics(bytes, path) : radixlinkStatistics(bytes, path);
    const perKey = figures.keys === 0 ? 0 : figures.bytes / figures.keys;
    ui.write(`bytes:                ${figures.bytes}\n`);
    ui.write(`source of truth size: ${figures.sourceOfTruthSize}\n`);
    ui.write(`radix entries:        ${figures.radixEntries}\n`);
    ui.write(`leaf entries:         ${figures.leafEntries}\n`);
    ui.write(`link entries:         ${figures.linkEntries}\n`);
    ui.write(`keys:                 ${figures.keys}\n`);
    ui.write(`bytes per key:        ${perKey.toFixed(1)}\n`);
    ui.write(`deepest entry:        ${figures.deepest}\n`);
    ui.write(`padding:              ${figures.padding}\n`);
    ui.write(`unreachable bytes:    ${figures.unreachable}\n`);
    return 0;
  },
};
