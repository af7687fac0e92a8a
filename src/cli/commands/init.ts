/** `qs init`. */
import type { ByteString } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import { createRepository } from '../../repo/index.js';
import type { CommandDefinition } from '../command.js';
import { absolutePath } from '../find-repository.js';

const REMOTE = /^(https?|ssh|static-http):/;

/** `file:` URLs name local directories. */
function localPath(name: ByteString): ByteString {
  if (name.startsWith('file://localhost/')) return name.slice(16);
  if (name.startsWith('file://')) return name.slice(7);
  return name.startsWith('file:') ? name.slice(5) : name;
}

export const command: CommandDefinition = {
  name: 'init',
  repository: 'none',
  synopsis: '[DEST]',
  summary: 'make an empty repository',
  help: `Makes an empty repository in DEST, or in the current directory. DEST and the directories above it are created where they do not exist.

The settings in the section \`format\` say which features it uses.

Returns 0 on success.`,
  category: 'repo',
  argumentCount: [0, 1],
  options: [],
  run(context, [name = '.']) {
    const { platform, cwd, ui } = context;
    const scheme = REMOTE.exec(name)?.[1];
    if (scheme !== undefined) throw new HgError('abort', `cannot create new ${scheme} repository`);
    const path = localPath(name);
    const root = absolutePath(cwd, path);
    if (platform.openFileSystem(root).stat('')?.kind === 'file')
      throw new HgError('abort', 'cannot create new bundle repository');
    createRepository(platform, root, ui.config, {
      displayName: path,
      warn: (message) => ui.warn(`${message}\n`),
    });
    return 0;
  },
};
