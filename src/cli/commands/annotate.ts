/** `qs annotate`. */
import {
  type ByteString,
  byteStringOf,
  NULL_NODE,
  textOfUtf8,
  textWidth,
  WDIR_REV,
} from '../../bytes/index.js';
import { formatDate, shortDate } from '../../dates/index.js';
import { isBinary } from '../../diff/index.js';
import { InputError, LookupError } from '../../errors/index.js';
import { type AnnotatedVersion, annotateFile, type FileAnnotation } from '../../repo/index.js';
import type { FieldValue, Formatter } from '../../template/index.js';
import type { CommandContext, CommandDefinition, Options } from '../command.js';
import { diffOptionsOf, WALK_OPTIONS, WHITESPACE_OPTIONS } from '../diff/diff-options.js';
import { fileMatcher } from '../diff/file-matcher.js';
import { missingFiles, selectedPaths } from '../diff/selected-paths.js';
import { pathDisplay } from '../display-path.js';
import { revisionOf, revisionsOf, TEMPLATE_OPTION } from '../revisions.js';

/** One column in front of the lines. */
interface Column {
  /** Name and value for structured output. */
  readonly field: string;
  value(version: AnnotatedVersion): FieldValue;
  text(version: AnnotatedVersion): ByteString;
}

/** @param ofWorking the working directory is annotated: its lines are marked with a plus sign behind its parent. */
async function columnsOf(context: CommandContext, options: Options, ofWorking: boolean): Promise<Column[]> {
  const { ui } = context;
  const repo = context.repo();
  const given = (name: string): boolean => options.flag(name);
  const withFile = given('file') || given('follow');
  const none = !given('user') && !given('changeset') && !given('date') && !withFile;
  const withNumber = given('number') || none;
  if (given('line-number') && !given('changeset') && !withNumber)
    throw new InputError('at least one of -n/-c is required for -l');
  const user = ({ rev }: AnnotatedVersion): ByteString => repo.changeset(rev).user;
  const columns: Column[] = [];
  const marked = (show: (rev: number) => ByteString, rev: number): ByteString => {
    if (!ofWorking) return show(rev);
    return rev === WDIR_REV ? `${show(repo.workingParents()[0])}+` : `${show(rev)} `;
  };
  const shortNode = (rev: number): ByteString =>
    ui.debugFlag ? repo.node(rev) : repo.node(rev).slice(0, 12);
  const add = (wanted: boolean, column: Column): void => {
    if (wanted) columns.push(column);
  };
  if (given('user')) {
    const shorten = ui.verbose ? undefined : (await import('../../template/index.js')).shortUserOf;
    add(true, {
      field: 'user',
      value: user,
      text: (version) => (shorten === undefined ? user(version) : shorten(user(version))),
    });
  }
  add(withNumber, { field: 'rev', value: ({ rev }) => rev, text: ({ rev }) => marked(String, rev) });
  add(given('changeset'), {
    field: 'node',
    value: ({ rev }) => repo.node(rev),
    text: ({ rev }) => marked(shortNode, rev),
  });
  add(given('date'), {
    field: 'date',
    // hg gives annotate's dates as floating point numbers, unlike log's.
    value: ({ rev }) => ({ ...repo.changeset(rev).date, fractional: true }),
    text: ({ rev }) => (ui.quiet ? shortDate : formatDate)(repo.changeset(rev).date),
  });
  add(withFile, { field: 'path', value: ({ path }) => path, text: ({ path }) => path });
  return columns;
}

/** Calls `text` once for every version that owns a line; results have equal widths, aligned to the right. */
function paddedTexts(
  annotation: FileAnnotation,
  text: (version: AnnotatedVersion) => ByteString,
): Map<number, ByteString> {
  const texts = new Map<number, ByteString>();
  const widths = new Map<number, number>();
  let widest = 0;
  for (const owner of annotation.owners) {
    if (texts.has(owner)) continue;
    const shown = text(annotation.version(owner));
    const width = textWidth(textOfUtf8(shown));
    texts.set(owner, shown);
    widths.set(owner, width);
    if (width > widest) widest = width;
  }
  for (const [owner, shown] of texts)
    texts.set(owner, ' '.repeat(widest - (widths.get(owner) as number)) + shown);
  return texts;
}

function writePlain(
  write: (text: ByteString) => void,
  annotation: FileAnnotation,
  columns: readonly Column[],
  withLineNumbers: boolean,
): void {
  const { text, offsets, owners, lineNumbers, guessed } = annotation;
  const parts = columns.map((column) => paddedTexts(annotation, column.text));
  const heads = new Map<number, ByteString>();
  for (const owner of parts[0]?.keys() ?? []) {
    let head = '';
    for (let i = 0; i < columns.length; i++) head += (i === 0 ? '' : ' ') + parts[i]?.get(owner);
    heads.set(owner, head);
  }
  let digits = 0;
  if (withLineNumbers) for (const number of lineNumbers) digits = Math.max(digits, String(number).length);
  const lines = byteStringOf(text);
  let out = '';
  for (let line = 0; line < owners.length; line++) {
    out += heads.get(owners[line] as number);
    if (withLineNumbers) out += `:${String(lineNumbers[line]).padStart(digits)}`;
    out += (guessed[line] === 1 ? '* ' : ': ') + lines.slice(offsets[line], offsets[line + 1]);
    if (out.length > 1 << 15) {
      write(out);
      out = '';
    }
  }
  write(out);
  if (owners.length > 0 && !lines.endsWith('\n')) write('\n');
}

