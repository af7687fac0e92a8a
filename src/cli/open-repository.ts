/** Opens the repository of a command; the storage engine is loaded only then. */
import type { ByteString } from '../bytes/index.js';
import type { Config } from '../config/index.js';
import type { Platform } from '../platform/index.js';
import type { Repository } from '../repo/index.js';
import type { Options } from './command.js';
import { subrepoServices } from './subrepo-services.js';
import type { Ui } from './ui/index.js';

/**
 * @param globals `--hidden`, `--encoding` and `--encodingmode`.
 * @param cwd absolute; needed to reach nested repositories.
 */
export async function openRepositoryAt(
  platform: Platform,
  root: ByteString,
  ui: Ui,
  globals: Options,
  cwd?: ByteString,
): Promise<Repository> {
  const { openRepository } = await import('../repo/index.js');
  const { localTexts } = await import('./local-texts.js');
  const repository = openRepository(platform, root, {
    config: ui.config,
    hidden: globals.flag('hidden'),
    texts: localTexts(platform, ui.config, globals),
    ...(cwd !== undefined && { subrepos: subrepoServices(platform, ui, globals, cwd) }),
    warn: (message) => ui.warn(`${message}\n`),
    debug: (message) => ui.debug(`${message}\n`),
  });
  if (hasHooks(ui.config)) {
    const { configuredHooks } = await import('./configured-hooks.js');
    repository.place.writing.hooks = configuredHooks(platform, ui, root);
  }
  return repository;
}

/** Asked first: few repositories have hooks, and commands start quickly without them. */
export function hasHooks(config: Config): boolean {
  return config.untrusted().items('hooks').length > 0;
}
