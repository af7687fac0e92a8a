/** `qs resolve`. */
import type { ByteString } from '../../bytes/index.js';
import { HgError, InputError, StateError } from '../../errors/index.js';
import type { Matcher } from '../../match/index.js';
import { type Repository, type ResolveRequest, readMergeStateOf, resolveFiles } from '../../repo/index.js';
import type { CommandContext, CommandDefinition, Options } from '../command.js';
import { WALK_OPTIONS } from '../diff/diff-options.js';
import { fileMatcher } from '../diff/file-matcher.js';
import { pathDisplay } from '../display-path.js';
import { untilHalted } from '../halted-merge.js';
import { TOOL_OPTION } from '../merge-options.js';
import { TEMPLATE_OPTION } from '../revisions.js';

type Action = ResolveRequest['action'] | 'list';

function actionOf(context: CommandContext, args: readonly ByteString[], options: Options): Action {
  const { config } = context.ui;
  const given = (['list', 'mark', 'unmark', 're-merge'] as const).filter((name) => options.flag(name));
  if (given.length > 1) throw new InputError('too many actions specified');
  const [action] = given;
  if (action === undefined && config.getBool('commands', 'resolve.explicit-re-merge'))
    throw new InputError('no action specified', {
      hint: 'use --mark, --unmark, --list or --re-merge',
    });
  const all = options.flag('all');
  if (args.length > 0 && all) throw new InputError("can't specify --all and patterns");
  if (!all && args.length === 0 && (action === undefined || action === 're-merge'))
    throw new InputError('no files or directories specified', {
      hint: 'use --all to re-merge all unresolved files',
    });
  if (config.getBool('commands', 'resolve.confirm')) confirm(context, action, all, args.length > 0);
  return action ?? 're-merge';
}

function confirm(context: CommandContext, action: Action | undefined, all: boolean, named: boolean): void {
  const ask = (what: string): void => {
    if (context.ui.choose(`${what} (yn)?`, ['y', 'n'], 0) === 1) throw new HgError('canceled', 'user quit');
  };
  if (all && (action === undefined || action === 're-merge')) ask('re-merge all unresolved files');
  if (action === 'mark' && !named) ask('mark all unresolved files as resolved');
  if (action === 'unmark' && !named) ask('mark all resolved files as unresolved');
}

function list(context: CommandContext, repo: Repository, matcher: Matcher, options: Options): number {
  const { ui } = context;
  ui.pager('resolve');
  const formatter = ui.formatter('resolve', options);
  const show = pathDisplay(context, false);
  for (const [path, { kind, resolved }] of readMergeStateOf(repo).sorted) {
    if (!matcher.matches(path)) continue;
    const label = resolved ? 'resolve.resolved' : 'resolve.unresolved';
    formatter.startItem();
    formatter.context({ repo });
    formatter
      .labelled(label)
      .conditionalWrite(
        !options.flag('no-status'),
        'mergestatus',
        '%s ',
        resolved ? 'R' : kind === 'path' ? 'P' : 'U',
      );
    formatter.data({ path });
    formatter.plain(`${show(path)}\n`, label);
  }
  formatter.end();
  return 0;
}

/** What would have matched, had the names been meant as they stand. */
function suggestion(
  context: CommandContext,
  args: readonly ByteString[],
  options: Options,
): ByteString | undefined {
  if (args.some((arg) => arg.includes(':'))) return undefined;
  const paths = args.map((arg) => `path:${arg}`);
  const matcher = fileMatcher(context, paths, options);
  const entries = readMergeStateOf(context.repo()).entries;
  if (![...entries.keys()].some((path) => matcher.matches(path))) return undefined;
  const flags = ['all', 'mark', 'unmark', 'list', 'no-status', 're-merge']
    .filter((name) => options.flag(name))
    .map((name) => (name === 're-merge' ? '--re-merge ' : `-${name.slice(0, 1)} `));
  return `(try: hg resolve ${flags.join('')}${paths.join(' ')})\n`;
}

export const command: CommandDefinition = {
  name: 'resolve',
  synopsis: '[OPTION]... [FILE]...',
  summary: 'redo merges or set/view the merge status of files',
  help: `Files that a merge or an update could not merge are unresolved, and nothing can be committed until all of them are resolved.

- "hg resolve --re-merge FILE..." (or without --re-merge) merges files anew, from the versions they had before. What is there now is thrown away, and kept as FILE.orig. With --all, all unresolved files.
- "hg resolve -m FILE..." says that files are resolved: after they were merged by hand. Without files, all.
- "hg resolve -u FILE..." says that they are not.
- "hg resolve -l" lists the files: R are resolved, U unresolved, and P are files that were renamed because a directory has their name.

Returns 0 on success, 1 when files are left unresolved by a merge.`,
  category: 'working-directory',
  inferRepository: true,
  options: [
    { short: 'a', long: 'all', kind: 'flag', help: 'select all unresolved files' },
    { short: 'l', long: 'list', kind: 'flag', help: 'list files of the merge' },
    { short: 'm', long: 'mark', kind: 'flag', help: 'mark files as resolved' },
    { short: 'u', long: 'unmark', kind: 'flag', help: 'mark files as unresolved' },
    { short: 'n', long: 'no-status', kind: 'flag', help: 'list without the state' },
    { short: '', long: 're-merge', kind: 'flag', help: 'merge files anew' },
    TOOL_OPTION,
    ...WALK_OPTIONS,
    TEMPLATE_OPTION,
  ],
  run(context, args, options) {
    const { ui } = context;
    const action = actionOf(context, args, options);
    const repo = context.repo();
    const matcher = fileMatcher(context, args, options);
    if (action === 'list') return list(context, repo, matcher, options);
    return untilHalted(context, () => {
      const { matched, failed, unresolved, marked } = resolveFiles(repo, {
        action,
        matcher,
        messages: ui,
        tool: options.value('tool'),
        display: pathDisplay(context, false),
        refuseMarkers:
          ui.config.get('commands', 'resolve.mark-check') === 'abort' &&
          !options.flag('all') &&
          args.length === 0,
      });
      if (marked === 'refused')
        throw new StateError('conflict markers detected', { hint: 'use --all to mark anyway' });
      if (!matched && args.length > 0) {
        const hint = suggestion(context, args, options);
        ui.warn('arguments do not match paths that need resolving\n');
        if (hint !== undefined) ui.warn(hint);
      }
      if (unresolved === 0) {
        ui.status('(no more unresolved files)\n');
        sayHowToGoOn(context, repo);
      }
      return failed ? 1 : 0;
    });
  },
};

function sayHowToGoOn({ ui }: CommandContext, repo: Repository): void {
  const { hgFs } = repo.store.places;
  for (const [file, what] of [
    ['graftstate', 'graft'],
    ['rebasestate', 'rebase'],
    ['shelvedstate', 'unshelve'],
    ['histedit-state', 'histedit'],
  ] as const)
    if (hgFs.stat(file) !== undefined) {
      ui.warn(`continue: hg ${what} --continue\n`);
      return;
    }
  if (ui.verbose) ui.note('continue: hg commit\n');
}