function writeItems(
  formatter: Formatter,
  context: CommandContext,
  annotation: FileAnnotation,
  columns: readonly Column[],
  withLineNumbers: boolean,
): void {
  const repo = context.repo();
  const { text, offsets, owners, lineNumbers } = annotation;
  // Templates may ask for any name; other styles show what the options select.
  const all = !formatter.needs('\0');
  const lines = byteStringOf(text);
  const nested = formatter.nested('lines', '{rev}: {line}');
  for (let line = 0; line < owners.length; line++) {
    const version = annotation.version(owners[line] as number);
    nested.startItem();
    nested.context({ repo, rev: version.rev });
    if (all) nested.data({ path: version.path, lineno: lineNumbers[line] as number });
    else {
      for (const column of columns) nested.data({ [column.field]: column.value(version) });
      if (withLineNumbers) nested.data({ lineno: lineNumbers[line] as number });
    }
    nested.data({ line: lines.slice(offsets[line], offsets[line + 1]) });
  }
  nested.end();
}

export const command: CommandDefinition = {
  name: 'annotate',
  aliases: ['blame'],
  synopsis: '[-r REV] [-f] [-a] [-u] [-d] [-n] [-c] [-l] FILE...',
  summary: 'show changeset information by line for each file',
  help: `Prints each line of the files with the changeset that it comes from: its revision number, or what the options ask
for. Renames and copies are followed.

Binary files are left out unless --text is given.

Templates know "path" and "lines"; each of those has "line", "lineno", "path" and the keywords of its changeset.

Returns 0 on success.`,
  category: 'files',
  inferRepository: true,
  options: [
    { short: 'r', long: 'rev', kind: 'value', help: 'annotate this revision', valueName: 'REV' },
    { short: '', long: 'follow', kind: 'flag', help: 'follow copies and list names', deprecated: true },
    { short: '', long: 'no-follow', kind: 'flag', help: 'do not follow copies and renames' },
    { short: 'a', long: 'text', kind: 'flag', help: 'treat all files as text' },
    { short: 'u', long: 'user', kind: 'flag', help: 'list the author (in full with -v)' },
    { short: 'f', long: 'file', kind: 'flag', help: 'list the name of the file' },
    { short: 'd', long: 'date', kind: 'flag', help: 'list the date (short with -q)' },
    { short: 'n', long: 'number', kind: 'flag', help: 'list the revision number (default)' },
    { short: 'c', long: 'changeset', kind: 'flag', help: 'list the changeset' },
    { short: 'l', long: 'line-number', kind: 'flag', help: 'show the line number at the first appearance' },
    { short: '', long: 'skip', kind: 'list', help: 'changesets not to show', experimental: true },
    ...WHITESPACE_OPTIONS,
    ...WALK_OPTIONS,
    TEMPLATE_OPTION,
  ],
  async run(context, args, options) {
    const { ui } = context;
    const repo = context.repo();
    if (args.length === 0) throw new InputError('at least one filename or pattern is required');
    const rev = revisionOf(context, options.value('rev'));
    const columns = await columnsOf(context, options, rev === WDIR_REV);
    const withLineNumbers = options.flag('line-number');
    const diffOptions = diffOptionsOf(context, options, 'annotate');
    const skipped =
      options.list('skip').length > 0 ? new Set(revisionsOf(context, options.list('skip'))) : undefined;
    const matcher = fileMatcher(context, args, options, rev);
    const manifest = repo.manifest(rev);
    const show = pathDisplay(context);
    ui.pager('annotate');
    const formatter = ui.formatter('annotate', options);
    for (const path of selectedPaths(manifest, matcher)) {
      const node = manifest.find(path) as string;
      formatter.startItem();
      formatter.data({ path });
      if (!options.flag('text') && isBinary(repo.fileByNode(path, node).content())) {
        formatter.plain(`${show(path)}: binary file\n`);
        continue;
      }
      const annotation = annotateFile(
        repo,
        (name) => repo.store.file(name),
        { rev, path, node },
        {
          ...diffOptions,
          follow: !options.flag('no-follow'),
          skip: skipped && ((one) => skipped.has(one)),
        },
      );
      if (formatter.isPlain) writePlain((text) => ui.write(text), annotation, columns, withLineNumbers);
      else writeItems(formatter, context, annotation, columns, withLineNumbers);
    }
    const [missing] = missingFiles(manifest, matcher);
    if (missing !== undefined) {
      const id = (rev < 0 ? NULL_NODE : repo.node(rev)).slice(0, 12);
      throw new LookupError(missing, `${missing}: no such file in rev ${id}`);
    }
    formatter.end();
    return 0;
  },
};
