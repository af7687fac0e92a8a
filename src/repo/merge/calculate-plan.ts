/** The whole plan of an update or a merge: ancestors, copies, what is in the way, and what is gone. */
import { type ByteString, equalBytes, NULL_REV } from '../../bytes/index.js';
import type { Matcher } from '../../match/index.js';
import { chainCopies } from '../copies.js';
import { Auction } from './bids.js';
import { type FileAction, fileAction, type MergePlan } from './file-action.js';
import { type MergeContext, shortNode } from './merge-context.js';
import { type Copies, type MergeCopies, mergeCopies, NO_COPIES } from './merge-copies.js';
import { checkPathConflicts } from './path-conflicts.js';
import { planMerge } from './plan-merge.js';
import { checksPathConflicts, checkUnknownFiles } from './unknown-files.js';
import { committedSide } from './working-side.js';

export interface PlanOptions {
  /** Common ancestors; `working` stands for the working directory itself (an update that overwrites). */
  readonly ancestors: readonly number[] | 'working';
  readonly branchMerge: boolean;
  readonly force: boolean;
  /** `merge --force`: untracked files are merged with. */
  readonly mergeForce: boolean;
  readonly acceptOther: boolean;
  readonly followCopies: boolean;
  readonly matcher: Matcher | undefined;
}

export function calculatePlan(context: MergeContext, options: PlanOptions): MergePlan {
  const { messages } = context;
  const { ancestors } = options;
  let plan: MergePlan;
  if (ancestors === 'working') plan = planFor(context, options, undefined, false);
  else if (ancestors.length === 1) plan = planFor(context, options, ancestors[0] as number, false);
  else {
    const names = ancestors.map((rev) => shortNode(context.repo, rev));
    messages.note(
      `note: merging ${context.localName} and ${context.otherName} using bids from ancestors ${names.join(' and ')}\n`,
    );
    const auction = new Auction(messages);
    for (const [at, rev] of ancestors.entries()) {
      messages.note(`\ncalculating bids for ancestor ${names[at]}\n`);
      auction.bid(planFor(context, options, rev, true));
    }
    plan = auction.decide();
  }
  forgetRemoved(context, options.branchMerge, plan);
  resolveTrivial(context, ancestors === 'working' ? undefined : ancestors[0], plan);
  return plan;
}

function planFor(
  context: MergeContext,
  options: PlanOptions,
  ancestor: number | undefined,
  everyDifference: boolean,
): MergePlan {
  const { messages, repo, parents, otherRev } = context;
  const { branchMerge, force, mergeForce, matcher } = options;
  const base =
    ancestor === undefined
      ? undefined
      : ancestor === parents[0]
        ? context.parentManifest
        : repo.manifest(ancestor);
  const copies = options.followCopies && ancestor !== undefined ? traceCopies(context, ancestor) : NO_COPIES;
  messages.note('resolving manifests\n');
  if (messages.debugFlag) {
    const word = (value: boolean): string => (value ? 'True' : 'False');
    const partial = matcher !== undefined && !matcher.always;
    messages.debug(` branchmerge: ${word(branchMerge)}, force: ${word(force)}, partial: ${word(partial)}\n`);
    const name = ancestor === undefined ? context.localName : shortNode(repo, ancestor);
    messages.debug(` ancestor: ${name}, local: ${context.localName}, remote: ${context.otherName}\n`);
  }
  const plan = planMerge({
    local: context.local,
    other: context.other,
    base,
    baseRev: ancestor ?? parents[0],
    copies,
    branchMerge,
    force,
    acceptOther: options.acceptOther,
    matcher,
    onlyChangedByOther:
      !everyDifference && ancestor !== undefined && ancestor !== otherRev && !parents.includes(ancestor),
  });
  if (checksPathConflicts(repo.config)) checkPathConflicts(context, plan);
  checkUnknownFiles(context, plan, force, mergeForce);
  return plan;
}

/** Copies between an ancestor and both sides, as far as they matter. */
function traceCopies(context: MergeContext, ancestor: number): MergeCopies {
  const { repo, parents, otherRev, local, messages } = context;
  const tracing = repo.config.get('experimental', 'copytrace');
  if (ancestor === NULL_REV && parents[0] === NULL_REV) return NO_COPIES;
  if (otherRev === NULL_REV || parents[0] === NULL_REV) return NO_COPIES;
  if (tracing !== undefined && ['off', 'false', 'no', '0', 'never'].includes(tracing.toLowerCase()))
    return NO_COPIES;
  const base = ancestor === parents[0] ? context.parentManifest : repo.manifest(ancestor);
  return mergeCopies(
    {
      base,
      local,
      other: committedSide(context.other),
      localCopies: workingCopies(context, ancestor),
      otherCopies: repo.pathCopies(ancestor, otherRev),
      revisionOf: (path, side) => {
        const manifest = side === 'base' ? base : side === 'other' ? context.other : context.parentManifest;
        const node = manifest.find(path);
        return node === undefined ? undefined : repo.fileByNode(path, node);
      },
      fileByNode: (path, node) => repo.fileByNode(path, node),
    },
    messages,
  );
}

/** Copies between an ancestor and the working directory. */
function workingCopies(context: MergeContext, ancestor: number): Copies {
  const { repo, parents, local, dirstate } = context;
  const noted = new Map<ByteString, ByteString>();
  for (const [target, source] of dirstate.copies) if (dirstate.isTracked(target)) noted.set(target, source);
  if (ancestor === parents[0]) return noted;
  const before = ancestor === NULL_REV ? undefined : repo.manifest(ancestor);
  const copies = chainCopies(repo.pathCopies(ancestor, parents[0]), noted);
  for (const [target, source] of copies)
    if (target === source || before?.has(source) !== true || !local.has(target)) copies.delete(target);
  return copies;
}

/** Files that neither side has any more leave the dirstate, or are removed by the merge. */
function forgetRemoved(context: MergeContext, branchMerge: boolean, plan: MergePlan): void {
  const { status, other } = context;
  for (const path of status.deleted)
    if (!other.has(path))
      plan.actions.set(path, fileAction(branchMerge ? 'remove' : 'forget', 'forget deleted'));
  if (branchMerge) return;
  for (const path of status.removed)
    if (!other.has(path)) plan.actions.set(path, fileAction('forget', 'forget removed'));
}

/** Deleted on one side and changed on the other, but to what it was: nothing to ask. */
function resolveTrivial(context: MergeContext, ancestor: number | undefined, plan: MergePlan): void {
  const conflicts = plan.ofKind('changedDeleted', 'deletedChanged');
  if (conflicts.length === 0) return;
  const { repo } = context;
  const base = ancestor === undefined ? context.parentManifest : repo.manifest(ancestor);
  for (const [path, { kind }] of conflicts as [ByteString, FileAction][]) {
    const node = base.find(path);
    if (node === undefined) continue;
    const before = repo.fileByNode(path, node).content();
    const now = kind === 'changedDeleted' ? context.readWorking(path) : context.otherFile(path).content();
    if (now === undefined || !equalBytes(before, now)) continue;
    if (kind === 'changedDeleted') plan.actions.set(path, fileAction('remove', 'prompt same'));
    else plan.actions.delete(path);
  }
}
