/** `qs config --edit`: opens a configuration file in the user's editor. */
import * as fs from 'node:fs';
import type { ByteString } from '../bytes/index.js';
import { expandUser } from '../config/index.js';
import { HgError, InputError } from '../errors/index.js';
import { nativePath } from '../node/index.js';
import type { CommandContext } from './command.js';
import { launchEditor } from './editor.js';
import { locateStore } from './store-place.js';

const TEMPLATES: Readonly<Record<string, string>> = {
  user: `# configuration of Mercurial for this user (see 'qs help config')
[ui]
# the name and address that commits carry, such as
# username = Jane Doe <jdoe@example.com>
username =
`,
  local: `# configuration of this repository alone (see 'qs help config')
[paths]
# where pull and push go when they are told nothing else
# default = https://example.com/repository
`,
  global: `# configuration of Mercurial for every user of this machine (see 'qs help config')
`,
};

function candidates(context: CommandContext, place: string | undefined): ByteString[] {
  const { root, platform } = context;
  if (place === 'global') return ['/etc/mercurial/hgrc'];
  if (place === undefined) {
    const given = platform.env('HGRCPATH');
    if (given !== undefined) {
      const paths = given.split(':').filter((path) => path !== '');
      if (paths.length > 0) return paths;
    }
    const home = platform.env('HOME') ?? '~';
    const xdg = platform.env('XDG_CONFIG_HOME') ?? `${home}/.config`;
    const user = [expandUser('~/.hgrc', (name) => platform.env(name)), `${xdg}/hg/hgrc`];
    return user;
  }
  if (root === undefined) throw new InputError(`can't use --${place} outside a repository`);
  if (place === 'non-shared') return [`${root}/.hg/hgrc-not-shared`];
  if (place === 'shared') {
    const { storepath } = locateStore(platform, root);
    const source = storepath.replace(/\/store$/, '');
    if (source === `${root}/.hg`) throw new InputError("repository is not shared; can't use --shared");
    return [`${source}/hgrc`];
  }
  return [`${root}/.hg/hgrc`];
}

export function editConfig(context: CommandContext, place: string | undefined): number {
  const paths = candidates(context, place);
  const existing = paths.find((path) => fs.existsSync(nativePath(path)));
  const path = existing ?? (paths[0] as ByteString);
  if (existing === undefined) {
    const template = TEMPLATES[
      place === undefined ? 'user' : place === 'global' ? 'global' : 'local'
    ] as string;
    try {
      fs.writeFileSync(nativePath(path), template, { flag: 'wx' });
    } catch (error) {
      throw new HgError('io', `cannot create ${path}: ${(error as NodeJS.ErrnoException).code}`, {
        cause: error,
      });
    }
  }
  const status = launchEditor(context, path);
  if (status !== 0) throw new HgError('abort', `edit failed: editor exited with status ${status}`);
  return 0;
}
