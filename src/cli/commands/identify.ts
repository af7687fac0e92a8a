/** `qs identify`. */
import { type ByteString, type NodeId, NULL_REV, WDIR_NODE, WDIR_REV } from '../../bytes/index.js';
import { InputError } from '../../errors/index.js';
import { hasSubrepos, isWorkingCopyDirty, type Repository, subreposIn } from '../../repo/index.js';
import { revOf } from '../../revset/index.js';
import { NamedList } from '../../template/index.js';
import type { CommandContext, CommandDefinition, Options } from '../command.js';
import { openSource } from '../open-source.js';
import { TEMPLATE_OPTION } from '../revisions.js';
import { revsetContext } from '../template-resources.js';

/** What is identified: a revision, or the working directory by its parents. */
interface Identity {
  readonly rev: number;
  readonly node: NodeId;
  readonly revs: readonly number[];
  readonly branch: ByteString;
}

function identityOf(context: CommandContext, repo: Repository, spec: ByteString | undefined): Identity {
  const rev = spec === undefined || spec === '' ? WDIR_REV : revOf(repo, spec, revsetContext(context), '.');
  if (rev !== WDIR_REV)
    return { rev, node: repo.node(rev), revs: [rev], branch: rev < 0 ? 'default' : repo.branch(rev) };
  const [p1, p2] = repo.workingParents();
  const revs = p2 === NULL_REV ? [p1] : [p1, p2];
  return { rev, node: WDIR_NODE, revs, branch: repo.workingBranch() };
}

function isDirty(repo: Repository): boolean {
  return (
    isWorkingCopyDirty(repo) ||
    (hasSubrepos(repo, WDIR_REV) && subreposIn(repo).dirtySubrepos(repo, true).size > 0)
  );
}

/** Names of all revisions of an identity, in their order. */
function namesAt(repo: Repository, revs: readonly number[], names: 'tagsAt' | 'bookmarksAt'): ByteString[] {
  return revs.flatMap((rev) => repo[names](repo.node(rev)));
}

function show(
  context: CommandContext,
  repo: Repository,
  spec: ByteString | undefined,
  options: Options,
): void {
  const { ui } = context;
  const { rev, node, revs, branch } = identityOf(context, repo, spec);
  const wants = (name: string): boolean => options.flag(name);
  const byDefault = !['num', 'id', 'branch', 'tags', 'bookmarks'].some(wants);
  const formatter = ui.formatter('identify', options);
  const showsState = formatter.isPlain
    ? byDefault || wants('id') || wants('num')
    : formatter.needs('id', 'dirty');
  const dirty = rev === WDIR_REV && showsState && isDirty(repo) ? '+' : '';
  const nodes = revs.map((parent) => repo.node(parent));
  const short = (full: NodeId): NodeId => (ui.debugFlag || !formatter.isPlain ? full : full.slice(0, 12));
  const id = nodes.map(short).join('+') + dirty;
  const tags = namesAt(repo, revs, 'tagsAt');
  const bookmarks = namesAt(repo, revs, 'bookmarksAt');

  formatter.startItem();
  formatter.context({ repo, rev });
  formatter.data({ id, node, branch, bookmarks: new NamedList(bookmarks, 'bookmark') });
  formatter.data({ tags: new NamedList(tags, 'tag', ':') });
  if (rev === WDIR_REV) formatter.data({ dirty, parents: new NamedList(nodes, 'node') });

  const words: ByteString[] = [];
  if (byDefault || wants('id')) words.push(id);
  if (wants('num')) words.push(revs.join('+') + dirty);
  if (byDefault && !ui.quiet) {
    if (branch !== 'default') words.push(`(${branch})`);
    if (tags.length > 0) words.push(tags.join('/'));
    if (bookmarks.length > 0) words.push(bookmarks.join('/'));
  } else if (!byDefault) {
    if (wants('branch')) words.push(branch);
    if (wants('tags')) words.push(...tags);
    if (wants('bookmarks')) words.push(...bookmarks);
  }
  formatter.plain(`${words.join(' ')}\n`);
  formatter.end();
}

const flag = (short: string, long: string, help: string) => ({ short, long, kind: 'flag', help }) as const;

export const command: CommandDefinition = {
  name: 'identify',
  aliases: ['id'],
  repository: 'optional',
  synopsis: '[-nibtB] [-r REV] [SOURCE]',
  summary: 'say which revision the working directory is at',
  help: `Prints one or two short nodes: those of the working directory's parents. A plus sign behind them says that tracked files differ from the first parent. The branch follows in brackets unless it is default, then tags and bookmarks.

With --rev, identifies that revision. Options that name what to show print just that. With SOURCE, identifies another repository, given by its directory or by a name from the section paths.

Templates know id, node, branch, bookmarks, tags; of the working directory also dirty and parents.

Returns 0 if successful.`,
  category: 'working-directory',
  argumentCount: [0, 1],
  options: [
    { short: 'r', long: 'rev', kind: 'value', help: 'identify this revision', valueName: 'REV' },
    flag('n', 'num', 'show the local revision number'),
    flag('i', 'id', 'show the node'),
    flag('b', 'branch', 'show the branch'),
    flag('t', 'tags', 'show the tags'),
    flag('B', 'bookmarks', 'show the bookmarks'),
    { short: 'e', long: 'ssh', kind: 'value', help: 'specify ssh command to use', valueName: 'CMD' },
    {
      short: '',
      long: 'remotecmd',
      kind: 'value',
      help: 'specify hg command to run on the remote side',
      valueName: 'CMD',
    },
    { short: '', long: 'insecure', kind: 'flag', help: 'do not verify the certificate of a server' },
    TEMPLATE_OPTION,
  ],
  async run(context, [source], options) {
    if ((source ?? '') === '' && context.repository === undefined)
      throw new InputError('there is no Mercurial repository here (.hg not found)');
    const repo = source === undefined || source === '' ? context.repo() : await openSource(context, source);
    show(context, repo, options.value('rev'), options);
    return 0;
  },
};
