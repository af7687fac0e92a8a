/** Journals, locks and hooks: changes that happen wholly or not at all. */
export {
  canRollBack,
  hasAbandonedTransaction,
  type RecoverOptions,
  recover,
  refuseAbandonedTransaction,
  rollBack,
} from './abandoned.js';
export { beginTransaction, type Durability, type TransactionOptions } from './begin-transaction.js';
export { type ConfiguredHook, createHookRunner, type HookRunnerOptions } from './hook-runner.js';
export { type HookValue, hookValueText } from './hook-values.js';
export { type HookNames, type HookRunner, NO_HOOKS } from './hooks.js';
export { Lock, type LockOptions } from './lock.js';
export { holderParts, readHolder } from './lock-holder.js';
export type { TransactionPlaces } from './places.js';
export { RepositoryLocks, type RepositoryLocksOptions } from './repository-locks.js';
export type { UndoDescription } from './snapshots.js';
export * from './transaction.js';
