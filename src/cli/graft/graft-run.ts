/** Grafts changesets one after the other. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import { parseDate } from '../../dates/index.js';
import { LookupError } from '../../errors/index.js';
import {
  graftOnto,
  type Repository,
  refreshed,
  removeGraftState,
  writeGraftState,
} from '../../repo/index.js';
import type { CommandContext, Options } from '../command.js';
import { pathDisplay } from '../display-path.js';
import { revisionOf } from '../revisions.js';
import { commitChanges } from '../working-copy/commit-changes.js';
import type { GraftPlan } from './graft-ends.js';

const LABELS = ['local', 'graft', 'parent of graft'];

export class GraftRun {
  readonly #context: CommandContext;
  readonly #options: Options;
  readonly #plan: GraftPlan;
  readonly #made: NodeId[];
  #repo: Repository;

  constructor(context: CommandContext, options: Options, plan: GraftPlan) {
    this.#context = context;
    this.#options = options;
    this.#plan = plan;
    this.#made = [...plan.newNodes];
    this.#repo = context.repo();
  }

  /** @returns the exit code. @throws StateError while conflicts are left, and as merging and committing do */
  run(): number {
    const { nodes, isContinued, noCommit } = this.#plan;
    const { ui } = this.#context;
    for (const [index, node] of nodes.entries()) {
      const rev = this.#repo.revOf(node);
      if (rev === undefined) throw new LookupError(node, `unknown revision '${node}'`);
      ui.status(`grafting ${this.#describe(rev)}\n`);
      if (this.#options.flag('dry-run')) continue;
      if (!(isContinued && index === 0) && !this.#merge(rev, nodes.slice(index))) return 1;
      if (!noCommit) this.#commit(rev);
    }
    if (!this.#options.flag('dry-run')) removeGraftState(this.#repo);
    return 0;
  }

  #describe(rev: number): ByteString {
    const repo = this.#repo;
    const node = repo.node(rev);
    const [title = ''] = repo.changeset(rev).description.split('\n');
    const names = [...repo.tagsAt(node), ...repo.bookmarksAt(node)];
    const known = names.length === 0 ? '' : ` (${names.join(' ')})`;
    return `${rev}:${node.slice(0, 12)} "${title}"${known}`;
  }

  /** False when files are left to resolve. */
  #merge(rev: number, left: readonly NodeId[]): boolean {
    const context = this.#context;
    const { base, user, date, log, noCommit } = this.#plan;
    const { unresolved } = graftOnto(this.#repo, {
      rev,
      base: base === undefined ? this.#repo.graph.parent1(rev) : revisionOf(context, base),
      labels: LABELS,
      copies: true,
      tool: this.#options.value('tool'),
      messages: context.ui,
      display: pathDisplay(context, false),
    });
    if (unresolved === 0) return true;
    writeGraftState(this.#repo, { nodes: left, newNodes: this.#made, user, date, log, noCommit, base });
    context.ui.warn("abort: unresolved conflicts, can't continue\n", 'ui.error');
    context.ui.warn("(use 'hg resolve' and 'hg graft --continue')\n", 'ui.error');
    return false;
  }

  #commit(rev: number): void {
    const context = this.#context;
    const repo = refreshed(this.#repo);
    const { description, user, date } = repo.changeset(rev);
    const node = repo.node(rev);
    const extra = new Map<ByteString, ByteString>();
    const origin = repo.changelog.changeset(rev).extra.get('source');
    extra.set('source', origin ?? node);
    if (origin !== undefined) extra.set('intermediate-source', node);
    const given = this.#plan;
    const made = commitChanges(context, {
      repo,
      message: given.log ? `${description}\n(grafted from ${node})` : description,
      user: () => given.user ?? user,
      date: given.date === undefined ? date : parseDate(given.date, context.platform.clock),
      edits: this.#options.flag('edit'),
      form: 'graft',
      extra,
    });
    this.#repo = refreshed(repo);
    if (made !== undefined) this.#made.push(made.node);
    else context.ui.warn(`note: graft of ${rev}:${node.slice(0, 12)} created no changes to commit\n`);
  }
}
