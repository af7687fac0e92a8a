/** Which changes of the working directory a commit takes. */
import { NULL_REV, WDIR_REV } from '../../bytes/index.js';
import type { DiffOptions } from '../../diff/index.js';
import { InputError, StateError } from '../../errors/index.js';
import type { Matcher } from '../../match/index.js';
import {
  type ChosenFiles,
  checkCommitPatterns,
  type NewFile,
  type Repository,
  readMergeStateOf,
} from '../../repo/index.js';
import type { CommandContext, Options } from '../command.js';
import { diffRevisions } from '../diff/revision-diff.js';
import { userName } from '../username.js';
import { chooseChanges } from './choose-changes.js';
import { chosenContents } from './chosen-contents.js';
import { recordableFile } from './recordable-file.js';

/** How changes are shown that are chosen from; `section` is `commit` or `revert`. */
export function interactiveDiffOptions({ ui }: CommandContext, section: string): DiffOptions {
  const { config } = ui;
  const flag = (name: string): boolean => config.getBool('commands', `${section}.interactive.${name}`);
  return {
    git: true,
    noDates: true,
    noBinary: true,
    showFunction: true,
    context: Math.max(config.getInt('commands', `${section}.interactive.unified`, 3), 0),
    ignoreAllSpace: flag('ignorews'),
    ignoreSpaceChange: flag('ignorewsamount'),
    ignoreBlankLines: flag('ignoreblanklines'),
    ignoreSpaceAtEol: flag('ignorewseol'),
  };
}

/** Contents by path; none when nothing was chosen. @throws InputError, StateError, HgError */
export function chooseCommit(context: CommandContext, matcher: Matcher, options: Options): ChosenFiles {
  if (!context.ui.interactive) throw new InputError('running non-interactively');
  if (!options.value('user')) userName(context);
  return chooseRecorded(context, context.repo(), matcher);
}

/** @param repo whose working directory it is, as it is now. @throws InputError, StateError, HgError */
export function chooseRecorded(context: CommandContext, repo: Repository, matcher: Matcher): ChosenFiles {
  if (!context.ui.interactive) throw new InputError('running non-interactively');
  const [parent, other] = repo.workingParents();
  if (other !== NULL_REV) throw new InputError('cannot partially commit a merge (use "hg commit" instead)');
  if (readMergeStateOf(repo).unresolvedCount > 0)
    throw new StateError("unresolved merge conflicts (see 'hg help resolve')");
  checkCommitPatterns(repo, matcher);
  const diffs = diffRevisions(repo, parent, WDIR_REV, {
    options: interactiveDiffOptions(context, 'commit'),
    services: undefined,
    matcher,
  });
  const files = Array.from(diffs, recordableFile);
  const chosen = chooseChanges(context, files, 'record', (path) => matcher.isExact(path));
  const contents = new Map<string, NewFile | null>();
  for (const [path, file] of chosenContents(context, chosen)) {
    if (file === null) contents.set(path, null);
    else {
      const { content, flags, copiedFrom } = file;
      contents.set(path, { content, flags, ...(copiedFrom !== undefined && { copiedFrom }) });
    }
  }
  return contents;
}
