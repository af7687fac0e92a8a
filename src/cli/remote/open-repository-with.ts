/** Opens a repository other than that of the command, with a configuration of its own. */
import type { ByteString } from '../../bytes/index.js';
import { utf8Of } from '../../bytes/index.js';
import type { Config } from '../../config/index.js';
import { hooksOfConfig, openRepository, type Repository, type SubrepoHost } from '../../repo/index.js';
import type { CommandContext } from '../command.js';
import { localTexts } from '../local-texts.js';

/** @param subrepos what reaches nested repositories; without it they are left alone. @throws as `openRepository`. */
export function openRepositoryWith(
  context: Pick<CommandContext, 'platform' | 'ui' | 'globalOptions'>,
  root: ByteString,
  config: Config,
  subrepos?: SubrepoHost,
): Repository {
  const { platform, ui, globalOptions } = context;
  const repository = openRepository(platform, root, {
    config,
    hidden: globalOptions.flag('hidden'),
    texts: localTexts(platform, config, globalOptions),
    ...(subrepos !== undefined && { subrepos }),
    warn: (message) => ui.warn(`${message}\n`),
    debug: (message) => ui.debug(`${message}\n`),
  });
  if (config.untrusted().items('hooks').length > 0)
    repository.place.writing.hooks = hooksOfConfig(config, {
      root,
      program: platform.env('HG') ?? utf8Of(process.argv[1] ?? 'qs'),
      commands: platform.commands,
      isPlain: ui.plain,
      flush: () => ui.flush(),
      warn: (message) => ui.warn(`${message}\n`),
      note: (message) => ui.note(`${message}\n`),
    });
  return repository;
}
