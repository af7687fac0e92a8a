/** Who the user is, for changesets and markers. */
import type { ByteString } from '../bytes/index.js';
import { HgError } from '../errors/index.js';
import type { CommandContext } from './command.js';

function expandVariables(text: ByteString, env: (name: string) => ByteString | undefined): ByteString {
  return text.replace(/\$(?:(\w+)|\{([^}]*)\})/g, (whole, plain, braced) => env(plain ?? braced) ?? whole);
}

/**
 * `$HGUSER`, `ui.username` (or `ui.user`, with variables of the environment), `$EMAIL`, or the login name at this host, with a
 * warning. As stored: in UTF-8 where it can be.
 * @throws HgError `no username supplied`
 */
export function userName({ ui, platform }: Pick<CommandContext, 'ui' | 'platform'>): ByteString {
  const env = (name: string): ByteString | undefined => platform.env(name);
  let user = env('HGUSER');
  if (user === undefined) {
    const configured = ui.config.get('ui', 'username') ?? ui.config.get('ui', 'user');
    if (configured !== undefined) user = expandVariables(configured, env);
  }
  user ??= env('EMAIL');
  if (user === undefined) {
    const host = (platform.processes?.host ?? 'localhost').replace(/\/.*/, '');
    user = `${env('LOGNAME') ?? env('USER') ?? 'unknown'}@${host}`;
    ui.warn(`no username found, using '${user}' instead\n`);
  }
  if (user === '')
    throw new HgError('abort', 'no username supplied', {
      hint: "use 'hg config --edit' to set your username",
    });
  if (user.includes('\n'))
    throw new HgError('abort', `username ${JSON.stringify(user)} contains a newline\n`);
  return user;
}
