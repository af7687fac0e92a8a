/** `qs phase`: shows and changes phases. */
import { WDIR_REV } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import { inTransaction, type Repository, withLock } from '../../repo/index.js';
import { PHASE_NAMES, type Phase } from '../../store/index.js';
import type { CommandContext, CommandDefinition } from '../command.js';
import { revisionsOf } from '../revisions.js';

const TARGETS: readonly (readonly [option: string, phase: Phase])[] = [
  ['public', 0],
  ['draft', 1],
  ['secret', 2],
];

export const command: CommandDefinition = {
  name: 'phase',
  synopsis: '[-p|-d|-s] [-f] [-r] [REV...]',
  summary: 'show or change the phase of changesets',
  help: `Prints number and phase of each revision, of the working directory's parents when none is given. The phases are
public (shared, never changed), draft and secret (never leaves the repository).

With --public, --draft or --secret puts the revisions in that phase. Towards public, their ancestors go with them. The other way, where their descendants go with them, takes --force.

Returns 0 on success, 1 when something could not be moved.`,
  category: 'organization',
  options: [
    { short: 'p', long: 'public', kind: 'flag', help: 'make them public' },
    { short: 'd', long: 'draft', kind: 'flag', help: 'make them draft' },
    { short: 's', long: 'secret', kind: 'flag', help: 'make them secret' },
    { short: 'f', long: 'force', kind: 'flag', help: 'move the boundary backward, too' },
    { short: 'r', long: 'rev', kind: 'list', help: 'target revision', valueName: 'REV' },
  ],
  run(context, args, options) {
    const targets = TARGETS.filter(([name]) => options.flag(name));
    if (targets.length > 1) throw new HgError('abort', 'only one phase can be specified');
    const repo = context.repo();
    const specs = [...args, ...options.list('rev')];
    const revs =
      specs.length > 0
        ? [...revisionsOf(context, specs)]
        : repo.workingParents().filter((rev, i) => i === 0 || rev >= 0);
    const target = targets[0]?.[1];
    if (target !== undefined) return change(context, repo, revs, target, options.flag('force'));
    for (const rev of revs) context.ui.write(`${rev}: ${PHASE_NAMES[repo.phase(rev)]}\n`);
    return 0;
  },
};

function change(
  { ui }: CommandContext,
  repo: Repository,
  revs: readonly number[],
  target: Phase,
  force: boolean,
): number {
  if (revs.length === 0) throw new HgError('abort', 'empty revision set');
  if (revs.includes(WDIR_REV)) throw new HgError('abort', 'working directory has no phase of its own');
  const nodes = revs.map((rev) => repo.node(rev));
  const { changed, rejected } = withLock(repo, () =>
    inTransaction(repo, { name: 'phase' }, ({ writer }) => {
      const { changelog } = writer.store;
      const now = nodes.map((node) => changelog.revlog.rev(node));
      writer.phases.advanceRevs(target, now);
      if (force) {
        if (target > 0 && now.includes(-1)) throw new HgError('abort', 'cannot change null revision phase');
        writer.phases.retractRevs(target, now);
      }
      const runs = writer.phases.changes();
      return {
        changed: runs.reduce((sum, { first, end }) => sum + end - first, 0),
        rejected: now.filter((rev) => writer.phases.phase(rev) < target).length,
      };
    }),
  );
  if (rejected > 0) ui.warn(`cannot move ${rejected} changesets to a higher phase, use --force\n`);
  if (changed === 0) ui.warn('no phases changed\n');
  else {
    const message = `phase changed for ${changed} changesets\n`;
    if (rejected > 0) ui.status(message);
    else ui.note(message);
  }
  return rejected > 0 ? 1 : 0;
}
