/** `qs phase`: shows phases. */
import { PHASE_NAMES } from '../../store/index.js';
import type { CommandDefinition } from '../command.js';
import { revisionsOf } from '../revisions.js';

export const command: CommandDefinition = {
  name: 'phase',
  synopsis: '[-r] [REV...]',
  summary: 'show the phase of changesets',
  help: `Prints number and phase of each revision, of the working directory's parents when none is given. The phases are
public (shared, never changed), draft and secret (never leaves the repository).

Returns 0 on success.`,
  category: 'organization',
  options: [{ short: 'r', long: 'rev', kind: 'list', help: 'target revision' }],
  run(context, args, options) {
    const repo = context.repo();
    const specs = [...args, ...options.list('rev')];
    const parents = repo.workingParents();
    const revs =
      specs.length > 0
        ? [...revisionsOf(context, specs)]
        : [...parents].filter((rev, i) => i === 0 || rev >= 0);
    for (const rev of revs) context.ui.write(`${rev}: ${PHASE_NAMES[repo.phase(rev)]}\n`);
    return 0;
  },
};
