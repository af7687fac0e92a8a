/** `qs branch`. */
import { type ByteString, bytesOf, NULL_REV } from '../../bytes/index.js';
import { InputError } from '../../errors/index.js';
import { replaceFile } from '../../platform/index.js';
import { checkNewLabel, type Repository, withWlock } from '../../repo/index.js';
import type { CommandContext, CommandDefinition, Options } from '../command.js';
import { toStored } from '../working-copy/commit-message.js';

function writeBranch(context: CommandContext, name: ByteString): void {
  const repo = context.repo();
  const stored = toStored(context)(name);
  withWlock(repo, () => replaceFile(repo.store.places.hgFs, 'branch', bytesOf(`${stored}\n`)));
}

/** Of the first parent. */
function parentBranch(repo: Repository): ByteString {
  const [parent] = repo.workingParents();
  return parent === NULL_REV ? 'default' : repo.branch(parent);
}

function setBranch(context: CommandContext, name: ByteString, options: Options): void {
  const { ui } = context;
  const repo = context.repo();
  if (!options.flag('force') && repo.branches().has(name)) {
    const isParents = repo.workingParents().some((rev) => rev !== NULL_REV && repo.branch(rev) === name);
    if (!isParents)
      throw new InputError('a branch of the same name already exists', {
        hint: "use 'hg update' to switch to it",
      });
  }
  checkNewLabel(name);
  const isFirst = ![...repo.branches()].some(
    ([other, { openHeads }]) => other !== 'default' && openHeads.length > 0,
  );
  writeBranch(context, name);
  ui.status(`marked working directory as branch ${name}\n`);
  // Said once in the life of a repository.
  if (isFirst) ui.status('(branches are permanent and global, did you want a bookmark?)\n');
}

export const command: CommandDefinition = {
  name: 'branch',
  synopsis: '[-fC] [NAME]',
  summary: 'show or choose the branch of the next commit',
  help: `Prints the branch that the next commit will be on, or, with a name, chooses another one. Nothing is recorded before the commit.

A name that another branch has takes --force. With --clean the branch is again that of the working directory's parent.

Returns 0 on success.`,
  category: 'organization',
  argumentCount: [0, Number.POSITIVE_INFINITY],
  options: [
    { short: 'f', long: 'force', kind: 'flag', help: 'take the name even if a branch has it' },
    { short: 'C', long: 'clean', kind: 'flag', help: "go back to the parent's branch" },
    {
      short: 'r',
      long: 'rev',
      kind: 'list',
      help: 'change the branch of these revisions',
      valueName: 'REV',
      experimental: true,
    },
  ],
  async run(context, args, options) {
    const { ui } = context;
    const repo = context.repo();
    const name = args[0]?.trim() ?? '';
    if (options.list('rev').length > 0) {
      if (name === '') throw new InputError('no branch name specified for the revisions');
      const { changeBranchOf } = await import('../working-copy/change-branch.js');
      changeBranchOf(context, options.list('rev'), name, options.flag('force'));
      return 0;
    }
    if (name === '' && !options.flag('clean')) {
      ui.write(`${repo.workingBranch()}\n`);
      return 0;
    }
    if (options.flag('clean')) {
      const parent = parentBranch(repo);
      writeBranch(context, parent);
      ui.status(`reset working directory to branch ${parent}\n`);
      return 0;
    }
    setBranch(context, name, options);
    return 0;
  },
};
