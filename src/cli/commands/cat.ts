/** `qs cat`. */
import { type ByteString, byteStringOf, NULL_NODE } from '../../bytes/index.js';
import type { Matcher } from '../../match/index.js';
import { hasSubrepos, type Repository, subreposIn } from '../../repo/index.js';
import type { CommandContext, CommandDefinition } from '../command.js';
import { WALK_OPTIONS } from '../diff/diff-options.js';
import { fileMatcher } from '../diff/file-matcher.js';
import { missingFiles, selectedPaths } from '../diff/selected-paths.js';
import { pathDisplay } from '../display-path.js';
import { revisionOf, TEMPLATE_OPTION } from '../revisions.js';

export const command: CommandDefinition = {
  name: 'cat',
  synopsis: '[OPTION]... FILE...',
  summary: 'output the current or given revision of files',
  help: `Prints files as they are in a revision, or in the first parent of the working directory when none is given.

With --output every file goes to a file of its own, whose name is a template. These codes may be used in it, too:

- "%%" - a "%"
- "%s" - name of the file that is printed, without directories
- "%d" - its directory, or "." at the top
- "%p" - its whole path
- "%H", "%h" - hash of the changeset, whole and short
- "%R", "%r" - its revision number
- "%b" - name of the repository's directory

Templates know "data", the content, and "path".

Returns 0 when something was printed, 1 otherwise.`,
  category: 'files',
  inferRepository: true,
  argumentCount: [1, Number.POSITIVE_INFINITY],
  options: [
    {
      short: 'o',
      long: 'output',
      kind: 'value',
      help: 'write to files with names of this format',
      valueName: 'FORMAT',
    },
    { short: 'r', long: 'rev', kind: 'value', help: 'print this revision', valueName: 'REV' },
    { short: '', long: 'decode', kind: 'flag', help: 'apply matching decode filters' },
    ...WALK_OPTIONS,
    TEMPLATE_OPTION,
  ],
  async run(context, args, options) {
    const { ui } = context;
    const rev = revisionOf(context, options.value('rev'));
    const matcher = fileMatcher(context, args, options, rev);
    const format = options.value('output') || '-';
    const files = format === '-' ? undefined : await import('../diff/output-file.js');
    if (files === undefined) ui.pager('cat');
    const shared = files === undefined ? ui.formatter('cat', options) : undefined;
    const display = pathDisplay(context);
    const printAll = (within: CommandContext, at: number, chosen: Matcher, above: ByteString): boolean => {
      const from = within.repo();
      const namer = files && new files.FileNamer(within);
      const manifest = from.manifest(at);
      const filters = options.flag('decode') ? from.contentFilters : undefined;
      const print = (path: ByteString): void => {
        const stored = from.fileByNode(path, manifest.find(path) as string).content();
        const content = filters?.decode(path, stored) ?? stored;
        const name = namer?.name(format, { rev: at, path: above + path });
        const target =
          name === undefined ? undefined : files?.openOutputFile(context, name, { directories: true });
        const formatter = shared ?? ui.formatter('cat', options, (text) => target?.write(text));
        if (formatter.isPlain) {
          if (target === undefined) ui.writeBytes(content);
          else target.writeBytes(content);
        } else {
          formatter.startItem();
          formatter.context({ repo: from, rev: at, path });
          formatter.data({ data: byteStringOf(content), path });
        }
        if (shared === undefined) formatter.end();
        target?.close();
      };
      const [only = ''] = chosen.files;
      const isSingle = chosen.files.length === 1 && chosen.prefix && manifest.has(only);
      const nested =
        !isSingle && hasSubrepos(from, at)
          ? subreposIn(from).enteredSubrepos(from, at, chosen, true)
          : undefined;
      const own = nested?.own ?? chosen;
      let found = false;
      for (const path of selectedPaths(manifest, own)) {
        found = true;
        print(path);
      }
      for (const path of missingFiles(manifest, own)) {
        const node = at < 0 ? NULL_NODE : from.node(at);
        ui.warn(`${display(above + path)}: no such file in rev ${node.slice(0, 12)}\n`);
      }
      for (const { sub, rev: inside, matcher: below } of nested?.subrepos ?? []) {
        const path = above + sub.path;
        if (inside === undefined) ui.status(`skipping missing subrepository: ${display(path)}\n`);
        else if (printAll(nestedContext(within, sub.repo), inside, below, `${path}/`)) found = true;
      }
      return found;
    };
    const found = printAll(context, rev, matcher, '');
    shared?.end();
    return found ? 0 : 1;
  },
};

/** The same command in a nested repository. */
function nestedContext(context: CommandContext, repo: Repository): CommandContext {
  return { ...context, repository: repo, repo: () => repo, root: repo.root };
}
