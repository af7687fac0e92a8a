/** The functions of the fileset language. */
import { type ByteString, builtinCharset, byteStringOf } from '../../bytes/index.js';
import { isBinary } from '../../diff/index.js';
import { HgError, ParseError } from '../../errors/index.js';
import {
  alwaysMatcher,
  compileRegExp,
  type Matcher,
  predicateMatcher,
  uniteMatchers,
} from '../../match/index.js';
import { revOf, revsOf } from '../../revset/index.js';
import { windowsProblem } from '../tracking/portable-names.js';
import type { WorkingFileState } from '../working-copy/index.js';
import { sizePredicate } from './file-size.js';
import type { FilesetContext } from './fileset-context.js';
import type { FilesetTree } from './parse-fileset.js';

export type EvaluateFileset = (context: FilesetContext, tree: FilesetTree) => Matcher;

export type FilesetPredicate = (
  context: FilesetContext,
  args: readonly FilesetTree[],
  evaluate: EvaluateFileset,
) => Matcher;

function noArguments(args: readonly FilesetTree[], name: string): void {
  if (args.length > 0) throw new ParseError(`${name} takes no arguments`);
}

/** @throws ParseError for anything but one text */
function text(tree: FilesetTree | undefined, message: string): ByteString {
  if (tree?.op !== 'symbol' && tree?.op !== 'string') throw new ParseError(message);
  return tree.value;
}

function statusPredicate(name: string, list: WorkingFileState): FilesetPredicate {
  return (context, args) => {
    noArguments(args, name);
    let paths: ReadonlySet<ByteString> | undefined;
    return predicateMatcher((path) => {
      paths ??= new Set(context.status[list]);
      return paths.has(path);
    }, name);
  };
}

/** Asks something of the content; files that are not there never match. */
function contentMatcher(
  context: FilesetContext,
  name: string,
  holds: (content: Uint8Array) => boolean,
): Matcher {
  return predicateMatcher((path) => {
    const content = context.content(path);
    return content !== undefined && holds(content);
  }, name);
}

const LINE_ENDS: Readonly<Record<string, RegExp>> = {
  dos: /\r\n/,
  unix: /(?<!\r)\n/,
  mac: /\r(?!\n)/,
};

function grep(context: FilesetContext, args: readonly FilesetTree[]): Matcher {
  if (args.length !== 1) throw new ParseError('grep requires a pattern');
  const source = text(args[0], 'grep requires a pattern');
  let expression: ReturnType<typeof compileRegExp>;
  try {
    expression = compileRegExp(source);
  } catch (error) {
    throw new ParseError(`invalid match pattern: ${error instanceof Error ? error.message : ''}`, undefined, {
      cause: error,
    });
  }
  return contentMatcher(context, 'grep', (content) => expression.search(byteStringOf(content)));
}

function encoding(context: FilesetContext, args: readonly FilesetTree[]): Matcher {
  const name = text(args.length === 1 ? args[0] : undefined, 'encoding requires an encoding name');
  const charset = builtinCharset(name);
  if (charset === undefined) throw new HgError('abort', `unknown encoding '${name}'`);
  return contentMatcher(context, 'encoding', (content) => {
    let good = true;
    charset.decode(byteStringOf(content), () => {
      good = false;
      return '';
    });
    return good;
  });
}

function eol(context: FilesetContext, args: readonly FilesetTree[]): Matcher {
  const style = text(args.length === 1 ? args[0] : undefined, 'eol requires a style name');
  const expression = LINE_ENDS[style];
  return contentMatcher(
    context,
    'eol',
    (content) => !isBinary(content) && (expression?.test(byteStringOf(content)) ?? false),
  );
}

function size(context: FilesetContext, args: readonly FilesetTree[]): Matcher {
  const fits = sizePredicate(text(args.length === 1 ? args[0] : undefined, 'size requires an expression'));
  return predicateMatcher((path) => {
    const bytes = context.size(path);
    return bytes !== undefined && fits(bytes);
  }, 'size');
}

