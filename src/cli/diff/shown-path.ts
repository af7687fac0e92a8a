/** How paths of the repository are called in output: from its root, or from the current directory. */
import type { ByteString } from '../../bytes/index.js';
import { parseBool } from '../../config/index.js';
import { ConfigError } from '../../errors/index.js';
import { pathFrom } from '../../match/index.js';
import type { CommandContext } from '../command.js';

export type ShowPath = (path: ByteString) => ByteString;

/**
 * Follows `ui.relative-paths`.
 * @param legacy what its default, `legacy`, means for the command.
 * @param forced what the command's own setting says, if anything.
 * @throws ConfigError when the setting is neither a boolean nor `legacy`.
 */
export function pathShower(context: CommandContext, legacy: boolean, forced?: boolean): ShowPath {
  let relative = forced;
  if (relative === undefined) {
    const word = context.ui.config.get('ui', 'relative-paths') ?? 'legacy';
    if (word === 'legacy') relative = legacy;
    else {
      relative = parseBool(word);
      if (relative === undefined) throw new ConfigError(`ui.relative-paths is not a boolean ('${word}')`);
    }
  }
  const { root } = context.repo();
  const { cwd } = context;
  if (!relative || cwd === root) return (path) => path;
  return (path) => pathFrom(root, cwd, path);
}
