/** `qs debugapplystreamclonebundle`. */
import { applyPackedBundle } from '../../repo/index.js';
import { readBundleFile } from '../bundle-file.js';
import type { CommandDefinition } from '../command.js';

export const command: CommandDefinition = {
  name: 'debugapplystreamclonebundle',
  argumentCount: [1, 1],
  synopsis: 'FILE',
  summary: 'fill the store from a bundle of its files',
  help: `Fills the empty repository with the files that debugcreatestreamclonebundle has written.`,
  category: 'none',
  options: [],
  run(context, [file = '']) {
    const { ui } = context;
    const stream = readBundleFile(context, file);
    applyPackedBundle(context.repo(), stream, file, ui);
    return 0;
  },
};
