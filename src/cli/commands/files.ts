/** `qs files`. */
import { type ByteString, WDIR_REV } from '../../bytes/index.js';
import { FileSystemError } from '../../errors/index.js';
import type { Matcher } from '../../match/index.js';
import { flagsOfStat, type Repository, workingState } from '../../repo/index.js';
import type { Formatter } from '../../template/index.js';
import type { CommandContext, CommandDefinition, Options } from '../command.js';
import { pathDisplay } from '../display-path.js';
import { revisionOf, TEMPLATE_OPTION } from '../revisions.js';

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
function reportMissing(context: CommandContext, rev: number, matcher: Matcher): void {
  const repo = context.repo();
  const manifest = repo.manifest(rev);
  const display = pathDisplay(context);
  for (const path of [...new Set(matcher.roots)].sort())
    if (path !== '' && !manifest.has(path) && !manifest.hasDirectory(path))
      context.ui.warn(`${display(path)}: no such file in rev ${repo.node(rev).slice(0, 12)}\n`);
}

/** Without details, everything at once: @returns whether there was anything. */
function writeNames(context: CommandContext, files: Iterable<ByteString>, end: string): boolean {
  const display = pathDisplay(context);
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
  context: CommandContext,
  formatter: Formatter,
  list: FileList,
  files: Iterable<ByteString>,
  options: Options,
): boolean {
  const { ui } = context;
  const display = pathDisplay(context);
  const end = options.flag('print0') ? '\0' : '\n';
  // Serialised items have the details only when they are asked for, templates when they use them.
  const serialised = /^(json|cbor|debug|pickle)$/.test(options.value('template') ?? '');
  const detailed = ui.verbose || (!serialised && formatter.needs('size', 'flags'));
  let any = false;
  for (const path of files) {
    any = true;
    formatter.startItem();
    formatter.context({ repo: context.repo(), rev: list.rev, path });
    if (detailed) {
      const { size, flags } = list.details(path);
      formatter.write('size flags', '%10d %1s ', size, flags);
    }
    formatter.data({ path });
    formatter.plain(`${display(path)}${end}`);
  }
  return any;
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
    { short: 'I', long: 'include', kind: 'list', help: 'only names that match', valueName: 'PATTERN' },
    { short: 'X', long: 'exclude', kind: 'list', help: 'no names that match', valueName: 'PATTERN' },
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
    const list = rev === WDIR_REV ? workingFiles(repo) : committedFiles(repo, rev);
    if (rev !== WDIR_REV && !matcher.always) reportMissing(context, rev, matcher);
    const files = list.paths(matcher);
    ui.pager('files');
    const formatter = ui.formatter('files', options);
    const any =
      formatter.isPlain && !ui.verbose
        ? writeNames(context, files, options.flag('print0') ? '\0' : '\n')
        : writeItems(context, formatter, list, files, options);
    formatter.end();
    return any ? 0 : 1;
  },
};
