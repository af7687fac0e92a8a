/** Paths of the repository as lists show them. */
import type { ByteString } from '../bytes/index.js';
import { pathFrom } from '../match/index.js';
import type { CommandContext } from './command.js';

/**
 * How the user sees the paths of the repository from the current directory, or from the root when `ui.relative-paths` says so.
 * @param relativeByDefault what the command does where nothing is configured (`legacy`).
 * @param ownSetting of the section `commands`: overrules it where it is configured.
 * @throws ConfigError
 */
export function pathDisplay(
  { root, cwd, ui }: Pick<CommandContext, 'root' | 'cwd' | 'ui'>,
  relativeByDefault = true,
  ownSetting?: ByteString,
): (path: ByteString) => ByteString {
  const setting = ui.config.get('ui', 'relative-paths') ?? 'legacy';
  let relative = relativeByDefault;
  if (ownSetting !== undefined && ui.config.has('commands', ownSetting))
    relative = ui.config.getBool('commands', ownSetting);
  else if (setting !== 'legacy') relative = ui.config.getBool('ui', 'relative-paths');
  if (!relative || root === undefined || cwd === root) return (path) => path;
  const inside = root === '/' ? '/' : `${root}/`;
  if (!cwd.startsWith(inside)) {
    const toRoot = pathFrom(root, cwd, '');
    return (path) => `${toRoot}/${path}`;
  }
  const below = cwd.slice(inside.length).split('/');
  const up = '../'.repeat(below.length);
  const first = `${below[0]}/`;
  // Most paths have nothing in common with the current directory.
  return (path) => (path.startsWith(first) ? pathFrom(root, cwd, path) : up + path);
}
