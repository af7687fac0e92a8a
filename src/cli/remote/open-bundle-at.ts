/** Opens a bundle as a repository. */
import type { Config } from '../../config/index.js';
import type { Platform } from '../../platform/index.js';
import { openBundleRepository, type Repository } from '../../repo/index.js';
import type { Options } from '../command.js';
import { localTexts } from '../local-texts.js';
import type { Ui } from '../ui/index.js';
import type { BundleArgument } from './bundle-argument.js';

/** @throws HgError for what is no bundle, or needs changesets that its parent has not. */
export function openBundleWith(
  platform: Platform,
  bundle: BundleArgument,
  config: Config,
  ui: Ui,
  globals: Options,
): Repository {
  return openBundleRepository(platform, {
    ...bundle,
    config,
    hidden: globals.flag('hidden'),
    texts: localTexts(platform, config, globals),
    warn: (message) => ui.warn(`${message}\n`),
    debug: (message) => ui.debug(`${message}\n`),
  });
}

/** With the configuration of the command. */
export function openBundleAt(
  platform: Platform,
  bundle: BundleArgument,
  ui: Ui,
  globals: Options,
): Repository {
  return openBundleWith(platform, bundle, ui.config, ui, globals);
}
