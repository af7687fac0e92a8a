/** Hooks around a transaction: which run when, with which arguments. Running one is injected. */
import { type ByteString, compareByteStrings } from '../bytes/index.js';
import type { HookArguments, TransactionChanges } from './transaction.js';

export interface HookRunner {
  /** True when at least one hook of this name is configured; asked before work is done for it. */
  has(name: string): boolean;
  /**
   * Runs all hooks of a name in order.
   * @param options.refusable a failing hook throws HgError and keeps later ones from running; otherwise it is a warning.
   * @param options.pending called before a hook that could look; true means `HG_PENDING` is to be set.
   */
  run(
    name: string,
    hookArguments: HookArguments,
    options: { readonly refusable: boolean; readonly pending?: () => boolean },
  ): void;
}

export const NO_HOOKS: HookRunner = { has: () => false, run: () => undefined };

/** What typed hooks need to know about a repository. */
export interface HookNames {
  /** `public`, `draft`, `secret`... */
  phaseName(phase: number): ByteString;
  /** 40 hex digits. */
  nodeOf(rev: number): ByteString;
}

/**
 * Runs `<stage>-bookmark` per bookmark, `<stage>-phase` per revision, then `<stage>` (`pretxnclose` or `txnclose`).
 * Linear in what changed, and free when no hook is configured.
 */
export function runClosingHooks(
  runner: HookRunner,
  stage: 'pretxnclose' | 'txnclose',
  common: HookArguments,
  changes: TransactionChanges,
  names: HookNames | undefined,
  pending?: () => boolean,
): void {
  const options = { refusable: stage === 'pretxnclose', ...(pending === undefined ? {} : { pending }) };
  const bookmarkHook = `${stage}-bookmark`;
  if (runner.has(bookmarkHook)) {
    const sorted = [...changes.bookmarks].sort(([a], [b]) => compareByteStrings(a, b));
    for (const [bookmark, { from, to }] of sorted) {
      const own = [
        ['BOOKMARK', bookmark],
        ['NODE', to ?? ''],
        ['OLDNODE', from ?? ''],
      ] as const;
      runner.run(bookmarkHook, new Map([...common, ...own]), options);
    }
  }
  const phaseHook = `${stage}-phase`;
  if (names !== undefined && runner.has(phaseHook)) {
    for (const { first, end, from, to } of [...changes.phases].sort((a, b) => a.first - b.first)) {
      const phases = [
        ['OLDPHASE', from === undefined ? '' : names.phaseName(from)],
        ['PHASE', names.phaseName(to)],
      ] as const;
      for (let rev = first; rev < end; rev++)
        runner.run(phaseHook, new Map([...common, ['NODE', names.nodeOf(rev)], ...phases]), options);
    }
  }
  if (runner.has(stage)) runner.run(stage, common, options);
}
