/** What happens to untracked files that an update or a merge would overwrite: refuse, replace with a warning, or replace. */
import type { ByteString } from '../../bytes/index.js';
import type { Config } from '../../config/index.js';
import { ConfigError, StateError } from '../../errors/index.js';
import { fileAction, type MergePlan } from './file-action.js';
import type { MergeContext } from './merge-context.js';

type Answer = 'abort' | 'warn' | 'ignore';

function configured(config: Config, name: string): Answer {
  const value = config.get('merge', name) ?? 'abort';
  if (value !== 'abort' && value !== 'warn' && value !== 'ignore')
    throw new ConfigError(`merge.${name} not valid ('${value}' is none of 'abort', 'ignore', 'warn')`);
  return value;
}

/** The directories above a path, nearest first, without the root. */
export function* directoriesAbove(path: ByteString): Generator<ByteString> {
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) yield path.slice(0, at);
}

/** Path conflicts are looked for (an experimental setting). */
export function checksPathConflicts(config: Config): boolean {
  return config.getBool('experimental', 'merge.checkpathconflicts');
}

/**
 * Replaces the `created` and `createdMerge` actions of a plan by what is done.
 * @param force nothing that is in the way counts. @param mergeForce it is merged with.
 * @throws StateError with hg's words when files would be lost
 */
export function checkUnknownFiles(
  context: MergeContext,
  plan: MergePlan,
  force: boolean,
  mergeForce: boolean,
): void {
  const { messages, repo } = context;
  const found = new Collision(context);
  if (force) found.forced(plan, mergeForce);
  else found.collect(plan);
  for (const path of [...found.refused].sort()) {
    if (!found.paths.has(path)) messages.warn(`${path}: untracked file differs\n`);
    else if (context.isFileOrLink(path)) messages.warn(`${path}: untracked file conflicts with directory\n`);
    else messages.warn(`${path}: untracked directory conflicts with file\n`);
  }
  if (found.refused.size > 0)
    throw new StateError('untracked files in working directory differ from files in requested revision');
  for (const path of [...found.warned].sort())
    messages.warn(
      context.isFileOrLink(path)
        ? `${path}: replacing untracked file\n`
        : `${path}: replacing untracked files in directory\n`,
    );
  const aboveMatters = found.paths.size > 0 && checksPathConflicts(repo.config);
  for (const [path, { kind, flags, reason }] of plan.actions) {
    if (kind !== 'created') continue;
    const backup =
      found.files.has(path) ||
      found.paths.has(path) ||
      (aboveMatters && [...directoriesAbove(path)].some((directory) => found.paths.has(directory)));
    plan.actions.set(path, fileAction('get', reason, { flags, backup }));
  }
}

class Collision {
  readonly files = new Set<ByteString>();
  readonly paths = new Set<ByteString>();
  readonly refused = new Set<ByteString>();
  readonly warned = new Set<ByteString>();
  readonly #context: MergeContext;
  readonly #unknown: Answer;
  readonly #ignored: Answer;
  /** Directories that were looked at, and the file that is in the place of one. */
  readonly #known = new Map<ByteString, ByteString | undefined>();

  constructor(context: MergeContext) {
    this.#context = context;
    this.#unknown = configured(context.repo.config, 'checkunknown');
    this.#ignored = configured(context.repo.config, 'checkignored');
  }

  #answer(path: ByteString): Answer {
    if (this.#unknown === this.#ignored) return this.#unknown;
    return this.#context.ignores(path) ? this.#ignored : this.#unknown;
  }

  collect(plan: MergePlan): void {
    const context = this.#context;
    const pathConflicts = checksPathConflicts(context.repo.config);
    for (const [path, { kind, from }] of plan.actions) {
      if (kind === 'directoryGet') {
        if (context.isUnknownAndDiffers(path, from)) this.files.add(path);
      } else if (kind === 'created' || kind === 'deletedChanged') {
        if (context.isUnknownAndDiffers(path)) this.files.add(path);
        else if (pathConflicts && !context.local.has(path)) {
          const other = this.#inTheWay(path);
          if (other !== undefined) this.paths.add(other);
        }
      }
    }
    for (const path of [...this.files, ...this.paths]) {
      const answer = this.#answer(path);
      if (answer === 'abort') this.refused.add(path);
      else if (answer === 'warn') this.warned.add(path);
    }
  }

  /** An untracked file where a directory is needed, or an untracked directory where the file goes. */
  #inTheWay(path: ByteString): ByteString | undefined {
    const context = this.#context;
    for (const directory of [...directoriesAbove(path)].reverse()) {
      if (!this.#known.has(directory))
        this.#known.set(
          directory,
          context.isFileOrLink(directory) && !context.dirstate.isTracked(directory) ? directory : undefined,
        );
      const file = this.#known.get(directory);
      if (file !== undefined) return file;
    }
    if (context.stat(path)?.kind !== 'directory') return undefined;
    return this.#hasUntracked(path) ? path : undefined;
  }

  #hasUntracked(directory: ByteString): boolean {
    const { work, dirstate } = this.#context;
    const todo = [directory];
    for (let next = todo.pop(); next !== undefined; next = todo.pop())
      for (const { name, kind } of work.listEntries(next)) {
        if (kind === 'directory') todo.push(`${next}/${name}`);
        else if (!dirstate.has(`${next}/${name}`)) return true;
      }
    return false;
  }

  forced(plan: MergePlan, mergeForce: boolean): void {
    for (const [path, { flags, participants }] of plan.ofKind('createdMerge')) {
      const differs = this.#context.isUnknownAndDiffers(path);
      const answer = differs ? this.#answer(path) : 'ignore';
      if (differs && (mergeForce || answer === 'abort')) {
        plan.actions.set(
          path,
          fileAction('merge', 'remote differs from untracked local', {
            ...(participants !== undefined && { participants }),
          }),
        );
        continue;
      }
      if (answer === 'warn') this.warned.add(path);
      plan.actions.set(path, fileAction('get', 'remote created', { flags, backup: differs }));
    }
  }
}
