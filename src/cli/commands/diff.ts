/** `qs diff`. */
import { type ByteString, WDIR_REV } from '../../bytes/index.js';
import type { FileDiff } from '../../diff/index.js';
import { InputError } from '../../errors/index.js';
import { hasSubrepos, subreposIn } from '../../repo/index.js';
import { revPair } from '../../revset/index.js';
import type { CommandContext, CommandDefinition, Options } from '../command.js';
import { DIFF_OPTIONS, diffOptionsOf, MORE_DIFF_OPTIONS, WALK_OPTIONS } from '../diff/diff-options.js';
import { loadDiffServices } from '../diff/diff-services.js';
import { fileMatcher } from '../diff/file-matcher.js';
import { relativeRoot, warnOutsideRoot } from '../diff/relative-root.js';
import { diffRevisions } from '../diff/revision-diff.js';
import { statText, writeDiff } from '../diff/write-diff.js';
import { pathDisplay } from '../display-path.js';
import { revisionOf } from '../revisions.js';
import { revsetContext } from '../template-resources.js';

function exclusive(options: Options, first: string, others: readonly string[]): void {
  const given = (name: string): boolean => options.list(name).length > 0 || Boolean(options.value(name));
  if (!given(first)) return;
  for (const other of others)
    if (given(other)) throw new InputError(`cannot specify both --${first} and --${other}`);
}

/** What is compared. */
function comparedRevisions(context: CommandContext, options: Options): readonly [number, number] {
  const repo = context.repo();
  const [from, to, change] = [options.value('from'), options.value('to'), options.value('change')];
  exclusive(options, 'from', ['rev', 'change']);
  exclusive(options, 'to', ['rev', 'change']);
  exclusive(options, 'rev', ['change']);
  if (change) {
    const rev = revisionOf(context, change);
    return [rev < 0 ? -1 : rev === WDIR_REV ? repo.workingParents()[0] : repo.graph.parent1(rev), rev];
  }
  if (from || to)
    return [from ? revisionOf(context, from) : WDIR_REV, to ? revisionOf(context, to) : WDIR_REV];
  const specs = options.list('rev');
  // The usual case loads no revsets.
  if (specs.length === 0) return [repo.workingParents()[0], WDIR_REV];
  const [first, second = WDIR_REV] = revPair(repo, specs, revsetContext(context));
  return [first, second];
}

export const command: CommandDefinition = {
  name: 'diff',
  synopsis: '[OPTION]... ([-c REV] | [--from REV1] [--to REV2]) [FILE]...',
  summary: 'show differences between revisions (or in selected files)',
  help: `Shows what differs between the working directory and its first parent as unified diffs; or between two revisions, --from and
--to; or with --change between a changeset and its first parent. Where files are named, only those are compared.

Binary files are only said to differ, unless --text asks for their lines or --git for patches that carry them.

Returns 0 on success.`,
  category: 'working-directory',
  inferRepository: true,
  options: [
    { short: 'r', long: 'rev', kind: 'list', help: 'revision', deprecated: true },
    { short: '', long: 'from', kind: 'value', help: 'revision to compare', valueName: 'REV1' },
    { short: '', long: 'to', kind: 'value', help: 'revision to compare it with', valueName: 'REV2' },
    { short: 'c', long: 'change', kind: 'value', help: 'show what one changeset changed', valueName: 'REV' },
    ...DIFF_OPTIONS,
    ...MORE_DIFF_OPTIONS,
    ...WALK_OPTIONS,
    { short: 'S', long: 'subrepos', kind: 'flag', help: 'enter subrepositories' },
  ],
  async run(context, args, options) {
    const { ui } = context;
    const repo = context.repo();
    let [from, to] = comparedRevisions(context, options);
    if (options.flag('reverse')) [from, to] = [to, from];
    const stat = options.flag('stat');
    const shown = diffOptionsOf(context, options);
    const diffOptions = stat ? { ...shown, context: 0, noPrefix: false } : shown;
    const matcher = fileMatcher(context, args, options, to);
    const root = relativeRoot(context, options.value('root'));
    const services = shown.git === true ? await loadDiffServices(context.platform) : undefined;
    const show = pathDisplay(context);
    ui.pager('diff');
    warnOutsideRoot(context, root, matcher);
    const nested =
      (options.flag('subrepos') || !matcher.always) && (hasSubrepos(repo, to) || hasSubrepos(repo, from));
    const settings = {
      options: diffOptions,
      services,
      matcher,
      root,
      digits: ui.debugFlag ? 40 : 12,
      bad: (path: ByteString, message: ByteString) => {
        if (!nested || !subreposIn(repo).isInSubrepo(repo, path)) ui.warn(`${show(path)}: ${message}\n`);
      },
    };
    // Paths below --root are relative to that already.
    const shownInStat = root === '' ? pathDisplay(context, false) : undefined;
    const print = (files: Iterable<FileDiff>): void => {
      if (stat) ui.write(statText(ui, files, 0, shownInStat));
      else writeDiff(ui, files, shown);
    };
    const own = nested ? subreposIn(repo).ownMatcher(repo, matcher) : matcher;
    print(diffRevisions(repo, from, to, { ...settings, matcher: own }));
    if (nested) {
      const { diffsOfSubrepos } = await import('../subrepos/diff-subrepos.js');
      for (const files of diffsOfSubrepos(repo, [from, to], settings, options.flag('subrepos'))) print(files);
    }
    return 0;
  },
};
