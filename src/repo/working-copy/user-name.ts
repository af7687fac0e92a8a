/** Who commits: `HGUSER`, `ui.username`, `EMAIL`, or the account. */
import type { ByteString } from '../../bytes/index.js';
import { type Config, expandVariables } from '../../config/index.js';
import { HgError } from '../../errors/index.js';
import type { Platform } from '../../platform/index.js';

/** The name that is configured; undefined when there is none. */
export function configuredUser(config: Config, platform: Platform): ByteString | undefined {
  const env = (name: string): ByteString | undefined => platform.env(name);
  const given = env('HGUSER');
  if (given !== undefined) return given;
  const name = config.get('ui', 'username') ?? config.get('ui', 'user');
  return name === undefined ? env('EMAIL') : expandVariables(name, env);
}

/**
 * As `hg commit` without `-u`; nothing is ever asked.
 * @throws HgError when the name is empty or has a newline.
 */
export function userName(
  config: Config,
  platform: Platform,
  warn: (message: ByteString) => void,
): ByteString {
  let user = configuredUser(config, platform);
  if (user === undefined) {
    const account = platform.env('LOGNAME') ?? platform.env('USER') ?? platform.env('USERNAME') ?? 'root';
    const host = platform.processes?.host.replace(/\/.*$/, '') ?? 'localhost';
    user = `${account}@${host}`;
    warn(`no username found, using '${user}' instead`);
  }
  if (user === '')
    throw new HgError('abort', 'no username supplied', {
      hint: "use 'hg config --edit' to set your username",
    });
  if (user.includes('\n'))
    throw new HgError('abort', `username '${user.replaceAll('\n', '\\n')}' contains a newline\n`);
  return user;
}
