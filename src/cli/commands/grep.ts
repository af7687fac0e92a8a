/** `qs grep`. */
import { WDIR_REV } from '../../bytes/index.js';
import { ParseError } from '../../errors/index.js';
import { LineSearch } from '../../match/index.js';
import type { CommandDefinition } from '../command.js';
import { WALK_OPTIONS } from '../diff/diff-options.js';
import { FileMatches } from '../grep/file-matches.js';
import { MatchPrinter } from '../grep/show-matches.js';
import { matchesInChanges, matchesInFiles } from '../grep/walk-matches.js';
import { revisionsToSearch, selectRevisions } from '../log/select-revisions.js';
import { onlyOneOf } from '../option-conflicts.js';
import { TEMPLATE_OPTION } from '../revisions.js';

export const command: CommandDefinition = {
  name: 'grep',
  inferRepository: true,
  argumentCount: [1, Number.POSITIVE_INFINITY],
  synopsis: '[--diff] [OPTION]... PATTERN [FILE]...',
  summary: 'search for a pattern in files and their history',
  help: `Prints the lines that match a regular expression, in the tracked files of the working directory, or in all files of the revisions given with --rev. The expression is one of Python's.

With --diff the changesets that brought matching lines or took them away are searched, newest first: lines that came are marked with "+", those that went with "-". Only matching lines are compared with those of the parent, so that one that was moved does not count.

With --follow first parents are searched, too; with --diff and files, their history across copies and renames.

Templates know, besides what is known of changesets:

- "change": "+" or "-", with --diff
- "lineno": number of the line
- "path": the file
- "texts": pieces of the line, each with "matched" and "text"

Returns 0 if there was a match, 1 otherwise.`,
  category: 'files',
  options: [
    { short: '0', long: 'print0', kind: 'flag', help: 'end fields with NUL' },
    { short: '', long: 'all', kind: 'flag', help: 'the same as --diff', deprecated: true },
    { short: '', long: 'diff', kind: 'flag', help: 'search for lines that came or went' },
    { short: 'a', long: 'text', kind: 'flag', help: 'show lines of binary files, too' },
    {
      short: 'f',
      long: 'follow',
      kind: 'flag',
      help: 'search first parents, and what files were copied from',
    },
    { short: 'i', long: 'ignore-case', kind: 'flag', help: 'upper and lower case are the same' },
    { short: 'l', long: 'files-with-matches', kind: 'flag', help: 'print only names and revisions' },
    { short: 'n', long: 'line-number', kind: 'flag', help: 'print the numbers of lines' },
    { short: 'r', long: 'rev', kind: 'list', help: 'search in these revisions', valueName: 'REV' },
    {
      short: '',
      long: 'all-files',
      kind: 'flag',
      help: 'search in all files of the revisions',
      deprecated: true,
    },
    { short: 'u', long: 'user', kind: 'flag', help: 'print the user (all of it with -v)' },
    { short: 'd', long: 'date', kind: 'flag', help: 'print the date (short with -q)' },
    TEMPLATE_OPTION,
    ...WALK_OPTIONS,
  ],
  run(context, [pattern = '', ...patterns], options) {
    const { ui } = context;
    const repo = context.repo();
    const changes = options.flag('diff') || options.flag('all');
    if (changes) onlyOneOf(options, ['all-files', options.flag('diff') ? 'diff' : 'all']);
    const follow = options.flag('follow');
    const isPlain = !changes && options.list('rev').length === 0 && !follow;
    let search: LineSearch;
    try {
      search = new LineSearch(pattern, { ignoreCase: options.flag('ignore-case') });
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      ui.warn(`grep: invalid match pattern: ${error.message}\n`);
      return 1;
    }
    const matcherOptions = {
      include: options.list('include'),
      exclude: options.list('exclude'),
      defaultKind: 'relpath',
      cwd: context.cwd,
    };
    const found = new FileMatches(repo, search, (message) => ui.warn(message));
    const walk = changes
      ? matchesInChanges(repo, found, {
          // As hg does, which takes its own option for that of log.
          ...selectRevisions(context, options, patterns, follow),
          follow,
        })
      : matchesInFiles(
          repo,
          found,
          isPlain ? [WDIR_REV] : revisionsToSearch(context, options),
          repo.matcher(patterns, matcherOptions),
        );
    ui.pager('grep');
    const formatter = ui.formatter('grep', options);
    const printer = new MatchPrinter(context, formatter, options, { changes, withRev: !isPlain, search });
    let any = false;
    for (const matches of walk) if (printer.print(matches)) any = true;
    formatter.end();
    return any ? 0 : 1;
  },
};
