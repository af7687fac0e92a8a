/** The configuration that another repository on this machine is opened with: its own files instead of this repository's. */
import type { ByteString } from '../../bytes/index.js';
import type { Config } from '../../config/index.js';
import type { CommandContext } from '../command.js';
import { ConfigLoader } from '../load-config.js';

/** What the command line says of output counts for both sides. */
const FLAGS = ['verbose', 'debug', 'quiet', 'traceback', 'interactive'];

/** @param root undefined for one that has no files of its own. */
export function remoteConfig(context: CommandContext, root: ByteString | undefined): Config {
  const { platform, ui } = context;
  const loader = new ConfigLoader({
    fs: platform.openFileSystem('/'),
    env: (name) => platform.env(name),
    // They have been reported when the command began.
    warn: () => undefined,
    settings: context.globalOptions.list('config'),
    cwd: context.cwd,
  });
  const global = loader.global();
  const config = root === undefined ? global : loader.withRepository(global, root);
  for (const name of FLAGS) {
    const value = ui.config.get('ui', name);
    const source = ui.config.source('ui', name);
    if (value !== undefined && source?.startsWith('--')) config.set('ui', name, value, source);
  }
  if (context.root !== undefined) config.set('bundle', 'mainreporoot', context.root, 'repo');
  return config;
}
