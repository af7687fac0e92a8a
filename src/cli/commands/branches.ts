/** `qs branches`. */
import { type BranchInfo, PHASE_NAMES } from '../../store/index.js';
import type { CommandDefinition } from '../command.js';
import { columnsOf, revisionLabel, revisionsOf, TEMPLATE_OPTION } from '../revisions.js';

export const command: CommandDefinition = {
  name: 'branches',
  synopsis: '[-c]',
  summary: 'list repository named branches',
  help: `Lists the named branches with the tip of each, newest first. A branch is inactive when all of its heads have been
merged into other branches; closed ones are left out unless --closed is given.

Templates know active, closed, current (the working directory is on it) and whatever is known of the tip's changeset.

Returns 0.`,
  category: 'organization',
  argumentCount: [0, 0],
  options: [
    {
      short: 'a',
      long: 'active',
      kind: 'flag',
      help: 'only branches with heads that are not merged',
      deprecated: true,
    },
    { short: 'c', long: 'closed', kind: 'flag', help: 'closed branches too' },
    { short: 'r', long: 'rev', kind: 'list', help: 'the branches of these revisions' },
    TEMPLATE_OPTION,
  ],
  run(context, _args, options) {
    const { ui } = context;
    const repo = context.repo();
    const heads = new Set(repo.heads());
    const wanted =
      options.list('rev').length === 0
        ? undefined
        : new Set([...revisionsOf(context, options.list('rev'))].map((rev) => repo.branch(rev)));
    const isActive = (branch: BranchInfo): boolean => branch.openHeads.some((head) => heads.has(head));
    const branches = [...repo.branches().values()]
      .filter(({ name }) => wanted === undefined || wanted.has(name))
      .map((branch) => ({ branch, active: !branch.closed && isActive(branch) }))
      .sort((a, b) => {
        const byState = Number(b.active) - Number(a.active);
        return byState === 0 ? b.branch.tip - a.branch.tip : byState;
      });
    ui.pager('branches');
    const formatter = ui.formatter('branches', options);
    const current = repo.workingBranch();
    for (const { branch, active } of branches) {
      if (options.flag('active') && !active) continue;
      if (branch.closed && !options.flag('closed')) continue;
      const isCurrent = branch.name === current;
      const label = branch.closed
        ? 'branches.closed'
        : isCurrent
          ? 'branches.current'
          : active
            ? 'branches.active'
            : 'branches.inactive';
      formatter.startItem();
      formatter.context({ repo, rev: branch.tip });
      formatter.labelled(label).write('branch', '%s', branch.name);
      const rev = branch.tip;
      const number = String(rev);
      const padding = ' '.repeat(Math.max(31 - number.length - columnsOf(context, branch.name), 0));
      const phase = PHASE_NAMES[repo.phase(rev)] ?? '';
      formatter
        .labelled(`log.changeset changeset.${phase}`)
        .conditionalWrite(
          !ui.quiet,
          'rev',
          `${padding} %s`,
          formatter.isPlain ? revisionLabel(context, rev) : rev,
        );
      if (!formatter.isPlain)
        formatter.data({ node: repo.node(rev), active, closed: branch.closed, current: isCurrent });
      if (!ui.quiet) formatter.plain(branch.closed ? ' (closed)' : active ? '' : ' (inactive)');
      formatter.plain('\n');
    }
    formatter.end();
    return 0;
  },
};
