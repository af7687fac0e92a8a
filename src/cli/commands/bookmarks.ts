/** `qs bookmarks`: lists, creates, moves, renames and deletes them. */
import { type ByteString, type NodeId, WDIR_REV } from '../../bytes/index.js';
import { InputError, LookupError } from '../../errors/index.js';
import {
  BookmarkEditor,
  hiddenFate,
  inTransaction,
  type Repository,
  setActiveBookmark,
  withLock,
  withWlock,
} from '../../repo/index.js';
import type { CommandContext, CommandDefinition, Options } from '../command.js';
import { checkIncompatible, onlyOneOf } from '../option-conflicts.js';
import { programName } from '../program-name.js';
import { columnsOf, revisionLabel, revisionOf, TEMPLATE_OPTION } from '../revisions.js';

export const command: CommandDefinition = {
  name: 'bookmarks',
  aliases: ['bookmark'],
  synopsis: '[OPTIONS]... [NAME]...',
  summary: 'create a bookmark or list those that there are',
  help: `A bookmark is a movable name for a changeset. It is not part of the history: moving, renaming or deleting one changes no changeset.

With names, creates bookmarks at the working directory's parent, or at the changeset that --rev names. The first one becomes the active bookmark unless --inactive or --rev is given: commits take it along, and so does a plain update where that is possible. A name that exists is moved to changesets that descend from where it is; elsewhere takes --force, and so does the name of a branch.

Without names, or with --list, lists bookmarks with their changesets; the active one has a star. With --inactive alone makes the active one inactive. A dot stands for the active bookmark after --list, --delete and --rename.

When a bookmark has gone different ways in two repositories, the other one's is kept as name@path. Such divergent bookmarks go when the bookmark comes to where they are, or further.

A new clone checks out the bookmark @ when there is one.

Templates know active and whatever is known of the changeset.

Returns 0 on success.`,
  category: 'organization',
  options: [
    { short: 'f', long: 'force', kind: 'flag', help: 'take names that are in use' },
    { short: 'r', long: 'rev', kind: 'value', help: 'changeset to bookmark', valueName: 'REV' },
    { short: 'd', long: 'delete', kind: 'flag', help: 'delete the named bookmarks' },
    { short: 'm', long: 'rename', kind: 'value', help: 'rename this bookmark', valueName: 'OLD' },
    { short: 'i', long: 'inactive', kind: 'flag', help: 'make no bookmark active' },
    { short: 'l', long: 'list', kind: 'flag', help: 'list the bookmarks, or those named' },
    TEMPLATE_OPTION,
  ],
  run(context, names, options) {
    const action = actionOf(names, options);
    if (action === 'list') list(context, names, options);
    else change(context, action, names, options);
    return 0;
  },
};

type Action = 'delete' | 'rename' | 'add' | 'inactive' | 'list';

/** @throws InputError for options that contradict each other. */
function actionOf(names: readonly ByteString[], options: Options): Action {
  const named = onlyOneOf(options, ['delete', 'rename', 'list']) as Action | undefined;
  if (named !== undefined) checkIncompatible(options, named, ['rev']);
  const action = named ?? chosenBy(names, options);
  checkIncompatible(options, 'inactive', ['delete', 'list']);
  if (names.length === 0 && (action === 'add' || action === 'delete'))
    throw new InputError('bookmark name required');
  return action;
}

function chosenBy(names: readonly ByteString[], options: Options): Action {
  if (names.length > 0 || (options.value('rev') ?? '') !== '') return 'add';
  return options.flag('inactive') ? 'inactive' : 'list';
}

/** @throws LookupError */
function expandName(repo: Repository, name: ByteString): ByteString {
  if (name !== '.') return name;
  const active = repo.activeBookmark;
  if (active === undefined) throw new LookupError(name, 'no active bookmark');
  return active;
}

