/** `qs debugstrip`: removes changesets from the history. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import { descendants } from '../../dag/index.js';
import { HgError } from '../../errors/index.js';
import {
  inTransaction,
  isCheckedOut,
  keepFiles,
  moveAway,
  type Repository,
  refreshed,
  setActiveBookmark,
  stripRevisions,
  withLock,
  withWlock,
} from '../../repo/index.js';
import { formatSpec } from '../../revset/index.js';
import type { CommandContext, CommandDefinition, Options } from '../command.js';
import { revisionsOf } from '../revisions.js';

export const command: CommandDefinition = {
  name: 'debugstrip',
  aliases: ['strip'],
  synopsis: '[-k] [-f] [-B bookmark] [-r] REV...',
  summary: 'remove changesets and all that descends from them',
  help: `Removes the named changesets, and all that descend from them, from this repository. They are kept in a bundle below .hg/strip-backup unless --no-backup is given; \`unbundle\` brings them back, though with other numbers.

When the working directory is at one of them, it is updated to the nearest changeset that stays; uncommitted changes keep that from happening unless --force throws them away. With --keep its files stay as they are and count as changes.

With --bookmark removes that bookmark and the changesets that only it leads to.

Changesets that others have already will come back with the next pull.

Returns 0 on success.`,
  category: 'maintenance',
  options: [
    { short: 'r', long: 'rev', kind: 'list', help: 'strip this revision', valueName: 'REV' },
    { short: 'f', long: 'force', kind: 'flag', help: 'throw away uncommitted changes' },
    { short: '', long: 'no-backup', kind: 'flag', help: 'keep no bundle' },
    { short: '', long: 'nobackup', kind: 'flag', help: 'keep no bundle', deprecated: true },
    { short: 'k', long: 'keep', kind: 'flag', help: 'do not touch the files of the working directory' },
    {
      short: 'B',
      long: 'bookmark',
      kind: 'list',
      help: 'remove what only this bookmark leads to',
      valueName: 'BOOKMARK',
    },
  ],
  run(context, args, options) {
    const repo = context.repo();
    withWlock(repo, () => withLock(repo, () => strip(context, [...args, ...options.list('rev')], options)));
    return 0;
  },
};

function strip(context: CommandContext, specs: readonly ByteString[], options: Options): void {
  const { ui } = context;
  const repo = context.repo();
  const revs = new Set(specs.length > 0 ? revisionsOf(context, specs) : []);
  const bookmarks = [...new Set(options.list('bookmark'))].sort();
  for (const rev of bookmarkedOnly(context, repo, bookmarks)) revs.add(rev);
  if (bookmarks.length > 0 && revs.size === 0) deleteBookmarks(context, repo, bookmarks);
  if (revs.size === 0) throw new HgError('abort', 'empty revision set');
  revs.delete(-1);
  const below = new Set(descendants(repo.graph, revs));
  const roots = [...revs].filter((rev) => !below.has(rev));
  const nodes: NodeId[] = roots.map((rev) => repo.node(rev)).sort();
  if (isCheckedOut(repo, roots)) {
    if (options.flag('keep')) keepFiles(repo, roots);
    else moveAway(repo, roots, { messages: ui, force: options.flag('force') });
  }
  const { hgFs } = repo.store.places;
  stripRevisions(repo, nodes, {
    backup: !options.flag('no-backup') && !options.flag('nobackup'),
    onBackup: (path) => ui.status(`saved backup bundle to ${hgFs.root}/${path}\n`),
  });
  if (bookmarks.length > 0) deleteBookmarks(context, refreshed(repo), bookmarks);
}

/** What only these bookmarks lead to. @throws HgError for bookmarks that are not there */
function bookmarkedOnly(
  context: CommandContext,
  repo: Repository,
  bookmarks: readonly ByteString[],
): Iterable<number> {
  const all = repo.bookmarks();
  const missing = bookmarks.filter((name) => !all.has(name));
  if (missing.length > 0) throw new HgError('abort', `bookmark '${missing.join(',')}' not found`);
  const found: number[] = [];
  for (const node of new Set(bookmarks.map((name) => all.get(name) as NodeId))) {
    const there = repo.bookmarksAt(node);
    if (!there.every((name) => bookmarks.includes(name))) continue;
    const name = there[0] as ByteString;
    const spec = formatSpec(
      'ancestors(bookmark(%s)) - ancestors(head() and not bookmark(%s)) - ancestors(bookmark() and not bookmark(%s))',
      name,
      name,
      name,
    );
    found.push(...revisionsOf(context, [spec]));
  }
  return found;
}

function deleteBookmarks({ ui }: CommandContext, repo: Repository, names: readonly ByteString[]): void {
  const stored = (name: ByteString) => repo.place.texts?.encoding.fromLocal(name) ?? name;
  if (repo.activeBookmark !== undefined && names.includes(repo.activeBookmark))
    setActiveBookmark(repo, undefined);
  inTransaction(repo, { name: 'strip' }, ({ writer }) =>
    writer.bookmarks.apply(names.map((name) => [stored(name), undefined])),
  );
  for (const name of names) ui.write(`bookmark '${name}' deleted\n`);
}
