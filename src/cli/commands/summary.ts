/** `qs summary`. */
import { type ByteString, WDIR_REV } from '../../bytes/index.js';
import { onlyRevs } from '../../dag/index.js';
import { RequirementError } from '../../errors/index.js';
import {
  hasSubrepos,
  isEvolutionEnabled,
  type Repository,
  readMergeStateOf,
  subreposIn,
  workingState,
  workingStatus,
} from '../../repo/index.js';
import { PHASE_NAMES } from '../../store/index.js';
import type { CommandContext, CommandDefinition } from '../command.js';

function showParent({ ui }: CommandContext, repo: Repository, rev: number): void {
  const node = rev < 0 ? '0'.repeat(40) : repo.node(rev);
  const phase = rev < 0 ? 'public' : (PHASE_NAMES[repo.phase(rev)] ?? '');
  const obsolete = rev >= 0 && repo.obsoleteRevs().includes(rev);
  const instabilities = rev < 0 ? [] : repo.instabilities(rev);
  const labels = ['log.changeset', `changeset.${phase}`];
  if (obsolete) labels.push('changeset.obsolete');
  if (instabilities.length > 0)
    labels.push('changeset.unstable', ...instabilities.map((one) => `instability.${one}`));
  ui.write(`parent: ${rev}:${ui.debugFlag ? node : node.slice(0, 12)} `, labels.join(' '));
  ui.write(rev < 0 ? '' : repo.tagsAt(node).join(' '), 'log.tag');
  if (rev < 0) ui.write(repo.length === 0 ? ' (empty repository)' : ' (no revision checked out)');
  if (obsolete) ui.write(' (obsolete)');
  if (instabilities.length > 0)
    ui.write(` (${instabilities.map((one) => ui.label(one, `trouble.${one}`)).join(', ')})`);
  ui.write('\n');
  const description = rev < 0 ? '' : repo.changeset(rev).description;
  if (description !== '')
    ui.status(` ${(description.split(/\r\n|\n|\r/)[0] as string).trim()}\n`, 'log.summary');
}

function showBookmarks({ ui }: CommandContext, repo: Repository, parents: readonly number[]): void {
  let marks = parents.flatMap((rev) => (rev < 0 ? [] : [...repo.bookmarksAt(repo.node(rev))]));
  if (marks.length === 0) return;
  const active = repo.activeBookmark;
  ui.write('bookmarks:', 'log.bookmark');
  if (active !== undefined) {
    ui.write(marks.includes(active) ? ` *${active}` : ` [${active}]`, 'bookmarks.active');
    marks = marks.filter((mark) => mark !== active);
  }
  for (const mark of marks) ui.write(` ${mark}`, 'log.bookmark');
  ui.write('\n', 'log.bookmark');
}

function unresolvedFiles({ ui }: CommandContext, repo: Repository): number {
  try {
    return readMergeStateOf(repo).unresolvedCount;
  } catch (error) {
    if (!(error instanceof RequirementError)) throw error;
    ui.warn(`warning: merge state has unsupported record types: ${error.missing.join(' ')}\n`);
    return 0;
  }
}