function change(
  context: CommandContext,
  action: Exclude<Action, 'list'>,
  names: readonly ByteString[],
  options: Options,
): void {
  const { ui } = context;
  const repo = context.repo();
  const stored = (name: ByteString) => repo.place.texts?.encoding.fromLocal(name) ?? name;
  withWlock(repo, () =>
    withLock(repo, () =>
      inTransaction(repo, { name: 'bookmark' }, (session) => {
        const editor = new BookmarkEditor(repo, session, {
          force: options.flag('force'),
          inactive: options.flag('inactive'),
          onAmbiguous: (name) =>
            ui.warn(
              `bookmark ${name} matches a changeset hash\n(did you leave a -r out of an '${programName()} bookmark' command?)\n`,
            ),
          onForward: (name, from) =>
            ui.status(`moving bookmark '${name}' forward from ${from.slice(0, 12)}\n`),
        });
        if (action === 'delete') editor.delete(names.map((name) => stored(expandName(repo, name))));
        else if (action === 'rename') {
          const [name] = names;
          if (name === undefined) throw new InputError('new bookmark name required');
          if (names.length > 1) throw new InputError('only one new bookmark name allowed');
          editor.rename(stored(expandName(repo, options.value('rename') ?? '')), stored(name));
        } else if (action === 'add')
          editor.add({ names: names.map(stored), ...targetOf(context, options.value('rev')) });
        else if (repo.bookmarks().size === 0) ui.status('no bookmarks set\n');
        else if (repo.activeBookmark === undefined) ui.status('no active bookmark\n');
        else setActiveBookmark(repo, undefined);
      }),
    ),
  );
}

function targetOf(
  context: CommandContext,
  spec: ByteString | undefined,
): { readonly target: NodeId; readonly isWorkingParent: boolean } {
  const { ui } = context;
  const repo = context.repo();
  const rev = (spec ?? '') === '' ? WDIR_REV : revisionOf(context, spec);
  const isWorkingParent = rev === WDIR_REV;
  const target = repo.node(isWorkingParent ? repo.workingParents()[0] : rev);
  const at = repo.revOf(target) ?? -1;
  if (!isWorkingParent && repo.withHidden(false).isHidden(at)) {
    const short = target.slice(0, 12);
    ui.warn(`bookmarking hidden changeset ${short}\n`);
    const isKnown = (node: NodeId) => repo.revOf(node) !== undefined;
    if (repo.withHidden(true).obsoleteRevs().includes(at))
      ui.warn(`(hidden revision '${short}'${hiddenFate(repo.obsStore, isKnown, target)})\n`);
  }
  return { target, isWorkingParent };
}

function list(context: CommandContext, names: readonly ByteString[], options: Options): void {
  const { ui } = context;
  const repo = context.repo();
  const all = repo.bookmarks();
  const wanted = names.length === 0 ? [...all.keys()] : names.map((name) => expandName(repo, name));
  for (const name of wanted) if (!all.has(name)) throw new InputError(`bookmark '${name}' does not exist`);
  ui.pager('bookmarks');
  const formatter = ui.formatter('bookmarks', options);
  if (wanted.length === 0 && formatter.isPlain) ui.status('no bookmarks set\n');
  for (const name of [...wanted].sort()) {
    const rev = repo.revOf(all.get(name) as string) ?? -1;
    const isActive = name === repo.activeBookmark;
    const label = isActive ? 'bookmarks.active bookmarks.current' : '';
    const labelled = formatter.labelled(label);
    formatter.startItem();
    formatter.context({ repo, rev });
    if (!ui.quiet) labelled.plain(` ${isActive ? '*' : ' '} `);
    labelled.write('bookmark', '%s', name);
    const padding = ' '.repeat(Math.max(25 - columnsOf(context, name), 0));
    labelled.conditionalWrite(
      !ui.quiet,
      'rev',
      `${padding} %s`,
      formatter.isPlain ? revisionLabel(context, rev) : rev,
    );
    if (!formatter.isPlain) formatter.data({ node: repo.node(rev), active: isActive });
    formatter.plain('\n');
  }
  formatter.end();
}
