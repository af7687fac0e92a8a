/** What the sections `encode` and `decode` hold. Few repositories have any, so this is looked at first. */
import type { Config, ConfigItem } from '../../config/index.js';

export type FilterSection = 'encode' | 'decode';

/** In the order of the configuration, without those that `!` takes away. */
export function configuredFilters(config: Config, section: FilterSection): readonly ConfigItem[] {
  return config.items(section).filter(({ value }) => value !== '!');
}

export function hasContentFilters(config: Config): boolean {
  return configuredFilters(config, 'encode').length + configuredFilters(config, 'decode').length > 0;
}
