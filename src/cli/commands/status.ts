/** `qs status`. */
import { type ByteString, WDIR_REV } from '../../bytes/index.js';
import { InputError } from '../../errors/index.js';
import { hasSubrepos, type StatusRequest, statusBetween, subreposIn } from '../../repo/index.js';
import { revPair } from '../../revset/index.js';
import type { CommandContext, CommandDefinition, Options } from '../command.js';
import { WALK_OPTIONS } from '../diff/diff-options.js';
import { fileMatcher } from '../diff/file-matcher.js';
import { terseEntries } from '../diff/terse-status.js';
import { pathDisplay } from '../display-path.js';
import { revisionOf, TEMPLATE_OPTION } from '../revisions.js';
import { revsetContext } from '../template-resources.js';
import { MoreStatus } from '../working-copy/more-status.js';

/** One kind of change: its option, and how it is shown. */
const STATES = [
  { name: 'modified', code: 'M' },
  { name: 'added', code: 'A' },
  { name: 'removed', code: 'R' },
  { name: 'deleted', code: '!' },
  { name: 'unknown', code: '?' },
  { name: 'ignored', code: 'I' },
  { name: 'clean', code: 'C' },
] as const;

type StateName = (typeof STATES)[number]['name'];

/** What the options select; all kinds of changes when they select nothing. Quiet: only what a commit would be about. */
function selectedStates(options: Options, quiet: boolean): ReadonlySet<StateName> {
  const names = STATES.map(({ name }) => name);
  const changed = names.slice(0, 4);
  const selected = new Set(names.filter((name) => options.flag(name)));
  if (options.flag('all'))
    for (const name of quiet ? [...changed, 'clean' as const] : names) selected.add(name);
  if (selected.size === 0) return new Set(quiet ? changed : names.slice(0, 5));
  return selected;
}

/** What `-t` says; its default says nothing. */
function askedTerse(options: Options): ByteString | undefined {
  const letters = options.value('terse');
  return letters === undefined || letters === 'nothing' ? undefined : letters;
}

function terseLetters(context: CommandContext, options: Options): ByteString {
  const asked = askedTerse(options);
  if (asked !== undefined || options.list('rev').length > 0) return asked ?? '';
  return context.ui.config.get('commands', 'status.terse') ?? '';
}

/** A directory in place of its files keeps its slash, unless it is the current one. */
function withSlash(path: ByteString, shown: ByteString): ByteString {
  return path.endsWith('/') && !shown.endsWith('/') && shown !== '.' ? `${shown}/` : shown;
}

/** The working directory is {@link WDIR_REV}. */
function comparedRevisions(context: CommandContext, options: Options): readonly [number, number] {
  const repo = context.repo();
  const change = options.value('change');
  const specs = options.list('rev');
  if (specs.length > 0 && change) throw new InputError('cannot specify both --rev and --change');
  if ((askedTerse(options) ?? '') !== '' && specs.length > 0)
    throw new InputError('cannot use --terse with --rev');
  if (change) {
    const rev = revisionOf(context, change);
    return [rev < 0 ? -1 : rev === WDIR_REV ? repo.workingParents()[0] : repo.graph.parent1(rev), rev];
  }
  // The usual case loads no revsets.
  if (specs.length === 0) return [repo.workingParents()[0], WDIR_REV];
  const [from, to = WDIR_REV] = revPair(repo, specs, revsetContext(context));
  return [from, to];
}

