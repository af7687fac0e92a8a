/** Which untracked files are ignored: `.hgignore` and the files that `ui.ignore` names. */
import type { ByteString } from '../bytes/index.js';
import type { FileSystem } from '../platform/index.js';
import { joinPath, normalizePath } from './canonical-path.js';
import { neverMatcher } from './combine.js';
import { compileKind } from './compile-matcher.js';
import type { Matcher } from './matcher.js';
import { expandPatterns, type Pattern, type PatternContext } from './pattern.js';
import type { Warn } from './pattern-file.js';
import { compilePatternSet } from './pattern-set.js';

export interface IgnoreOptions {
  /** The working directory's root, absolute. */
  readonly root: ByteString;
  /** Rooted there. */
  readonly fs: FileSystem;
  /** Absolute paths of the files to read, as they are to be called in messages; those that do not exist count as empty. */
  readonly files: readonly ByteString[];
  readonly warn?: Warn | undefined;
}

/** The rule that ignores a path. */
export interface IgnoreRule {
  readonly file: ByteString;
  readonly line: number;
  readonly text: ByteString;
}

export interface IgnoreMatcher extends Matcher {
  /** True when the path, or a directory above it, matches. */
  ignores(path: ByteString): boolean;
  /** Finds the first rule that matches the path itself. Slow: for `debugignore`. */
  ruleFor(path: ByteString): IgnoreRule | undefined;
}

/**
 * Compiles ignore files. A rule matches a path or any directory above it; files that are missing are left out quietly.
 * @throws InputError `FILE: invalid pattern (KIND): TEXT`, FileSystemError
 */
export function compileIgnore(options: IgnoreOptions): IgnoreMatcher {
  const { root, fs, files, warn } = options;
  const context: PatternContext = { root, cwd: root, fs, warn };
  const present = files.filter((file) => fs.at('/').stat(file.slice(1)) !== undefined);
  const patterns = expandPatterns(
    context,
    present.map((file) => `include:${file}`),
    'glob',
  );
  const matcher =
    patterns.length === 0 ? neverMatcher() : compileKind({ root, cwd: root, fs, warn }, patterns, 'includes');
  return {
    ...matcher,
    ignores(path) {
      if (matcher.matches(path)) return true;
      for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1))
        if (matcher.matches(path.slice(0, at))) return true;
      return false;
    },
    ruleFor: (path) => ruleFor(context, patterns, path),
  };
}

function ruleFor(
  context: PatternContext,
  patterns: readonly Pattern[],
  path: ByteString,
): IgnoreRule | undefined {
  for (const pattern of patterns) {
    if (pattern.kind === 'set') continue;
    if (pattern.kind === 'subinclude') {
      const found = ruleBelow(context, pattern, path);
      if (found !== undefined) return found;
    } else if (compilePatternSet([pattern], 'recursive').matches(path)) {
      const { source = '', line = 0, lineText = '' } = pattern;
      return { file: source, line, text: lineText };
    }
  }
  return undefined;
}

function ruleBelow(context: PatternContext, { text }: Pattern, path: ByteString): IgnoreRule | undefined {
  const file = normalizePath(text);
  const slash = file.lastIndexOf('/');
  const directory = slash < 0 ? '' : file.slice(0, slash);
  if (directory !== '' && !path.startsWith(`${directory}/`)) return undefined;
  const root = normalizePath(joinPath(context.root, directory));
  const below: PatternContext = { root, cwd: root, fs: context.fs?.at(directory) };
  const patterns = expandPatterns(below, [`include:${file.slice(slash + 1)}`], 'glob');
  return ruleFor(below, patterns, directory === '' ? path : path.slice(directory.length + 1));
}
