/** `qs debugrebuilddirstate`. */
import { rebuildDirstate } from '../../repo/index.js';
import type { CommandDefinition } from '../command.js';
import { revisionOf } from '../revisions.js';

export const command: CommandDefinition = {
  name: 'debugrebuilddirstate',
  aliases: ['debugrebuildstate'],
  synopsis: '[-r REV]',
  summary: 'make the dirstate anew from a revision',
  help: `Takes the files of a revision (default: of the first parent) for what is tracked, whatever the dirstate says or the working
directory holds. Works on a damaged dirstate, too. With --minimal only files are reconsidered about which dirstate and parent disagree.`,
  category: 'none',
  argumentCount: [0, 1],
  options: [
    { short: 'r', long: 'rev', kind: 'value', help: 'take the files of this revision', valueName: 'REV' },
    { short: '', long: 'minimal', kind: 'flag', help: 'only what is inconsistent with the parent' },
  ],
  run(context, [argument], options) {
    const spec = options.value('rev') || argument;
    const rev = spec === undefined || spec === '' ? undefined : revisionOf(context, spec);
    rebuildDirstate(context.repo(), { rev, minimal: options.flag('minimal') });
    return 0;
  },
};
