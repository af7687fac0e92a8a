/** Which untracked files are ignored: `.hgignore` and the files that `ui.ignore` names. */
import type { ByteString } from '../bytes/index.js';
import { type FileSystem, tryReadText } from '../platform/index.js';
import { joinPath, normalizePath } from './canonical-path.js';
import { neverMatcher } from './combine.js';
import { compileKind } from './compile-matcher.js';
import type { Matcher } from './matcher.js';
import { expandPatterns, type PatternContext } from './pattern.js';
import { parsePatternFile, type Warn } from './pattern-file.js';
import { compilePatternSet, someParent } from './pattern-set.js';

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
  /** True when the path, or a directory above it (the root included), matches. */
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
      return someParent(path, matcher.matches);
    },
    ruleFor(path) {
      for (const file of present) {
        const rule = ruleIn(options, root, file, path);
        if (rule !== undefined) return rule;
      }
      return undefined;
    },
  };
}

/** The first line of a file that matches a path relative to `root`; an `include` line answers for what it includes. */
function ruleIn(
  options: IgnoreOptions,
  root: ByteString,
  file: ByteString,
  path: ByteString,
): IgnoreRule | undefined {
  const everything = options.fs.at('/');
  const content = tryReadText(everything, normalizePath(joinPath(root, file)).slice(1));
  if (content === undefined) return undefined;
  const below = root.slice(options.root.length + 1);
  const context: PatternContext = { root, cwd: root, fs: below === '' ? options.fs : options.fs.at(below) };
  for (const { pattern, line, lineText } of parsePatternFile(content, file)) {
    const patterns = expandPatterns(context, [pattern], 'glob');
    const [first] = patterns;
    if (first?.kind === 'subinclude') {
      const directory = parentOf(normalizePath(first.text));
      if (directory !== '' && !path.startsWith(`${directory}/`)) continue;
      const inner = normalizePath(joinPath(root, directory));
      const name = first.text.slice(first.text.lastIndexOf('/') + 1);
      const rule = ruleIn(options, inner, name, directory === '' ? path : path.slice(directory.length + 1));
      if (rule !== undefined) return { ...rule, file: rule.file === name ? first.text : rule.file };
    } else if (patterns.length > 0 && compilePatternSet(patterns, 'recursive').matches(path))
      return { file, line, text: lineText };
  }
  return undefined;
}

function parentOf(path: ByteString): ByteString {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}
