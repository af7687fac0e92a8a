/** `qs tag`: names changesets, for everybody or here only. */
import {
  type ByteString,
  type NodeId,
  NULL_NODE,
  NULL_REV,
  stripSpace,
  WDIR_REV,
} from '../../bytes/index.js';
import { parseDate } from '../../dates/index.js';
import { HgError, InputError, StateError } from '../../errors/index.js';
import { exactMatcher } from '../../match/index.js';
import {
  addGlobalTagLines,
  addLocalTags,
  type CommitDraft,
  changeDirstate,
  checkNewLabel,
  commitWorkingCopy,
  isRemovedTag,
  type Repository,
  TAG_FILE,
  tagKind,
  userName,
  withLock,
  withWlock,
  workingDate,
  workingStatus,
} from '../../repo/index.js';
import type { CommandContext, CommandDefinition, Options } from '../command.js';
import { revisionOf } from '../revisions.js';
import { DATE_AND_USER_OPTIONS, editMessage, toStored } from '../working-copy/commit-message.js';

export const command: CommandDefinition = {
  name: 'tag',
  argumentCount: [1, Number.POSITIVE_INFINITY],
  synopsis: '[-f] [-l] [-m TEXT] [-d DATE] [-u USER] [-r REV] NAME...',
  summary: 'give changesets names that last',
  help: `Names the working directory's parent, or the changeset that --rev names. Tags stand in the tracked file .hgtags, so tagging commits that file, on top of the working directory's parent; it has to be a branch head unless --force is given. With --local tags are kept in .hg/localtags, here only, and nothing is committed.

A tag that exists is moved with --force only, and taken away with --remove.

Returns 0 on success.`,
  category: 'organization',
  options: [
    {
      short: 'f',
      long: 'force',
      kind: 'flag',
      help: 'move tags that exist; tag on top of what is no branch head',
    },
    { short: 'l', long: 'local', kind: 'flag', help: 'make the tag local' },
    { short: 'r', long: 'rev', kind: 'value', help: 'changeset to tag', valueName: 'REV' },
    { short: '', long: 'remove', kind: 'flag', help: 'remove a tag' },
    { short: 'e', long: 'edit', kind: 'flag', help: 'edit the message of the commit' },
    { short: 'm', long: 'message', kind: 'value', help: 'use this text as the message', valueName: 'TEXT' },
    ...DATE_AND_USER_OPTIONS,
  ],
  run(context, args, options) {
    const repo = context.repo();
    withWlock(repo, () => withLock(repo, () => tag(context, repo, args.map(stripSpace), options)));
    return 0;
  },
};

function tag(
  context: CommandContext,
  repo: Repository,
  names: readonly ByteString[],
  options: Options,
): void {
  const stored = toStored(context);
  if (new Set(names).size < names.length) throw new InputError('tag names must be unique');
  for (const name of names) {
    checkNewLabel(name);
    if (name === '') throw new InputError('tag names cannot consist entirely of whitespace');
  }
  const isLocal = options.flag('local');
  if (options.flag('remove')) checkRemovable(repo, names, names.map(stored), isLocal ? 'local' : 'global');
  else if (!options.flag('force'))
    for (const name of names)
      if (repo.tags().has(name)) throw new InputError(`tag '${name}' already exists (use -f to force)`);
  if (!isLocal) checkCommittable(repo, options.flag('force'));
  const node = targetOf(context, options);
  const message = messageOf(names, node, options);
  if (!isLocal) checkTagFile(repo);
  runHooks(repo, 'pretag', names, node, isLocal);
  for (const name of names)
    if (repo.branches().has(name))
      context.ui.warn(`warning: tag ${name} conflicts with existing branch name\n`);
  if (isLocal) addLocalTags(repo, names.map(stored), node);
  else {
    addGlobalTagLines(repo, names.map(stored), node);
    commitTagFile(context, repo, message, options);
  }
  runHooks(repo, 'tag', names, node, isLocal);
}

function checkRemovable(
  repo: Repository,
  names: readonly ByteString[],
  stored: readonly ByteString[],
  expected: 'global' | 'local',
): void {
  for (const [i, name] of names.entries()) {
    const kind = tagKind(repo, stored[i] as ByteString);
    if (kind === 'global' && isRemovedTag(repo, stored[i] as ByteString))
      throw new InputError(`tag '${name}' is already removed`);
    if (kind === undefined) throw new InputError(`tag '${name}' does not exist`);
    if (kind !== expected) throw new InputError(`tag '${name}' is not a ${expected} tag`);
  }
}

function checkCommittable(repo: Repository, force: boolean): void {
  const [p1, p2] = repo.workingParents();
  if (p2 !== NULL_REV) throw new StateError('uncommitted merge');
  const heads = repo.branches().get(repo.workingBranch())?.openHeads ?? [];
  if (!force && heads.length > 0 && !heads.includes(p1))
    throw new InputError('working directory is not at a branch head (use -f to force)');
}

function targetOf(context: CommandContext, options: Options): NodeId {
  if (options.flag('remove')) return NULL_NODE;
  const rev = revisionOf(context, options.value('rev') || '.');
  if (rev === WDIR_REV) throw new InputError('cannot tag working directory');
  if (rev === NULL_REV) throw new InputError('cannot tag null revision');
  return context.repo().node(rev);
}

function messageOf(names: readonly ByteString[], node: NodeId, options: Options): ByteString {
  const given = options.value('message');
  if (given !== undefined && given !== '') return given;
  const list = names.join(', ');
  return options.flag('remove')
    ? `Removed tag ${list}`
    : `Added tag ${list} for changeset ${node.slice(0, 12)}`;
}

function checkTagFile(repo: Repository): void {
  const { modified, added, removed, deleted, unknown, ignored } = workingStatus(repo, {
    matcher: exactMatcher([TAG_FILE]),
    unknown: true,
    ignored: true,
  });
  if (modified.length + added.length + removed.length + deleted.length + unknown.length + ignored.length > 0)
    throw new HgError('abort', 'working copy of .hgtags is changed', {
      hint: 'please commit .hgtags manually',
    });
}

function runHooks(
  repo: Repository,
  name: 'pretag' | 'tag',
  tags: readonly ByteString[],
  node: NodeId,
  isLocal: boolean,
): void {
  const { hooks } = repo.place.writing;
  if (!hooks.has(name)) return;
  for (const one of tags)
    hooks.run(
      name,
      new Map([
        ['NODE', node],
        ['TAG', one],
        ['LOCAL', isLocal ? '1' : '0'],
      ]),
      { refusable: name === 'pretag' },
    );
}

function commitTagFile(
  context: CommandContext,
  repo: Repository,
  message: ByteString,
  options: Options,
): void {
  const { ui, platform } = context;
  const form = options.flag('remove') ? 'tag.remove' : 'tag.add';
  const { clock } = platform;
  const date = options.value('date');
  changeDirstate(repo, (dirstate) => {
    if (!dirstate.isTracked(TAG_FILE)) dirstate.setTracked(TAG_FILE);
    commitWorkingCopy({
      repo,
      messages: ui,
      matcher: exactMatcher([TAG_FILE]),
      show: (path) => path,
      message,
      user: () => options.value('user') || userName(ui.config, platform, (text) => ui.warn(`${text}\n`)),
      date: date ? parseDate(date, clock) : workingDate(ui.config, clock),
      edit: (draft: CommitDraft) =>
        draft.message !== '' && !options.flag('edit') ? draft.message : editMessage(context, draft, { form }),
      encode: toStored(context),
    });
  });
}
