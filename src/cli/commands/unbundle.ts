/** `qs unbundle`. */
import { type Repository, refreshed, unbundle, withLock } from '../../repo/index.js';
import { readBundleFile } from '../bundle-file.js';
import type { CommandDefinition } from '../command.js';
import { afterIncoming } from '../remote/after-incoming.js';

export const command: CommandDefinition = {
  name: 'unbundle',
  argumentCount: [1, Number.POSITIVE_INFINITY],
  synopsis: '[-u] FILE...',
  summary: 'apply bundle files',
  help: `Adds what is in bundle files, made by bundle, to the repository: changesets and, where a bundle has them, phases, bookmarks and obsolescence markers. Each file is one transaction.

What is there already is passed over. When anything is wrong with a file, nothing of it is kept.

Returns 0 on success, 1 if an update has unresolved files.`,
  category: 'import-export',
  options: [
    {
      short: 'u',
      long: 'update',
      kind: 'flag',
      help: 'update to the new branch head if there were new changesets',
    },
  ],
  run(context, args, options) {
    const repo = context.repo();
    let result = 1;
    let now: Repository = repo;
    withLock(repo, () => {
      for (const name of args) {
        result = unbundle(now, readBundleFile(context, name), { ui: context.ui, name }).result;
        now = refreshed(now);
      }
    });
    return afterIncoming(context, now, result, options.flag('update') ? { rev: undefined } : undefined);
  },
};
