/** The settings `devel.discovery.*`: how discovery asks. */
import type { Config } from '../config/index.js';

export interface DiscoveryOptions {
  /** Begin with the heads of both sides. */
  readonly exchangeHeads: boolean;
  /** Nodes to ask about at first, and later on. */
  readonly initialSampleSize: number;
  readonly sampleSize: number;
  /** Samples grow by this factor from one round to the next; 1 when they do not. */
  readonly growth: number;
  /** At least as many as the undecided set has heads, or roots. */
  readonly dynamic: boolean;
  readonly randomize: boolean;
}

/** @throws ConfigError */
export function discoveryOptions(config: Config): DiscoveryOptions {
  const grow = config.getBool('devel', 'discovery.grow-sample', true);
  const rate = Number(config.get('devel', 'discovery.grow-sample.rate') ?? 1.05);
  return {
    exchangeHeads: config.getBool('devel', 'discovery.exchange-heads', true),
    initialSampleSize: config.getInt('devel', 'discovery.sample-size.initial', 100),
    sampleSize: config.getInt('devel', 'discovery.sample-size', 200),
    growth: grow && Number.isFinite(rate) && rate >= 1 ? rate : 1,
    dynamic: config.getBool('devel', 'discovery.grow-sample.dynamic', true),
    randomize: config.getBool('devel', 'discovery.randomize', true),
  };
}
