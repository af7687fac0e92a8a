/** `qs debugsetparents`: other parents for the working directory, whose files stay as they are. */
import { changeDirstate, setWorkingParents, withWlock } from '../../repo/index.js';
import type { CommandDefinition } from '../command.js';
import { revisionOf } from '../revisions.js';

export const command: CommandDefinition = {
  name: 'debugsetparents',
  argumentCount: [1, 2],
  synopsis: 'REV1 [REV2]',
  summary: 'set the parents of the working directory',
  help: `For programs that convert repositories: what the dirstate knows of files is not looked at again, so commits after it may record wrong
histories of files. To move the working directory, use update.

Returns 0 on success.`,
  category: 'none',
  options: [],
  run(context, [first = '', second = ''], _options) {
    const repo = context.repo();
    const parent1 = revisionOf(context, first);
    const parent2 = second === '' ? -1 : revisionOf(context, second);
    withWlock(repo, () =>
      changeDirstate(repo, (dirstate) => setWorkingParents(repo, dirstate, parent1, parent2)),
    );
    return 0;
  },
};
