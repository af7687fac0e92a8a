/** `qs debugdirstate`: the content of the dirstate. */
import { formatDate } from '../../dates/index.js';
import { type DirstateEntry, readDocket } from '../../dirstate/index.js';
import { HgError } from '../../errors/index.js';
import { workingState } from '../../repo/index.js';
import type { CommandContext, CommandDefinition } from '../command.js';
import { umask } from '../umask.js';

const TYPE = 0o170000;
const LINK = 0o120000;

function showDocket(context: CommandContext): void {
  const { requirements, hgFs } = context.repo().store.places;
  if (!requirements.has('dirstate-v2')) throw new HgError('abort', 'dirstate v1 does not have a docket');
  const docket = readDocket(hgFs);
  context.ui.write(`size of dirstate data: ${docket.dataSize}
data file uuid: ${docket.id}
start offset of root nodes: ${docket.rootStart}
number of root nodes: ${docket.rootCount}
nodes with entries: ${docket.entries}
nodes with copies: ${docket.copies}
number of unused bytes: ${docket.unusedBytes}
ignore pattern hash: ${docket.ignoreHash}
`);
}

export const command: CommandDefinition = {
  name: 'debugdirstate',
  aliases: ['debugstate'],
  synopsis: '[OPTION]...',
  summary: 'show the contents of the current dirstate',
  help: 'One line per tracked file: state, mode, size, time and path as they were recorded; copies at the end.',
  category: 'none',
  argumentCount: [0, 0],
  options: [
    { short: '', long: 'nodates', kind: 'flag', help: 'do not show recorded times', deprecated: true },
    { short: '', long: 'dates', kind: 'flag', help: 'show recorded times (default: on)' },
    { short: '', long: 'datesort', kind: 'flag', help: 'sort by recorded time' },
    { short: '', long: 'docket', kind: 'flag', help: 'show the docket instead' },
    {
      short: '',
      long: 'all',
      kind: 'flag',
      help: 'also show nodes of format 2 that format 1 would not have',
    },
  ],
  run(context, _args, options) {
    if (options.flag('docket')) {
      showDocket(context);
      return 0;
    }
    const { clock } = context.platform;
    const state = workingState(context.repo());
    const entries = state.paths().map((path) => ({ path, entry: state.entry(path) as DirstateEntry }));
    // Stable, so that paths stay in order.
    if (options.flag('datesort')) entries.sort((a, b) => a.entry.mtime - b.entry.mtime);
    const withDates = !options.flag('nodates') && options.triState('dates') !== false;
    const permissions = 0o777 & ~umask();
    const time = (seconds: number): string => {
      if (seconds === -1) return 'unset';
      if (!withDates) return 'set';
      return formatDate({ seconds, offset: clock.timeZoneOffset(seconds) }, '%Y-%m-%d %H:%M:%S');
    };
    let text = '';
    for (const { path, entry } of entries) {
      const mode = (entry.mode & TYPE) === LINK ? 'lnk' : (entry.mode & permissions).toString(8);
      text += `${entry.state} ${mode.padStart(3)} ${String(entry.size).padStart(10)} ${time(entry.mtime).padEnd(19)} ${path}\n`;
    }
    for (const path of state.paths()) {
      const source = state.entry(path)?.copiedFrom;
      if (source !== undefined) text += `copy: ${source} -> ${path}\n`;
    }
    context.ui.write(text);
    return 0;
  },
};
