/** One file pattern: its kind and text, as written and made canonical. */
import { type ByteString, byteStringOf } from '../bytes/index.js';
import { InputError } from '../errors/index.js';
import { readFile } from '../platform/index.js';
import { type CanonicalPathOptions, canonicalPath, joinPath, normalizePath } from './canonical-path.js';
import { parsePatternFile, type Warn } from './pattern-file.js';

export type PatternKind =
  /** A file or everything below a directory, from the root; or relative to the current directory. */
  | 'path'
  | 'relpath'
  /** The files directly in a directory. */
  | 'rootfilesin'
  /** Globs: from the current directory, in any directory, from the root. */
  | 'glob'
  | 'relglob'
  | 'rootglob'
  /** Regular expressions: matched at the start of the path, or anywhere in it. */
  | 're'
  | 'relre'
  /** Files of patterns. */
  | 'listfile'
  | 'listfile0'
  | 'include'
  | 'subinclude'
  /** A fileset expression. */
  | 'set';

const KINDS: ReadonlySet<string> = new Set<PatternKind>([
  'path',
  'relpath',
  'rootfilesin',
  'glob',
  'relglob',
  'rootglob',
  're',
  'relre',
  'listfile',
  'listfile0',
  'include',
  'subinclude',
  'set',
]);

export interface Pattern {
  readonly kind: PatternKind;
  readonly text: ByteString;
  /** The file it came from, as that file was named. */
  readonly source?: ByteString;
}

/** Splits `kind:text`; what has no known kind is of the default kind as a whole. */
export function splitPattern(written: ByteString, defaultKind: PatternKind): Pattern {
  const colon = written.indexOf(':');
  const kind = written.slice(0, Math.max(colon, 0));
  if (KINDS.has(kind)) return { kind: kind as PatternKind, text: written.slice(colon + 1) };
  return { kind: defaultKind, text: written };
}

export interface PatternContext extends CanonicalPathOptions {
  readonly warn?: Warn | undefined;
}

/** Files that include files that include files... end here. */
const DEEPEST_INCLUDE = 64;

function readPatternFile(context: PatternContext, path: ByteString): Uint8Array {
  if (context.fs === undefined) throw new InputError(`unable to read file list (${path})`);
  return readFile(context.fs.at('/'), path.slice(1));
}

/**
 * Makes patterns canonical (relative to the root) and replaces `listfile`, `listfile0` and `include` by what the files
 * hold. `set` and `subinclude` stay.
 * @throws InputError, HgError (`security`), FileSystemError
 */
export function expandPatterns(
  context: PatternContext,
  written: readonly ByteString[],
  defaultKind: PatternKind,
): Pattern[] {
  return expand(
    context,
    written.map((one) => splitPattern(one, defaultKind)),
    defaultKind,
    0,
  );
}

function expand(
  context: PatternContext,
  patterns: readonly Pattern[],
  defaultKind: PatternKind,
  depth: number,
): Pattern[] {
  const out: Pattern[] = [];
  if (depth > DEEPEST_INCLUDE) throw new InputError('pattern files include each other too deeply');
  for (const pattern of patterns) {
    const { kind, text } = pattern;
    switch (kind) {
      case 'glob':
      case 'relpath':
        out.push({ ...pattern, text: canonicalPath(context, text) });
        break;
      case 'relglob':
      case 'path':
      case 'rootfilesin':
      case 'rootglob':
        out.push({ ...pattern, text: normalizePath(text) });
        break;
      case 'listfile':
      case 'listfile0':
        out.push(...expandListFile(context, pattern, defaultKind, depth));
        break;
      case 'include':
        out.push(...expandInclude(context, pattern, defaultKind, depth));
        break;
      default:
        out.push(pattern);
    }
  }
  return out;
}

function expandListFile(
  context: PatternContext,
  { kind, text }: Pattern,
  defaultKind: PatternKind,
  depth: number,
): Pattern[] {
  let content: ByteString;
  try {
    content = byteStringOf(readPatternFile(context, normalizePath(joinPath(context.cwd, text))));
  } catch (error) {
    throw new InputError(`unable to read file list (${text})`, { cause: error });
  }
  const lines = kind === 'listfile0' ? content.split('\0') : content.split(/\r\n|\r|\n/);
  const written = lines.filter((line) => line !== '');
  return expand(
    context,
    written.map((line) => ({ ...splitPattern(line, defaultKind), source: text })),
    defaultKind,
    depth + 1,
  );
}

function expandInclude(
  context: PatternContext,
  { text }: Pattern,
  defaultKind: PatternKind,
  depth: number,
): Pattern[] {
  const path = normalizePath(joinPath(context.root, text));
  let bytes: Uint8Array;
  try {
    bytes = readPatternFile(context, path);
  } catch (error) {
    context.warn?.(`skipping unreadable pattern file '${text}': ${(error as Error).message}`);
    return [];
  }
  const lines = parsePatternFile(byteStringOf(bytes), text, context.warn);
  return expand(
    context,
    lines.map(({ pattern }) => ({ ...splitPattern(pattern, defaultKind), source: text })),
    defaultKind,
    depth + 1,
  );
}
