/** The changes that one changeset made: what `log -p`, `log --stat`, `export` and the template function `diff()` show. */
import { type ByteString, WDIR_REV } from '../../bytes/index.js';
import { type DiffServices, diffTotals, type FileDiff, fileStat } from '../../diff/index.js';
import type { Matcher } from '../../match/index.js';
import type { Repository } from '../../repo/index.js';
import type { CommandContext, Options } from '../command.js';
import type { Ui } from '../ui/index.js';
import { diffOptionsOf, type ShownDiffOptions } from './diff-options.js';
import { loadDiffServices } from './diff-services.js';
import { diffRevisions } from './revision-diff.js';
import { diffText, statText, writeDiff } from './write-diff.js';

/** Which part of the changes, and against what. */
export interface ChangesetDiffRequest {
  readonly matcher?: Matcher | undefined;
  /** Revision to compare with; the first parent when absent. */
  readonly base?: number | undefined;
  /** Columns that a graph takes beside the statistics. */
  readonly indent?: number | undefined;
}

export class ChangesetDiff {
  readonly #repo: Repository;
  readonly #ui: Ui;
  readonly #options: ShownDiffOptions;
  readonly #services: DiffServices | undefined;

  constructor(repo: Repository, ui: Ui, options: ShownDiffOptions, services: DiffServices | undefined) {
    this.#repo = repo;
    this.#ui = ui;
    this.#options = options;
    this.#services = services;
  }

  /** The files of the diff, with the options of the command. */
  files(rev: number, request: ChangesetDiffRequest = {}): Iterable<FileDiff> {
    return this.#files(rev, request, this.#options);
  }

  #files(rev: number, request: ChangesetDiffRequest, options: ShownDiffOptions): Iterable<FileDiff> {
    const base = request.base ?? firstParent(this.#repo, rev);
    return diffRevisions(this.#repo, base, rev, {
      options,
      services: this.#services,
      matcher: request.matcher,
      digits: this.#ui.debugFlag ? 40 : 12,
    });
  }

  /** The patch as text, coloured if colour is on; '' when there is nothing to show. */
  patch(rev: number, request: ChangesetDiffRequest = {}): ByteString {
    return diffText(this.#ui, this.files(rev, request), this.#options);
  }

  /** Prints the patch; cheaper than printing {@link patch}. */
  write(rev: number, request: ChangesetDiffRequest = {}): void {
    writeDiff(this.#ui, this.files(rev, request), this.#options);
  }

  /** The histogram of `--stat`; '' when nothing changed. */
  stat(rev: number, request: ChangesetDiffRequest = {}): ByteString {
    return statText(this.#ui, this.#statFiles(rev, request), request.indent);
  }

  /** The sums that the template keyword `diffstat` shows. */
  totals(rev: number, request: ChangesetDiffRequest = {}) {
    const stats = [];
    for (const diff of this.#statFiles(rev, request)) stats.push(fileStat(diff));
    return diffTotals(stats);
  }

  #statFiles(rev: number, request: ChangesetDiffRequest): Iterable<FileDiff> {
    return this.#files(rev, request, { ...this.#options, context: 0, noPrefix: false });
  }
}

/**
 * Reads the diff options of a command (`options`; those that it lacks count as not given) and of the configuration. Loads
 * what git's format needs only when that is asked for.
 * @throws ConfigError, HgError as `diffOptionsOf`.
 */
export async function createChangesetDiff(
  context: CommandContext,
  options: Options | undefined,
): Promise<ChangesetDiff> {
  const shown = diffOptionsOf(context, options);
  const services = shown.git === true ? await loadDiffServices(context.platform) : undefined;
  return new ChangesetDiff(context.repo(), context.ui, shown, services);
}

function firstParent(repo: Repository, rev: number): number {
  if (rev === WDIR_REV) return repo.workingParents()[0];
  return rev < 0 ? -1 : repo.graph.parent1(rev);
}