export const command: CommandDefinition = {
  name: 'status',
  aliases: ['st'],
  synopsis: '[OPTION]... [FILE]...',
  summary: 'show changed files',
  help: `Lists the files of the working directory that differ from its first parent, and those that are not tracked. With --rev
it is compared with another revision, or, given twice or as a range, two revisions with each other; --change shows what one
changeset changed compared with its first parent. Options that select kinds of files restrict the list to those; clean and
ignored files are listed only when they are asked for.

The codes in front of the names:

- "M" - modified
- "A" - added
- "R" - removed
- "C" - clean, not changed
- "!" - missing: tracked, but deleted by other means
- "?" - not tracked
- "I" - ignored
- " " - what the file above was copied from (with --copies)

Templates know "path", "status" and, with --copies, "source".

Returns 0 on success.`,
  category: 'working-directory',
  inferRepository: true,
  options: [
    { short: 'A', long: 'all', kind: 'flag', help: 'show all files' },
    { short: 'm', long: 'modified', kind: 'flag', help: 'show only modified files' },
    { short: 'a', long: 'added', kind: 'flag', help: 'show only added files' },
    { short: 'r', long: 'removed', kind: 'flag', help: 'show only removed files' },
    { short: 'd', long: 'deleted', kind: 'flag', help: 'show only missing files' },
    { short: 'c', long: 'clean', kind: 'flag', help: 'show only files without changes' },
    { short: 'u', long: 'unknown', kind: 'flag', help: 'show only files that are not tracked' },
    { short: 'i', long: 'ignored', kind: 'flag', help: 'show only ignored files' },
    { short: 'n', long: 'no-status', kind: 'flag', help: 'leave out the codes' },
    {
      short: 't',
      long: 'terse',
      kind: 'value',
      help: 'name directories in place of all their files, for these codes',
      experimental: true,
      default: 'nothing',
    },
    { short: 'C', long: 'copies', kind: 'flag', help: 'show what files were copied from' },
    { short: '0', long: 'print0', kind: 'flag', help: 'end names with NUL, for xargs' },
    { short: '', long: 'rev', kind: 'list', help: 'show differences from this revision' },
    {
      short: '',
      long: 'change',
      kind: 'value',
      help: 'list the files that a changeset changed',
      valueName: 'REV',
    },
    ...WALK_OPTIONS,
    { short: 'S', long: 'subrepos', kind: 'flag', help: 'enter subrepositories' },
    TEMPLATE_OPTION,
  ],
  run(context, args, options) {
    const { ui } = context;
    const repo = context.repo();
    const { config } = ui;
    const [from, to] = comparedRevisions(context, options);
    const states = selectedStates(options, ui.quiet);
    const matcher = fileMatcher(context, args, options, to);
    const terse = terseLetters(context, options);
    const show = pathDisplay(context, args.length > 0, 'status.relative');
    const fromHere = pathDisplay(context);
    // What is gone is known from the revision compared with.
    const wasThere = (path: ByteString): boolean => {
      if (options.list('rev').length === 0) return false;
      const manifest = repo.manifest(from);
      return manifest.has(path) || manifest.hasDirectory(path);
    };
    const request: StatusRequest = {
      matcher,
      ignored: states.has('ignored') || terse.includes('i'),
      clean: states.has('clean') || terse !== '',
      unknown: states.has('unknown') || terse !== '',
      bad: (path, message) => {
        if (!wasThere(path) && !(hasSubrepos(repo, WDIR_REV) && subreposIn(repo).isInSubrepo(repo, path)))
          ui.warn(`${fromHere(path)}: ${message}\n`);
      },
    };
    const recursive = options.flag('subrepos') && repo.place.nesting !== undefined;
    const lists =
      hasSubrepos(repo, WDIR_REV) || recursive
        ? subreposIn(repo).statusWithSubrepos(repo, from, to, request, recursive)
        : statusBetween(repo, from, to, request);
    // That it is missing has been said of those that are gone into.
    if (repo.place.nesting !== undefined && !recursive && lists.deleted.includes('.hgsub'))
      subreposIn(repo).substateOf(repo, WDIR_REV);
    const copiesAsked =
      options.flag('all') || (options.triState('copies') ?? config.getBool('ui', 'statuscopies'));
    const noStatus = options.flag('no-status');
    const copies =
      copiesAsked && !noStatus ? repo.pathCopies(from, to, matcher) : new Map<ByteString, ByteString>();
    let shown: Readonly<Record<StateName, readonly ByteString[]>> = lists;
    if (terse !== '') shown = terseEntries(shown, terse);
    const saysMore = (ui.verbose || config.getBool('commands', 'status.verbose')) && !ui.plain;
    const more = saysMore && !options.flag('print0') ? MoreStatus.of(repo) : undefined;
    ui.pager('status');
    const unresolved = new Set(more?.unresolved);
    const formatter = ui.formatter('status', options);
    const end = options.flag('print0') ? '\0' : '\n';
    for (const { name, code } of STATES) {
      if (!states.has(name)) continue;
      const labelled = formatter.labelled(`status.${name}`);
      for (const path of shown[name]) {
        formatter.startItem();
        formatter.context({ repo, rev: to });
        formatter.data({ itemtype: 'file', path });
        if (unresolved.delete(path)) formatter.data({ unresolved: true });
        labelled.conditionalWrite(!noStatus, 'status', '%s ', code);
        labelled.plain(withSlash(path, show(path)));
        formatter.plain(end);
        const source = copies.get(path);
        if (source === undefined) continue;
        formatter.data({ source });
        formatter.labelled('status.copied').plain(`  ${show(source)}`);
        formatter.plain(end);
      }
    }
    if (more?.operation !== undefined) {
      const { name, wayOut } = more.operation;
      formatter.startItem();
      formatter.data({ itemtype: 'morestatus', unfinished: name, unfinishedmsg: wayOut });
    }
    // In conflict, but not in the list.
    for (const path of unresolved) {
      formatter.startItem();
      formatter.data({ itemtype: 'file', path, unresolved: true });
    }
    formatter.plain(more?.text(context) ?? '');
    formatter.end();
    return 0;
  },
};
