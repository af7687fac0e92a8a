/** Turns the patterns of a command line into a matcher. */
import type { ByteString } from '../bytes/index.js';
import { InputError } from '../errors/index.js';
import type { FileSystem } from '../platform/index.js';
import { normalizePath } from './canonical-path.js';
import {
  alwaysMatcher,
  intersectMatchers,
  matcherAbove,
  neverMatcher,
  subtractMatchers,
  uniteMatchers,
} from './combine.js';
import { isLiteralGlob, literalPrefix } from './glob.js';
import type { Matcher } from './matcher.js';
import { pathAuditor } from './path-audit.js';
import { expandPatterns, type Pattern, type PatternContext, type PatternKind } from './pattern.js';
import type { Warn } from './pattern-file.js';
import { compilePatternSet, type GlobScope } from './pattern-set.js';

export interface MatcherOptions {
  /** The repository's root and the current directory, absolute. */
  readonly root: ByteString;
  readonly cwd: ByteString;
  /** What the user named: arguments, `-I` and `-X`. */
  readonly patterns?: readonly ByteString[];
  readonly include?: readonly ByteString[];
  readonly exclude?: readonly ByteString[];
  /** The kind of `patterns` without one: `relpath` for arguments of commands, `glob` elsewhere (the default). */
  readonly defaultKind?: PatternKind;
  /** Rooted at `root`: for pattern files, path auditing, and a root reached through symbolic links. */
  readonly fs?: FileSystem | undefined;
  /** Evaluates `set:` expressions (which name files relative to `cwd`). */
  readonly fileset?: ((expression: ByteString) => Matcher) | undefined;
  readonly warn?: Warn | undefined;
  /** Checks the paths that are named; by default refuses what leads out of the repository. */
  readonly audit?: ((path: ByteString) => void) | undefined;
}

/**
 * Compiles patterns. No pattern at all selects everything.
 * @throws InputError (unknown place, invalid pattern, unreadable list), HgError `security` (path auditing)
 */
export function compileMatcher(options: MatcherOptions): Matcher {
  const { patterns = [], include = [], exclude = [], defaultKind = 'glob' } = options;
  const context: PatternContext = {
    root: options.root,
    cwd: options.cwd,
    fs: options.fs,
    warn: options.warn,
    audit: options.audit ?? pathAuditor(options.fs),
  };
  let matcher = alwaysMatcher();
  const named = expandPatterns(context, patterns, defaultKind);
  if (named.length > 0 && !selectsAll(named)) matcher = compileKind(options, named, 'patterns');
  const included = expandPatterns(context, include, 'glob');
  if (include.length > 0) matcher = intersectMatchers(matcher, compileKind(options, included, 'includes'));
  const excluded = expandPatterns(context, exclude, 'glob');
  if (exclude.length > 0) matcher = subtractMatchers(matcher, compileKind(options, excluded, 'includes'));
  return matcher;
}

/** `hg files ''` and `hg files glob:` are as no pattern. */
function selectsAll(patterns: readonly Pattern[]): boolean {
  return patterns.every(({ kind, text }) => (kind === 'relpath' || kind === 'glob') && text === '');
}

/** hg's list of places to start from: what is in front of a glob's special chars counts as named. */
function rootsOf(patterns: readonly Pattern[]): ByteString[] {
  const roots: ByteString[] = [];
  for (const { kind, text } of patterns) {
    if (kind === 'rootfilesin') continue;
    if (kind === 'path' || kind === 'relpath') roots.push(text === '.' ? '' : text);
    else if (kind === 'glob' || kind === 'rootglob') roots.push(literalPrefix(text));
    else roots.push('');
  }
  return roots;
}

function literalsOf(patterns: readonly Pattern[]): ByteString[] {
  return patterns
    .filter(
      ({ kind, text }) =>
        kind === 'path' ||
        kind === 'relpath' ||
        ((kind === 'glob' || kind === 'rootglob') && isLiteralGlob(text)),
    )
    .map(({ text }) => (text === '.' ? '' : text));
}

/** Compiles expanded patterns, filesets and files of patterns for subdirectories included. */
export function compileKind(
  options: MatcherOptions,
  patterns: readonly Pattern[],
  role: 'patterns' | 'includes',
): Matcher {
  const scope: GlobScope = role === 'patterns' ? 'whole' : 'recursive';
  const special = (kind: PatternKind) => kind === 'set' || kind === 'subinclude';
  const plain = patterns.filter(({ kind }) => !special(kind));
  const matchers: Matcher[] = [];
  if (plain.length > 0 || patterns.some(({ kind }) => kind === 'subinclude'))
    matchers.push(plainMatcher(options, plain, patterns, scope, role));
  for (const pattern of patterns) {
    if (pattern.kind !== 'set') continue;
    if (options.fileset === undefined) throw new InputError('fileset expression with no context');
    matchers.push(options.fileset(pattern.text));
  }
  return matchers.length === 0 ? neverMatcher() : uniteMatchers(matchers);
}

function plainMatcher(
  options: MatcherOptions,
  plain: readonly Pattern[],
  patterns: readonly Pattern[],
  scope: GlobScope,
  role: 'patterns' | 'includes',
): Matcher {
  const set = compilePatternSet(plain, scope);
  const below = patterns.filter(({ kind }) => kind === 'subinclude').map((one) => subMatcher(options, one));
  const roots = role === 'patterns' ? rootsOf(plain) : [];
  const exact = new Set(roots);
  const inner = uniteMatchers(below);
  return {
    matches: below.length === 0 ? set.matches : (path) => set.matches(path) || inner.matches(path),
    directory(path) {
      const verdict = set.directory(path);
      if (verdict === 'all' || below.length === 0) return verdict;
      const other = inner.directory(path);
      return other === 'none' ? verdict : other;
    },
    files: role === 'patterns' ? literalsOf(plain) : [],
    roots,
    isExact: (path) => exact.has(path),
    always: false,
    exactOnly: false,
    prefix: below.length === 0 && plain.every(({ kind }) => kind === 'path' || kind === 'relpath'),
    describe: () => `<${role === 'patterns' ? 'pattern' : 'include'}matcher ${role}=${set.describe()}>`,
  };
}

/** The patterns of a file, applied below the directory that the file is in. */
function subMatcher(options: MatcherOptions, { text }: Pattern): Matcher {
  const path = normalizePath(text);
  const slash = path.lastIndexOf('/');
  const directory = slash < 0 ? '' : path.slice(0, slash);
  const root = directory === '' ? options.root : normalizePath(`${options.root}/${directory}`);
  const context: PatternContext = { root, cwd: root, fs: options.fs?.at(directory), warn: options.warn };
  const patterns = expandPatterns(context, [`include:${path.slice(slash + 1)}`], 'glob');
  const { fileset: _, ...rest } = options;
  const matcher = compileKind({ ...rest, root, cwd: root, fs: context.fs }, patterns, 'includes');
  return directory === '' ? matcher : matcherAbove(directory, matcher);
}
