/** `qs shelve`. */
import type { ByteString } from '../../bytes/index.js';
import { HgError, InputError } from '../../errors/index.js';
import {
  type CommitDraft,
  checkUnfinished,
  type Repository,
  ShelfFiles,
  shelveChanges,
  withWlock,
  workingStatus,
} from '../../repo/index.js';
import type { CommandContext, CommandDefinition, Options } from '../command.js';
import { WALK_OPTIONS } from '../diff/diff-options.js';
import { shelveContext } from '../shelve/shelve-context.js';
import { editMessage } from '../working-copy/commit-message.js';
import { hasPatterns, trackingContext } from '../working-copy/tracking.js';

/** What else than shelving can be asked for, and the options that mean something only when shelving. */
const ACTIONS = ['cleanup', 'delete', 'list', 'patch', 'stat'] as const;
const OTHERS = [
  'addremove',
  'unknown',
  'cleanup',
  'delete',
  'edit',
  'keep',
  'list',
  'message',
  'name',
  'patch',
  'stat',
] as const;

/** @throws InputError for options that do not go together */
function actionOf(options: Options): (typeof ACTIONS)[number] | undefined {
  const isGiven = (name: string): boolean => options.flag(name) || (options.value(name) ?? '') !== '';
  const action = ACTIONS.find(isGiven);
  if (action === undefined) return undefined;
  for (const other of OTHERS) {
    const isDetail = action === 'list' && (other === 'patch' || other === 'stat');
    if (other !== action && !isDetail && isGiven(other))
      throw new InputError(`options '--${action}' and '--${other}' may not be used together`);
  }
  return action;
}

function deleteShelves(repo: Repository, names: readonly ByteString[]): number {
  if (names.length === 0) throw new InputError('no shelved changes specified!');
  return withWlock(repo, () => {
    const files = new ShelfFiles(repo);
    for (const name of names) {
      if (!files.has(name)) throw new InputError(`shelved change '${name}' not found`);
      files.retire(name);
      files.prune();
    }
    return 0;
  });
}

function cleanUp(repo: Repository, names: readonly ByteString[]): number {
  if (names.length > 0) throw new InputError("cannot specify names when using '--cleanup'");
  return withWlock(repo, () => {
    const files = new ShelfFiles(repo);
    for (const { name } of files.list()) files.retire(name);
    files.prune();
    return 0;
  });
}

async function show(
  context: CommandContext,
  names: readonly ByteString[],
  action: 'list' | 'patch' | 'stat',
  options: Options,
): Promise<number> {
  const all = new ShelfFiles(context.repo()).list();
  if (action !== 'list') {
    for (const name of names)
      if (!all.some((shelf) => shelf.name === name)) throw new HgError('abort', `cannot find shelf ${name}`);
    if (all.length === 0) throw new HgError('abort', 'there are no shelves to show');
  }
  const { listShelves } = await import('../shelve/list-shelves.js');
  const { patchWriter } = await import('../shelve/shelve-context.js');
  const chosen = action !== 'list' && names.length === 0 ? all.slice(0, 1) : all;
  listShelves(context, {
    shelves: names.length === 0 ? chosen : chosen.filter(({ name }) => names.includes(name)),
    details: options.flag('patch') ? 'patch' : options.flag('stat') ? 'stat' : undefined,
    patchOf: await patchWriter(context),
  });
  return 0;
}

async function shelve(
  context: CommandContext,
  patterns: readonly ByteString[],
  options: Options,
): Promise<number> {
  const { ui } = context;
  const repo = context.repo();
  const isInteractive = options.flag('interactive');
  if (isInteractive && !ui.interactive) throw new InputError('running non-interactively');
  checkUnfinished(repo);
  const { matcher } = trackingContext(context, patterns, options, hasPatterns(patterns, options));
  const recording = isInteractive ? await import('../record/choose-commit.js') : undefined;
  const name = shelveChanges({
    ...(await shelveContext(context, options)),
    matcher,
    name: options.value('name'),
    message: options.value('message') || undefined,
    edit: options.flag('edit')
      ? (draft: CommitDraft) => editMessage(context, draft, { form: 'shelve.shelve' })
      : undefined,
    choose:
      recording === undefined ? undefined : (within) => recording.chooseRecorded(context, within, matcher),
    addsAndRemoves: options.flag('addremove'),
    takesUnknown: options.flag('unknown'),
    keep: options.flag('keep'),
    currentDirectory: context.cwd,
    isBare: !isInteractive && !hasPatterns(patterns, options),
  });
  if (name !== undefined) return 0;
  const { deleted } = workingStatus(repo, { matcher });
  if (deleted.length > 0) ui.status(`nothing changed (${deleted.length} missing files, see 'hg status')\n`);
  else ui.status('nothing changed\n');
  return 1;
}

export const command: CommandDefinition = {
  name: 'shelve',
  synopsis: '[OPTION]... [FILE]...',
  summary: 'put changes of the working directory aside',
  help: `Keeps what has changed in the working directory as a shelf, and takes it out of the working directory. \`unshelve\` brings it back, also on top of another changeset.

Without names everything that \`status\` reports as changed is shelved, otherwise only the changes of those files. A branch name that was chosen for the next commit goes along when everything is shelved, and comes back with it.

A shelf is named after the active bookmark, or else the branch, unless --name says something else. --list shows the shelves, their age and their titles, the newest first; with --patch or --stat what is in them. --delete removes shelves by name, --cleanup all of them; for a while they are kept in .hg/shelve-backup.

Returns 0 on success, 1 if nothing changed.`,
  category: 'working-directory',
  options: [
    { short: 'A', long: 'addremove', kind: 'flag', help: 'track new files and forget missing ones first' },
    { short: 'u', long: 'unknown', kind: 'flag', help: 'shelve files that are not tracked, too' },
    { short: '', long: 'cleanup', kind: 'flag', help: 'remove all shelves' },
    { short: '', long: 'date', kind: 'value', help: 'record this date', valueName: 'DATE' },
    { short: 'd', long: 'delete', kind: 'flag', help: 'remove the named shelves' },
    { short: 'e', long: 'edit', kind: 'flag', help: 'edit the message' },
    { short: 'k', long: 'keep', kind: 'flag', help: 'leave the working directory as it is' },
    { short: 'l', long: 'list', kind: 'flag', help: 'list the shelves' },
    { short: 'm', long: 'message', kind: 'value', help: 'use this text as the message', valueName: 'TEXT' },
    { short: 'n', long: 'name', kind: 'value', help: 'give the shelf this name', valueName: 'NAME' },
    { short: 'p', long: 'patch', kind: 'flag', help: 'show the changes of the named shelves' },
    { short: 'i', long: 'interactive', kind: 'flag', help: 'choose the changes one by one' },
    { short: '', long: 'stat', kind: 'flag', help: 'count the changed lines of the named shelves' },
    ...WALK_OPTIONS,
  ],
  run(context, args, options) {
    const action = actionOf(options);
    if (action === 'cleanup') return cleanUp(context.repo(), args);
    if (action === 'delete') return deleteShelves(context.repo(), args);
    if (action !== undefined) return show(context, args, action, options);
    return shelve(context, args, options);
  },
};
