/** `--root`: diffs of one directory, with paths relative to it. */
import type { ByteString } from '../../bytes/index.js';
import { canonicalPath, type Matcher, pathFrom } from '../../match/index.js';
import type { CommandContext } from '../command.js';
import { pathDisplay } from '../display-path.js';

/** The directory below the repository's root; '' for the root itself. @throws InputError when it lies outside. */
export function relativeRoot(context: CommandContext, directory: ByteString | undefined): ByteString {
  if (!directory) return '';
  const repo = context.repo();
  return canonicalPath({ root: repo.root, cwd: context.cwd, fs: repo.place.workFs }, directory);
}

/** Says which of the named files the diff will not show for that reason. */
export function warnOutsideRoot(context: CommandContext, root: ByteString, matcher: Matcher): void {
  if (root === '') return;
  const show = pathDisplay(context);
  const shownRoot = pathFrom(context.repo().root, context.cwd, root);
  // The directory itself counts as outside, in hg too.
  for (const path of matcher.files)
    if (!path.startsWith(`${root}/`))
      context.ui.warn(`warning: ${show(path)} not inside relative root ${shownRoot}\n`);
}
