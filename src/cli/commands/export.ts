/** `qs export`. */
import { type ByteString, byteStringOf, NULL_NODE } from '../../bytes/index.js';
import { ByteSink } from '../../diff/index.js';
import { InputError } from '../../errors/index.js';
import { formatSpec } from '../../revset/index.js';
import { type Formatter, NamedList } from '../../template/index.js';
import type { CommandContext, CommandDefinition, Options } from '../command.js';
import { type ChangesetDiff, createChangesetDiff } from '../diff/changeset-diff.js';
import { DIFF_OPTIONS } from '../diff/diff-options.js';
import type { OutputFile } from '../diff/output-file.js';
import { patchHeader } from '../diff/patch-header.js';
import { revisionsOf, TEMPLATE_OPTION } from '../revisions.js';

function exportedRevisions(
  context: CommandContext,
  args: readonly ByteString[],
  options: Options,
): readonly number[] {
  const bookmark = options.value('bookmark');
  const specs = [...args, ...options.list('rev')];
  if (bookmark && options.list('rev').length > 0)
    throw new InputError('cannot specify both --rev and --bookmark');
  let revs: readonly number[];
  if (bookmark) {
    if (!context.repo().bookmarks().has(bookmark)) throw new InputError(`bookmark '${bookmark}' not found`);
    // What only this bookmark leads to.
    const spec = formatSpec(
      'ancestors(bookmark(%s)) - ancestors(head() and not bookmark(%s)) - ancestors(bookmark() and not bookmark(%s))',
      `literal:${bookmark}`,
      `literal:${bookmark}`,
      `literal:${bookmark}`,
    );
    revs = [...revisionsOf(context, [spec])];
  } else revs = [...revisionsOf(context, specs.length > 0 ? specs : ['.'])];
  if (revs.length === 0) throw new InputError('export requires at least one changeset');
  return revs;
}

/** Parents that there are, the one that the diff is against first. */
function parentsOf(context: CommandContext, rev: number, switchParent: boolean): number[] {
  const { graph } = context.repo();
  const parents = rev < 0 ? [] : [graph.parent1(rev), graph.parent2(rev)].filter((parent) => parent >= 0);
  return switchParent ? parents.reverse() : parents;
}

interface Destination {
  write(text: ByteString): void;
  readonly diff: ChangesetDiff;
}

/** The header and the patch, as `import` reads them. */
function writePatch(context: CommandContext, rev: number, parents: readonly number[], to: Destination): void {
  to.write(patchHeader(context.repo(), rev, parents));
}

function writeItem(
  formatter: Formatter,
  context: CommandContext,
  rev: number,
  parents: readonly number[],
  diff: ChangesetDiff,
): void {
  const repo = context.repo();
  const { user, date, branch, description } = repo.changeset(rev);
  formatter.startItem();
  formatter.context({ repo, rev });
  formatter.data({
    user,
    date,
    branch,
    node: rev < 0 ? NULL_NODE : repo.node(rev),
    parents: new NamedList(
      parents.map((parent) => repo.node(parent)),
      'parent',
    ),
    desc: description,
  });
  if (formatter.needs('diff')) {
    const patch = new ByteSink();
    for (const { bytes } of diff.files(rev, { base: parents[0] ?? -1 })) patch.range(bytes, 0, bytes.length);
    formatter.data({ diff: byteStringOf(patch.view()) });
  }
}

export const command: CommandDefinition = {
  name: 'export',
  synopsis: '[OPTION]... [-o OUTFILESPEC] [-r] [REV]...',
  summary: 'dump the header and diffs for one or more changesets',
  help: `Prints changesets as patches: a header with user, date, branch, hash, parents and description, then the diff against
the first parent (the second with --switch-parent). Without revisions, the working directory's parent is exported.

With --output patches go to files whose names are made from a template, in which these codes may be used, too:

- "%%" - a "%"
- "%H", "%h" - hash of the changeset, whole and short
- "%R", "%r" - revision number, plain and padded with zeros
- "%N" - number of patches
- "%n" - position of the patch, from 1, padded with zeros
- "%m" - first line of the description, letters and digits only
- "%b" - name of the repository's directory

Templates know "diff" and "parents".

Returns 0 on success.`,
  category: 'import-export',
  options: [
    {
      short: 'B',
      long: 'bookmark',
      kind: 'value',
      help: 'export what only this bookmark leads to',
      valueName: 'BOOKMARK',
    },
    {
      short: 'o',
      long: 'output',
      kind: 'value',
      help: 'write to files with names of this format',
      valueName: 'FORMAT',
    },
    { short: '', long: 'switch-parent', kind: 'flag', help: 'diff against the second parent' },
    { short: 'r', long: 'rev', kind: 'list', help: 'revisions to export' },
    ...DIFF_OPTIONS,
    TEMPLATE_OPTION,
  ],
  async run(context, args, options) {
    const { ui } = context;
    const revs = exportedRevisions(context, args, options);
    ui.note(revs.length > 1 ? 'exporting patches:\n' : 'exporting patch:\n');
    const diff = await createChangesetDiff(context, options);
    const format = options.value('output') || '-';
    const switchParent = options.flag('switch-parent');
    if (format === '-') {
      ui.pager('export');
      const formatter = ui.formatter('export', options);
      for (const rev of revs) {
        const parents = parentsOf(context, rev, switchParent);
        if (formatter.isPlain) {
          writePatch(context, rev, parents, { write: (text) => ui.write(text), diff });
          diff.write(rev, { base: parents[0] ?? -1 });
        } else writeItem(formatter, context, rev, parents, diff);
      }
      formatter.end();
      return 0;
    }
    const { FileNamer, openOutputFile } = await import('../diff/output-file.js');
    const namer = new FileNamer(context);
    const revWidth = Math.max(...revs.map((rev) => String(rev).length));
    const written = new Set<ByteString>();
    for (const [index, rev] of revs.entries()) {
      const name = namer.name(format, { rev, sequence: index + 1, total: revs.length, revWidth });
      const target: OutputFile = openOutputFile(context, name, { append: written.has(name) });
      try {
        if (!written.has(name)) ui.note(`${name}\n`);
        written.add(name);
        const parents = parentsOf(context, rev, switchParent);
        const formatter = ui.formatter('export', options, (text) => target.write(text));
        if (formatter.isPlain) {
          writePatch(context, rev, parents, { write: (text) => target.write(text), diff });
          for (const { bytes } of diff.files(rev, { base: parents[0] ?? -1 })) target.writeBytes(bytes);
        } else writeItem(formatter, context, rev, parents, diff);
        formatter.end();
      } finally {
        target.close();
      }
    }
    return 0;
  },
};
