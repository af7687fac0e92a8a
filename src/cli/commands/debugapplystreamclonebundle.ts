/** `qs debugapplystreamclonebundle`. */
import { readStream } from '../../exchange/index.js';
import { applyPackedBundle } from '../../repo/index.js';
import type { CommandDefinition } from '../command.js';
import { absolutePath } from '../find-repository.js';

export const command: CommandDefinition = {
  name: 'debugapplystreamclonebundle',
  argumentCount: [1, 1],
  synopsis: 'FILE',
  summary: 'fill the store from a bundle of its files',
  help: `Fills the empty repository with the files that debugcreatestreamclonebundle has written.`,
  category: 'none',
  options: [],
  run(context, [file = '']) {
    const { ui, platform, cwd } = context;
    const stream = readStream(platform.openFileSystem('/'), absolutePath(cwd, file).slice(1));
    applyPackedBundle(context.repo(), stream, file, ui);
    return 0;
  },
};
