/** `qs debugcreatestreamclonebundle`. */
import { packedBundle } from '../../repo/index.js';
import { writeBundleFile } from '../bundle-file.js';
import type { CommandDefinition } from '../command.js';

export const command: CommandDefinition = {
  name: 'debugcreatestreamclonebundle',
  argumentCount: [1, 1],
  synopsis: 'FILE',
  summary: 'write the files of the store to a bundle',
  help: `Writes the files of the store, as they are, to FILE. debugapplystreamclonebundle fills an empty repository from it.`,
  category: 'none',
  options: [],
  run(context, [file = '']) {
    const { ui } = context;
    const repo = context.repo();
    if (repo.phases.revsInPhase(2).length > 0)
      ui.warn('(warning: stream clone bundle will contain secret revisions)\n');
    const { requirements, bundle } = packedBundle(repo, ui);
    writeBundleFile(context, file, bundle);
    ui.write(`bundle requirements: ${requirements.join(', ')}\n`);
    return 0;
  },
};
