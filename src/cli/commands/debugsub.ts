/** `qs debugsub`: nested repositories as a revision records them. */
import { WDIR_REV } from '../../bytes/index.js';
import { hasSubrepos, subreposIn } from '../../repo/index.js';
import type { CommandDefinition } from '../command.js';
import { revisionOf } from '../revisions.js';

export const command: CommandDefinition = {
  name: 'debugsub',
  argumentCount: [0, 0],
  synopsis: '[-r REV]',
  summary: 'show nested repositories',
  help: 'Path, source and revision of each, as the working directory or a revision has them.',
  category: 'none',
  options: [{ short: 'r', long: 'rev', kind: 'value', help: 'revision to look at', valueName: 'REV' }],
  run(context, _args, options) {
    const repo = context.repo();
    const given = options.value('rev');
    const rev = given ? revisionOf(context, given) : WDIR_REV;
    if (!hasSubrepos(repo, rev)) return 0;
    for (const [path, { source, node }] of subreposIn(repo).substateOf(repo, rev))
      context.ui.write(`path ${path}\n source   ${source}\n revision ${node}\n`);
    return 0;
  },
};
