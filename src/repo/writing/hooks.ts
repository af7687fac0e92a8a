/** The hooks of a configuration, and how everything that changes a repository runs them. */
import type { ByteString } from '../../bytes/index.js';
import type { Config } from '../../config/index.js';
import {
  type ConfiguredHook,
  createHookRunner,
  type HookRunner,
  type HookRunnerOptions,
  NO_HOOKS,
} from '../../transaction/index.js';
import type { Repository } from '../repository.js';

const PRIORITY = 'priority.';

/** What hooks run in. */
export interface HookSurroundings extends Omit<HookRunnerOptions, 'hooks' | 'priorities'> {
  /** This program prints for programs (`HGPLAIN`). */
  readonly isPlain: boolean;
}

/** `hooks.NAME:run-with-plain`; `auto` is as we were started ourselves. */
function isPlainHook(config: Config, name: ByteString, isPlain: boolean): boolean {
  const key = `${name}:run-with-plain`;
  return config.get('hooks', key) === 'auto' ? isPlain : config.getBool('hooks', key, true);
}

/** The section `hooks`, what untrusted files say in it marked as such. */
function hooksIn(config: Config, isPlain: boolean): ConfiguredHook[] {
  const found: ConfiguredHook[] = [];
  for (const { name, value } of config.untrusted().items('hooks')) {
    if (name.startsWith(PRIORITY) || name.includes(':') || value === '') continue;
    const isUntrusted = config.get('hooks', name) !== value;
    found.push({ name, action: value, isPlain: isPlainHook(config, name, isPlain), isUntrusted });
  }
  return found;
}

/** @throws ConfigError for a priority that is no number. */
export function hooksOfConfig(config: Config, surroundings: HookSurroundings): HookRunner {
  const hooks = hooksIn(config, surroundings.isPlain);
  if (hooks.length === 0) return NO_HOOKS;
  const priorities = new Map<string, number>();
  for (const { name } of config.items('hooks'))
    if (name.startsWith(PRIORITY))
      priorities.set(name.slice(PRIORITY.length), config.getInt('hooks', name, 0));
  return createHookRunner({ ...surroundings, hooks, priorities });
}

/** Arguments of a hook without the `HG_` prefix, or a function that makes them when a hook is there. */
export type HookArgumentList = Iterable<readonly [string, ByteString]>;

/**
 * Runs the hooks of a name now: those that can refuse (`pretag`, `preupdate`, `prechangegroup`, `pretxnchangegroup`,
 * `prepushkey`, `prelistkeys`, `preoutgoing`...) by default. Free when none is configured: `hookArguments` is not asked then.
 *
 * While a transaction runs, the processes that hooks start see what it has changed (`HG_PENDING`). The transaction's own arguments
 * (`TXNID`, `TXNNAME`, `SOURCE`, `URL`...) are the caller's to add, as hg gives them to some hooks only: see
 * `session.transaction.hookArguments`.
 * @throws HgError with code `hook` when one refuses.
 */
export function runHook(
  repo: Repository,
  name: string,
  hookArguments: () => HookArgumentList,
  options: { readonly refusable?: boolean } = {},
): void {
  const { writing } = repo.place;
  if (!writing.hooks.has(name)) return;
  const pending = () => writing.writePending();
  writing.hooks.run(name, new Map(hookArguments()), { refusable: options.refusable ?? true, pending });
}

/**
 * Runs hooks that report what has happened (`commit`, `changegroup`, `incoming`, `update`...) when the last lock has gone, so that they can
 * use the repository; at once when no lock is held. A failure is a warning.
 * @param hookArguments asked when the hooks run; undefined when what they were to report has been undone meanwhile.
 */
export function runHookAfterUnlock(
  repo: Repository,
  name: string,
  hookArguments: () => HookArgumentList | undefined,
): void {
  const { writing } = repo.place;
  if (!writing.hooks.has(name)) return;
  writing.afterUnlock(() => {
    const found = hookArguments();
    if (found !== undefined) writing.hooks.run(name, new Map(found), { refusable: false });
  });
}
