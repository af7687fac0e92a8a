/** `qs debugupdatecaches`: writes all caches of the repository. */
import { updateCaches } from '../../repo/index.js';
import type { CommandDefinition } from '../command.js';

export const command: CommandDefinition = {
  name: 'debugupdatecaches',
  synopsis: '',
  summary: 'write all caches of the repository',
  help: `Writes what hg and we keep beside the history so that it need not be read: branches of changesets, heads of branches, tags, node maps. All of it is made anew from the history.

Returns 0 on success.`,
  category: 'none',
  argumentCount: [0, 0],
  options: [],
  run(context) {
    updateCaches(context.repo());
    return 0;
  },
};
