/** `qs verify`. */

import { HgError } from '../../errors/index.js';
import { hasHistoryOf, subreposIn, verify } from '../../repo/index.js';
import type { CommandDefinition } from '../command.js';

export const command: CommandDefinition = {
  name: 'verify',
  synopsis: '',
  summary: 'check that all that is stored is sound',
  help: `Checks everything that the repository has stored: the changesets, the manifests, the files, whether they fit together, and the hash of every one of their versions. Goes on after damage and says what is wrong where.

There is nothing that --full would add: the hashes of manifests are always checked.

Returns 0 when all is well, 1 when there is damage.`,
  category: 'maintenance',
  argumentCount: [0, 0],
  options: [
    {
      short: '',
      long: 'full',
      kind: 'flag',
      help: 'perform more checks',
      experimental: true,
    },
  ],
  async run(context) {
    const { ui } = context;
    const repo = context.repo();
    if (repo.place.bundle !== undefined) throw new HgError('abort', 'cannot verify bundle or remote repos');
    const { store, config } = repo;
    const code = verify({
      store,
      hgPath: store.places.hgFs.root,
      output: {
        status: (text) => ui.status(text),
        note: (text) => ui.note(text),
        warn: (text) => ui.warn(text),
        verbose: ui.verbose,
        progress: (topic, unit, total) => ui.progress(topic, total, unit),
      },
      ignoreCensored: config.get('censor', 'policy') === 'ignore',
      ...(context.platform.threads !== undefined && { threads: context.platform.threads }),
    });
    // Those of visible changesets, which is why hg warns here of markers that nobody enabled.
    if (repo.tip() >= 0 && hasHistoryOf(repo, '.hgsubstate')) {
      ui.status('checking subrepo links\n');
      const revs = repo.fileLinkrevs('.hgsubstate').filter((rev) => !repo.isHidden(rev));
      if (repo.place.nesting !== undefined)
        subreposIn(repo).verifyLinks(
          repo,
          [...new Set(revs)].sort((a, b) => a - b),
          (text) => ui.warn(text),
        );
    }
    return code;
  },
};