function showChanges(context: CommandContext, repo: Repository, parents: readonly number[]): void {
  const { ui } = context;
  const unresolved = unresolvedFiles(context, repo);
  const status = workingStatus(repo, { unknown: true });
  const subrepos = hasSubrepos(repo, WDIR_REV) ? subreposIn(repo).dirtySubrepos(repo).size : 0;
  const removed = new Set(status.removed);
  const added = new Set(status.added);
  let copied = 0;
  let renamed = 0;
  for (const [target, source] of workingState(repo).copies) {
    if (removed.delete(source)) renamed++;
    else copied++;
    added.delete(target);
  }
  const counts: readonly (readonly [number, string, string])[] = [
    [status.modified.length, 'modified', 'status.modified'],
    [added.size, 'added', 'status.added'],
    [removed.size, 'removed', 'status.removed'],
    [renamed, 'renamed', 'status.copied'],
    [copied, 'copied', 'status.copied'],
    [status.deleted.length, 'deleted', 'status.deleted'],
    [status.unknown.length, 'unknown', 'status.unknown'],
    [unresolved, 'unresolved', 'resolve.unresolved'],
    [subrepos, 'subrepos', 'status.modified'],
  ];
  let text: ByteString = counts
    .filter(([count]) => count > 0)
    .map(([count, what, label]) => ui.label(`${count} ${what}`, label))
    .join(', ');
  const { hgFs } = repo.store.places;
  const [p1 = -1] = parents;
  const branch = repo.workingBranch();
  const parentBranch = p1 < 0 ? 'default' : repo.branch(p1);
  const info = repo.branches().get(branch);
  const changed = status.modified.length + added.size + removed.size + renamed + copied + subrepos > 0;
  let clean = false;
  if (hgFs.stat('graftstate') !== undefined) text += ' (graft in progress)';
  if (hgFs.stat('updatestate') !== undefined) text += ' (interrupted update)';
  else if (parents.length > 1) text += ' (merge)';
  else if (branch !== parentBranch) text += ' (new branch)';
  else if (p1 >= 0 && repo.closesBranch(p1) && info?.heads.includes(p1)) text += ' (head closed)';
  else if (!changed) {
    text += ' (clean)';
    clean = true;
  } else if (info?.openHeads.includes(p1) !== true) text += ' (new branch head)';
  const phase = Math.max(0, ...parents.map((rev) => (rev < 0 ? 0 : repo.phase(rev))));
  if (phase > newCommitPhase(repo)) text += ` (${PHASE_NAMES[phase]})`;
  const line = `commit: ${text.trim()}\n`;
  if (clean) ui.status(line);
  else ui.write(line);
}

function newCommitPhase({ config }: Repository): number {
  const value = config.get('phases', 'new-commit') ?? 'draft';
  const named = [0, 1, 2].find((phase) => PHASE_NAMES[phase] === value);
  return named ?? Number(value);
}

function showUpdate({ ui }: CommandContext, repo: Repository, parents: readonly number[]): void {
  const heads = repo.branches().get(repo.workingBranch())?.openHeads ?? [];
  const known = parents.filter((rev) => rev >= 0);
  const count = heads.length === 0 ? 0 : onlyRevs(repo.graph, heads, known).length;
  if (count === 0) ui.status('update: (current)\n');
  else if (!heads.includes(parents[0] as number)) ui.write(`update: ${count} new changesets (update)\n`);
  else ui.write(`update: ${count} new changesets, ${heads.length} branch heads (merge)\n`);
}

function showPhases({ ui }: CommandContext, repo: Repository): void {
  const counts = ([1, 2] as const)
    .map((phase) => [repo.revsInPhase(phase).length, PHASE_NAMES[phase]] as const)
    .filter(([count]) => count > 0)
    .map(([count, name]) => `${count} ${name}`);
  if (counts.length > 0) ui.status(`phases: ${counts.join(', ')}\n`);
  if (!isEvolutionEnabled(ui.config, 'createmarkers')) return;
  for (const [what, revs] of [
    ['orphan', repo.orphanRevs()],
    ['content-divergent', repo.contentDivergentRevs()],
    ['phase-divergent', repo.phaseDivergentRevs()],
  ] as const)
    if (revs.length > 0) ui.status(`${what}: ${revs.length} changesets\n`);
}

export const command: CommandDefinition = {
  name: 'summary',
  aliases: ['sum'],
  argumentCount: [0, 0],
  synopsis: '[--remote]',
  summary: 'summarize working directory state',
  help: `Says in a few lines where the working directory is: its parents, branch and bookmarks, what has changed, how many changesets there are to update to, and how many are not public.

With --remote also what the default paths have to pull from and to push to, which can take a while.

Returns 0 on success.`,
  category: 'working-directory',
  options: [{ short: '', long: 'remote', kind: 'flag', help: 'look at what there is to pull and push' }],
  async run(context, _args, options) {
    const repo = context.repo();
    context.ui.pager('summary');
    const parents = repo.workingParents().filter((rev, at) => at === 0 || rev >= 0);
    for (const rev of parents) showParent(context, repo, rev);
    const branch = repo.workingBranch();
    if (branch === 'default') context.ui.status(`branch: ${branch}\n`, 'log.branch');
    else context.ui.write(`branch: ${branch}\n`, 'log.branch');
    showBookmarks(context, repo, parents);
    showChanges(context, repo, parents);
    showUpdate(context, repo, parents);
    showPhases(context, repo);
    if (options.flag('remote')) {
      const { showRemote } = await import('../remote-summary.js');
      await showRemote(context, repo);
    }
    return 0;
  },
};
