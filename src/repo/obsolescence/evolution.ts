/** What `experimental.evolution` allows. */
import type { Config } from '../../config/index.js';

/** `createmarkers`: commands make markers; `exchange`: they travel with changesets; the others lift refusals. */
export type EvolutionFeature = 'createmarkers' | 'exchange' | 'allowunstable' | 'allowdivergence';

/** `experimental.evolution.FEATURE` decides; without it, the list (or truth value) in `experimental.evolution`. */
export function isEvolutionEnabled(config: Config, feature: EvolutionFeature): boolean {
  if (config.has('experimental', `evolution.${feature}`))
    return config.getBool('experimental', `evolution.${feature}`);
  const features = config.getList('experimental', 'evolution');
  return features.some((name) => name === feature || /^(all|1|yes|true|on|always)$/i.test(name));
}
