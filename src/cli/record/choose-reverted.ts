/** Which changes `revert --interactive` takes back. */
import { type ByteString, WDIR_REV } from '../../bytes/index.js';
import { exactMatcher, type Matcher } from '../../match/index.js';
import { reverseHunk } from '../../patch/index.js';
import type { RevertChooser } from '../../repo/index.js';
import type { CommandContext } from '../command.js';
import { diffRevisions } from '../diff/revision-diff.js';
import { type ChosenChanges, chooseChanges, type Operation } from './choose-changes.js';
import { interactiveDiffOptions } from './choose-commit.js';
import { chosenContents } from './chosen-contents.js';
import { recordableFile } from './recordable-file.js';

/** @param matcher of the command line: files that are named by themselves are not asked about as a whole. */
export function chooseReverted(context: CommandContext, rev: number, matcher: Matcher): RevertChooser {
  const { ui } = context;
  const repo = context.repo();
  const keeps = ui.config.getBool('experimental', 'revert.interactive.select-to-keep');
  const operation: Operation = rev !== repo.workingParents()[0] ? 'apply' : keeps ? 'keep' : 'discard';
  return {
    confirm: (question) => ui.choose(question, ['y', 'n'], 0) === 0,
    choose(paths) {
      const isBackwards = operation !== 'apply';
      const diffs = diffRevisions(repo, isBackwards ? rev : WDIR_REV, isBackwards ? WDIR_REV : rev, {
        options: { ...interactiveDiffOptions(context, 'revert'), showFunction: false },
        services: undefined,
        matcher: exactMatcher(paths),
      });
      const files = Array.from(diffs, recordableFile);
      const chosen = chooseChanges(context, files, operation, (path) => matcher.isExact(path));
      // As in hg: bits alone stay as they are where lines could have been chosen.
      const touched = chosen.filter(({ file, hunks }) => hunks.length > 0 || file.hunks.length === 0);
      const meant = operation === 'discard' ? touched.map(reversed) : touched;
      const contents = new Map<ByteString, { content: Uint8Array; flags: '' | 'x' | 'l' }>();
      for (const [path, file] of chosenContents(context, meant)) if (file !== null) contents.set(path, file);
      return contents;
    },
  };
}

/** What takes the changes back. */
function reversed({ file, hunks }: ChosenChanges): ChosenChanges {
  const { before, after, operation } = file.pair;
  const flags = hunks.length > 0 ? after?.flags : before?.flags;
  const pair = {
    ...(after !== undefined && { before: after }),
    ...(before !== undefined && { after: { ...before, ...(flags !== undefined && { flags }) } }),
    ...(operation !== undefined && { operation }),
  };
  return { file: { ...file, pair }, hunks: hunks.map(reverseHunk) };
}
