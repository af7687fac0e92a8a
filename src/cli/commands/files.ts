/** `qs files`. */
import { type ByteString, WDIR_REV } from '../../bytes/index.js';
import { FileSystemError } from '../../errors/index.js';
import type { Matcher } from '../../match/index.js';
import { flagsOfStat, hasSubrepos, type Repository, subreposIn, workingState } from '../../repo/index.js';
import type { Formatter } from '../../template/index.js';
import type { CommandContext, CommandDefinition, Options } from '../command.js';
import { WALK_OPTIONS } from '../diff/diff-options.js';
import { pathDisplay } from '../display-path.js';
import { revisionOf, TEMPLATE_OPTION } from '../revisions.js';

/** Paths as the user sees them. */
type Display = (path: ByteString) => ByteString;

/** Where files are listed from. */
interface FileList {
  readonly rev: number;
  paths(matcher: Matcher): Iterable<ByteString>;
  /** @throws FileSystemError for a working file that is gone. */
  details(path: ByteString): { readonly size: number; readonly flags: string };
}

function workingFiles(repo: Repository): FileList {
  const { workFs } = repo.place;
  const state = workingState(repo);
  return {
    rev: WDIR_REV,
    paths: (matcher) =>
      state.paths().filter((path) => state.isTracked(path) && (matcher.always || matcher.matches(path))),
    details(path) {
      const stat = workFs.stat(path, true);
      if (stat === undefined)
        throw new FileSystemError('ENOENT', `${repo.root}/${path}`, 'No such file or directory');
      return { size: stat.size, flags: stat.kind === 'directory' ? 'x' : flagsOfStat(stat) };
    },
  };
}

function committedFiles(repo: Repository, rev: number): FileList {
  const manifest = repo.manifest(rev);
  return {
    rev,
    paths: (matcher) => manifest.paths(matcher.always ? undefined : matcher),
    details: (path) => ({ size: repo.file(rev, path)?.size() ?? 0, flags: manifest.flags(path) }),
  };
}

/** Says which of the named files and directories a revision does not have. */
function reportMissing(
  { ui }: CommandContext,
  repo: Repository,
  rev: number,
  matcher: Matcher,
  display: Display,
): void {
  const manifest = repo.manifest(rev);
  for (const path of [...new Set(matcher.roots)].sort())
    if (path !== '' && !manifest.has(path) && !manifest.hasDirectory(path))
      ui.warn(`${display(path)}: no such file in rev ${repo.node(rev).slice(0, 12)}\n`);
}

/** Without details, everything at once: @returns whether there was anything. */
function writeNames(
  context: CommandContext,
  files: Iterable<ByteString>,
  display: Display,
  end: string,
): boolean {
  let text = '';
  let any = false;
  for (const path of files) {
    any = true;
    text += display(path) + end;
    if (text.length > 0x10000) {
      context.ui.write(text);
      text = '';
    }
  }
  if (text !== '') context.ui.write(text);
  return any;
}

function writeItems(
  { ui }: CommandContext,
  formatter: Formatter,
  { list, repo, display }: { readonly list: FileList; readonly repo: Repository; readonly display: Display },
  files: Iterable<ByteString>,
  options: Options,
): boolean {
  const end = options.flag('print0') ? '\0' : '\n';
  // Serialised items have the details only when they are asked for, templates when they use them.
  const serialised = /^(json|cbor|debug|pickle)$/.test(options.value('template') ?? '');
  const detailed = ui.verbose || (!serialised && formatter.needs('size', 'flags'));
  let any = false;
  for (const path of files) {
    any = true;
    formatter.startItem();
    formatter.context({ repo, rev: list.rev, path });
    if (detailed) {
      const { size, flags } = list.details(path);
      formatter.write('size flags', '%10d %1s ', size, flags);
    }
    formatter.data({ path });
    formatter.plain(`${display(path)}${end}`);
  }
  return any;
}

/** Those of one repository. @returns whether there are any */
function listFiles(
  context: CommandContext,
  formatter: Formatter,
  from: {
    readonly repo: Repository;
    readonly rev: number;
    readonly matcher: Matcher;
    readonly display: Display;
  },
  options: Options,
): boolean {
  const { repo, rev, matcher, display } = from;
  const list = rev === WDIR_REV ? workingFiles(repo) : committedFiles(repo, rev);
  if (rev !== WDIR_REV && !matcher.always) reportMissing(context, repo, rev, matcher, display);
  const files = list.paths(matcher);
  return formatter.isPlain && !context.ui.verbose
    ? writeNames(context, files, display, options.flag('print0') ? '\0' : '\n')
    : writeItems(context, formatter, { list, repo, display }, files, options);
}

export const command: CommandDefinition = {
  name: 'files',
  synopsis: '[OPTION]... [FILE]...',
  summary: 'list tracked files',
  help: `Lists the tracked files of the working directory, or of a revision, that match the names and patterns given; all of them when none is given. Files that are scheduled for removal are not listed.

With --verbose, size and flags come first: x for an executable file, l for a symbolic link.

Names are shown as seen from the current directory. With --print0 each ends with a NUL instead of a line feed, which xargs -0 understands.

Templates know path, and size and flags; and whatever is known of the changeset.

Returns 0 when anything matched, 1 otherwise.`,
  category: 'working-directory',
  options: [
    { short: 'r', long: 'rev', kind: 'value', help: 'list the files of this revision', valueName: 'REV' },
    { short: '0', long: 'print0', kind: 'flag', help: 'end names with NUL, for xargs' },
    ...WALK_OPTIONS,
    TEMPLATE_OPTION,
    { short: 'S', long: 'subrepos', kind: 'flag', help: 'files of subrepositories, too' },
  ],
  run(context, args, options) {
    const { ui } = context;
    const repo = context.repo();
    const spec = options.value('rev');
    const rev = spec === undefined || spec === '' ? WDIR_REV : revisionOf(context, spec);
    const matcher = repo.matcher(args, {
      include: options.list('include'),
      exclude: options.list('exclude'),
      defaultKind: 'relpath',
      cwd: context.cwd,
      rev,
    });
    ui.pager('files');
    const formatter = ui.formatter('files', options);
    const list = (from: Repository, at: number, chosen: Matcher, display: Display, all: boolean): boolean => {
      const nested = hasSubrepos(from, at)
        ? subreposIn(from).enteredSubrepos(from, at, chosen, all)
        : undefined;
      let any = listFiles(
        context,
        formatter,
        { repo: from, rev: at, matcher: nested?.own ?? chosen, display },
        options,
      );
      for (const { sub, rev: inside, matcher: below, isEntered } of nested?.subrepos ?? []) {
        const { path } = sub;
        if (!isEntered) continue;
        if (inside === undefined) ui.status(`skipping missing subrepository: ${display(path)}\n`);
        else if (list(sub.repo, inside, below, (one) => display(`${path}/${one}`), true)) any = true;
      }
      return any;
    };
    const any = list(repo, rev, matcher, pathDisplay(context), options.flag('subrepos'));
    formatter.end();
    return any ? 0 : 1;
  },
};