function revset(context: FilesetContext, expression: ByteString): readonly number[] {
  const { clock } = context.repo.place.platform;
  return [...revsOf(context.repo, [expression], { clock, cwd: context.cwd })];
}

function revs(context: FilesetContext, args: readonly FilesetTree[], evaluate: EvaluateFileset): Matcher {
  if (args.length !== 2) throw new ParseError('revs takes two arguments');
  const expression = text(args[0], 'first argument to revs must be a revision');
  const found = revset(context, expression);
  return uniteMatchers(found.map((rev) => evaluate(context.at(rev), args[1] as FilesetTree)));
}

function statusBetweenRevs(
  context: FilesetContext,
  args: readonly FilesetTree[],
  evaluate: EvaluateFileset,
): Matcher {
  if (args.length !== 3) throw new ParseError('status takes three arguments');
  const { clock } = context.repo.place.platform;
  const rev = (at: number, which: string): number => {
    const spec = text(args[at], `${which} argument to status must be a revision`);
    if (spec === '') throw new ParseError(`${which} argument to status must be a revision`);
    return revOf(context.repo, spec, { clock, cwd: context.cwd });
  };
  const base = rev(0, 'first');
  return evaluate(context.at(rev(1, 'second'), base), args[2] as FilesetTree);
}

function subrepo(context: FilesetContext, args: readonly FilesetTree[]): Matcher {
  if (args.length > 1) throw new ParseError('subrepo takes at most one argument');
  const substate = context.content('.hgsubstate');
  const paths = new Set(
    substate === undefined
      ? []
      : byteStringOf(substate)
          .split('\n')
          .flatMap((line) => (line.includes(' ') ? [line.slice(line.indexOf(' ') + 1)] : [])),
  );
  const inner =
    args.length === 0 ? alwaysMatcher() : context.matcher(text(args[0], 'subrepo requires a pattern'));
  return predicateMatcher((path) => paths.has(path) && inner.matches(path), 'subrepo');
}

const simple =
  (name: string, make: (context: FilesetContext) => (path: ByteString) => boolean): FilesetPredicate =>
  (context, args) => {
    noArguments(args, name);
    return predicateMatcher(make(context), name);
  };

export const FILESET_PREDICATES: ReadonlyMap<string, FilesetPredicate> = new Map<string, FilesetPredicate>([
  ['added', statusPredicate('added', 'added')],
  [
    'binary',
    (context, args) => {
      noArguments(args, 'binary');
      return contentMatcher(context, 'binary', isBinary);
    },
  ],
  ['clean', statusPredicate('clean', 'clean')],
  ['copied', simple('copied', (context) => (path) => context.isCopied(path))],
  ['deleted', statusPredicate('deleted', 'deleted')],
  ['encoding', encoding],
  ['eol', eol],
  ['exec', simple('exec', (context) => (path) => context.flags(path) === 'x')],
  ['grep', grep],
  ['hgignore', simple('hgignore', (context) => context.ignores())],
  ['ignored', statusPredicate('ignored', 'ignored')],
  ['missing', statusPredicate('missing', 'deleted')],
  ['modified', statusPredicate('modified', 'modified')],
  ['portable', simple('portable', () => (path) => windowsProblem(path) === undefined)],
  ['removed', statusPredicate('removed', 'removed')],
  [
    'resolved',
    simple('resolved', (context) => {
      const paths = context.mergedFiles(true);
      return (path) => paths.has(path);
    }),
  ],
  ['revs', revs],
  ['size', size],
  ['status', statusBetweenRevs],
  ['subrepo', subrepo],
  ['symlink', simple('symlink', (context) => (path) => context.flags(path) === 'l')],
  ['tracked', simple('tracked', (context) => (path) => context.isTracked(path))],
  ['unknown', statusPredicate('unknown', 'unknown')],
  [
    'unresolved',
    simple('unresolved', (context) => {
      const paths = context.mergedFiles(false);
      return (path) => paths.has(path);
    }),
  ],
]);
