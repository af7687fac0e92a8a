/** Who the user is, for changesets and markers. */
import type { ByteString } from '../bytes/index.js';
import { userName as nameOfUser } from '../repo/index.js';
import type { CommandContext } from './command.js';

/**
 * As is configured; with `ui.askusername` the user is asked where nothing is; otherwise the login name at this host, with a warning.
 * @throws HgError `no username supplied`
 */
export function userName({ ui, platform }: Pick<CommandContext, 'ui' | 'platform'>): ByteString {
  const isConfigured = ['HGUSER', 'EMAIL'].some((name) => platform.env(name) !== undefined);
  const { config } = ui;
  if (!isConfigured && !config.has('ui', 'username') && config.getBool('ui', 'askusername')) {
    const answer = ui.prompt('enter a commit username:', '');
    if (answer !== '') return answer;
  }
  return nameOfUser(config, platform, (message) => ui.warn(`${message}\n`));
}
