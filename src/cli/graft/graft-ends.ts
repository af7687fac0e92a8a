/** How a graft begins, is taken up again, and ends before its time. */
import { type ByteString, type NodeId, WDIR_REV } from '../../bytes/index.js';
import { descendants, isAncestor } from '../../dag/index.js';
import { InputError, StateError } from '../../errors/index.js';
import {
  checkUnfinished,
  continueHint,
  type GraftState,
  graftable,
  readGraftState,
  refreshed,
  removeGraftState,
  stripRevisions,
  unfinishedStates,
  updateWorkingCopy,
} from '../../repo/index.js';
import type { CommandContext, Options } from '../command.js';
import { revisionOf, revisionsOf } from '../revisions.js';
import { userName } from '../username.js';

export interface GraftPlan extends GraftState {
  /** The first one has been merged, and its conflicts are resolved. */
  readonly isContinued: boolean;
  /** Local. */
  readonly user: ByteString | undefined;
}

/** User and date that the command line asks for. */
function authorship(context: CommandContext, options: Options) {
  const { clock } = context.platform;
  const now = (): ByteString => {
    const seconds = Math.floor(clock.now());
    return `${seconds} ${clock.timeZoneOffset(seconds)}`;
  };
  const user = options.flag('currentuser') ? userName(context) : options.value('user') || undefined;
  const date = options.flag('currentdate') ? now() : options.value('date') || undefined;
  return { user, date };
}

/** What is left of what the user named. @throws InputError */
export function startedGraft(
  context: CommandContext,
  specs: readonly ByteString[],
  options: Options,
): GraftPlan {
  const repo = context.repo();
  const { ui } = context;
  const base = options.value('base') || undefined;
  const revs = [...revisionsOf(context, specs)];
  if (base !== undefined && revs.includes(WDIR_REV))
    throw new InputError('cannot graft the working directory');
  const left = graftable(repo, {
    revs,
    force: options.flag('force'),
    hasBase: base !== undefined,
    warn: (text) => ui.warn(text),
    debug: (text) => ui.debug(text),
  });
  if (base !== undefined) revisionOf(context, base);
  return {
    ...authorship(context, options),
    nodes: left.map((rev) => repo.node(rev)),
    newNodes: [],
    log: options.flag('log'),
    noCommit: options.flag('no-commit'),
    base,
    isContinued: false,
  };
}

/** @throws StateError when there is none */
export function takenUpGraft(context: CommandContext, options: Options): GraftPlan {
  const state = readGraftState(context.repo());
  if (state === undefined) {
    const hint = continueHint(context.repo());
    throw new StateError('no graft in progress', hint === undefined ? {} : { hint });
  }
  const { user, date } = authorship(context, options);
  return {
    ...state,
    user: user ?? state.user,
    date: date ?? state.date,
    log: state.log || options.flag('log'),
    base: state.base ?? (options.value('base') || undefined),
    noCommit: state.noCommit || options.flag('no-commit'),
    isContinued: true,
  };
}

/** `--stop` keeps what was made, `--abort` does not. @throws StateError when there is no graft to end */
export function stoppedGraft(context: CommandContext, how: 'stop' | 'abort'): number {
  const repo = context.repo();
  const { ui } = context;
  const state = readGraftState(repo);
  if (state === undefined)
    throw new StateError(how === 'stop' ? 'no interrupted graft found' : 'no interrupted graft to abort');
  const [here] = repo.workingParents();
  if (how === 'stop') {
    updateWorkingCopy(repo, { rev: here, branchMerge: false, force: true, messages: ui });
    removeGraftState(repo);
    ui.status('stopped the interrupted graft\n');
    ui.status(`working directory is now at ${repo.node(here).slice(0, 12)}\n`);
    return 0;
  }
  checkUnfinishedBut(context);
  const made = state.newNodes.map((node) => repo.revOf(node)).filter((rev) => rev !== undefined);
  const start = made.length === 0 ? here : repo.graph.parent1(Math.min(...made));
  const stripped = strippable(context, made);
  updateWorkingCopy(repo, {
    rev: stripped === undefined ? here : start,
    branchMerge: false,
    force: true,
    messages: ui,
  });
  if (stripped !== undefined && stripped.length > 0)
    stripRevisions(refreshed(repo), stripped, { backup: false });
  removeGraftState(repo);
  ui.status('graft aborted\n');
  ui.status(`working directory is now at ${repo.node(stripped === undefined ? here : start).slice(0, 12)}\n`);
  return 0;
}

function checkUnfinishedBut(context: CommandContext): void {
  const found = unfinishedStates(context.repo()).filter(({ reportOnly }) => !reportOnly);
  if (found.length > 1 && found[0]?.name !== 'graft') checkUnfinished(context.repo());
}

/** The changesets that the graft has made, if they may go; says why not. */
function strippable(context: CommandContext, made: readonly number[]): readonly NodeId[] | undefined {
  const repo = context.repo();
  const { ui } = context;
  const fixed = made.filter((rev) => repo.phase(rev) === 0);
  if (fixed.length > 0) {
    const names = fixed.map((rev) => repo.node(rev).slice(0, 12)).join(', ');
    ui.warn(`cannot clean up public changesets ${names}\n`);
    return undefined;
  }
  if (made.length === 0) return [];
  const above = [...descendants(repo.graph, made)].filter((rev) => !repo.isHidden(rev));
  const [here] = repo.workingParents();
  if (above.some((rev) => !made.includes(rev)) || !made.every((rev) => isAncestor(repo.graph, rev, here))) {
    ui.warn("new changesets detected on destination branch, can't strip\n");
    return undefined;
  }
  return made.map((rev) => repo.node(rev));
}
