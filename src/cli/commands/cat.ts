/** `qs cat`. */
import { byteStringOf, NULL_NODE } from '../../bytes/index.js';
import type { CommandDefinition } from '../command.js';
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
    const repo = context.repo();
    const rev = revisionOf(context, options.value('rev'));
    const matcher = fileMatcher(context, args, options, rev);
    const format = options.value('output') || '-';
    const manifest = repo.manifest(rev);
    const show = pathDisplay(context);
    const files = format === '-' ? undefined : await import('../diff/output-file.js');
    const namer = files && new files.FileNamer(context);
    const decode = options.flag('decode')
      ? (await import('../diff/decode-filters.js')).contentFilter(context, 'decode')
      : undefined;
    if (files === undefined) ui.pager('cat');
    const shared = files === undefined ? ui.formatter('cat', options) : undefined;
    let found = false;
    for (const path of selectedPaths(manifest, matcher)) {
      found = true;
      const stored = repo.fileByNode(path, manifest.find(path) as string).content();
      const content = decode === undefined ? stored : decode(path, stored);
      const target =
        namer && files?.openOutputFile(context, namer.name(format, { rev, path }), { directories: true });
      const formatter = shared ?? ui.formatter('cat', options, (text) => target?.write(text));
      if (formatter.isPlain) {
        if (target === undefined) ui.writeBytes(content);
        else target.writeBytes(content);
      } else {
        formatter.startItem();
        formatter.context({ repo, rev, path });
        formatter.data({ data: byteStringOf(content), path });
      }
      if (shared === undefined) formatter.end();
      target?.close();
    }
    for (const path of missingFiles(manifest, matcher)) {
      const node = rev < 0 ? NULL_NODE : repo.node(rev);
      ui.warn(`${show(path)}: no such file in rev ${node.slice(0, 12)}\n`);
    }
    shared?.end();
    return found ? 0 : 1;
  },
};
