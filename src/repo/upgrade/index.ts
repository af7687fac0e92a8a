/** Changing the format of a repository. */
export type { FormatVariant, Optimization, RevlogPart } from './formats.js';
export { isUpgradeInterrupted, takeBackUpgrade } from './interrupted.js';
export { type RunUpgradeOptions, runUpgrade } from './run-upgrade.js';
export { planUpgrade, type UpgradePlan, type UpgradeRequest } from './upgrade-plan.js';
