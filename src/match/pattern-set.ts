/** Compiles canonical patterns into one test, one directory verdict, and hg's own rendering of them. */
import type { ByteString } from '../bytes/index.js';
import { InputError } from '../errors/index.js';
import { escapeRegExp, globToRegExp, isLiteralGlob, literalPrefix } from './glob.js';
import type { DirectoryVerdict } from './matcher.js';
import type { Pattern } from './pattern.js';
import { compileRegExp } from './regexp/compile.js';

/** Whether globs must match whole paths (`$`) or may match a directory above: `hg help patterns` on -I and -X. */
export type GlobScope = 'whole' | 'recursive';

export interface PatternSet {
  matches(path: ByteString): boolean;
  directory(path: ByteString): DirectoryVerdict;
  /** hg's rendering, a Python literal. */
  describe(): ByteString;
}

const SUFFIX: Readonly<Record<GlobScope, string>> = { whole: '$', recursive: '(?:/|$)' };

/** The pattern as hg's regular expression, to be matched at the start of a path. */
export function regExpOf({ kind, text }: Pattern, scope: GlobScope): ByteString {
  switch (kind) {
    case 'path':
    case 'relpath':
      return text === '.' || text === '' ? '' : `${escapeRegExp(text)}(?:/|$)`;
    case 'rootfilesin':
      return `${text === '.' ? '' : `${escapeRegExp(text)}/`}[^/]+$`;
    case 'relglob': {
      const translated = globToRegExp(text);
      if (translated.startsWith('[^/]*')) return `.*${translated.slice(5)}${SUFFIX[scope]}`;
      return `(?:|.*/)${translated}${SUFFIX[scope]}`;
    }
    case 'relre': {
      const flags = /^\(\?([aiLmsux]+)\)/.exec(text);
      const body = flags === null ? text : text.slice(flags[0].length);
      const anchored = body.startsWith('^') ? body : `.*${body}`;
      return flags === null ? anchored : `(?${flags[1]}:${anchored})`;
    }
    case 're':
      return text;
    default:
      return globToRegExp(text) + (text === '' && scope === 'recursive' ? '' : SUFFIX[scope]);
  }
}

/** A Python literal of the bytes: how hg shows expressions. */
export function pythonLiteral(text: ByteString): ByteString {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let out = '';
  for (const char of text) {
    const byte = char.charCodeAt(0);
    if (char === '\\' || char === quote) out += `\\${char}`;
    else if (char === '\n') out += '\\n';
    else if (char === '\r') out += '\\r';
    else if (char === '\t') out += '\\t';
    else if (byte < 32 || byte > 126) out += `\\x${byte.toString(16).padStart(2, '0')}`;
    else out += char;
  }
  return quote + out + quote;
}

/** Calls `visit` with every directory above `path`, the nearest first and the root last, until it returns true. */
export function someParent(path: ByteString, visit: (directory: ByteString) => boolean): boolean {
  for (let at = path.lastIndexOf('/'); at >= 0; at = path.lastIndexOf('/', at - 1)) {
    if (visit(path.slice(0, at))) return true;
    if (at === 0) break;
  }
  return path !== '' && visit('');
}

/** Literals and names, which need no expression. */
class Names {
  /** Selected with everything below. */
  readonly trees = new Set<ByteString>();
  /** Selected alone. */
  readonly files = new Set<ByteString>();
  /** Directories whose direct files are selected. */
  readonly folders = new Set<ByteString>();
  /** Last parts of paths; in recursive scope any part. */
  readonly parts = new Set<ByteString>();
  readonly #scope: GlobScope;

  constructor(scope: GlobScope) {
    this.#scope = scope;
  }

  /** Takes the pattern when it can. */
  take({ kind, text }: Pattern): boolean {
    const path = text === '.' ? '' : text;
    const literal = isLiteralGlob(text);
    switch (kind) {
      case 'path':
      case 'relpath':
        this.trees.add(path);
        return true;
      case 'rootfilesin':
        this.folders.add(path);
        return true;
      case 'glob':
      case 'rootglob':
        if (!literal) return false;
        // An empty canonical glob is the root itself; `.` (from `rootglob:`) is the name of no file.
        if (this.#scope === 'recursive') this.trees.add(text);
        else this.files.add(text);
        return true;
      case 'relglob':
        if (!literal || text.includes('/')) return false;
        this.parts.add(text);
        return true;
      default:
        return false;
    }
  }

  get isEmpty(): boolean {
    return this.trees.size + this.files.size + this.folders.size + this.parts.size === 0;
  }

  matches(path: ByteString): boolean {
    if (this.trees.size > 0) {
      if (this.trees.has(path) || someParent(path, (directory) => this.trees.has(directory))) return true;
    }
    if (this.files.has(path)) return true;
    const slash = path.lastIndexOf('/');
    if (this.folders.size > 0 && this.folders.has(slash < 0 ? '' : path.slice(0, slash))) return true;
    if (this.parts.size === 0) return false;
    if (this.#scope === 'whole') return this.parts.has(path.slice(slash + 1));
    for (let start = 0; start <= path.length; ) {
      const next = path.indexOf('/', start);
      const end = next < 0 ? path.length : next;
      if (this.parts.has(path.slice(start, end))) return true;
      start = end + 1;
    }
    return false;
  }
}

/** Which directories a walk must enter. */
class Directories {
  /** Below these everything matches. */
  readonly #all: ReadonlySet<ByteString>;
  /** Below these anything may match. */
  readonly #search = new Set<ByteString>();
  /** These hold candidates themselves, or lead to some. */
  readonly #enter = new Set<ByteString>();

  constructor(patterns: readonly Pattern[], names: Names) {
    this.#all = names.trees;
    for (const tree of names.trees) this.#lead(tree);
    for (const file of names.files) this.#lead(file);
    for (const folder of names.folders) {
      this.#enter.add(folder);
      this.#lead(folder);
    }
    if (names.parts.size > 0) this.#search.add('');
    for (const { kind, text } of patterns) {
      // A backslash escapes, so the prefix as written may not be the one that is meant.
      const prefix =
        (kind === 'glob' || kind === 'rootglob') && !text.includes('\\') ? literalPrefix(text) : '';
      this.#search.add(prefix);
      this.#lead(prefix);
    }
  }

  #lead(path: ByteString): void {
    someParent(path, (directory) => {
      this.#enter.add(directory);
      return false;
    });
  }

  verdict(path: ByteString): DirectoryVerdict {
    const under = (set: ReadonlySet<ByteString>) =>
      set.size > 0 && (set.has(path) || someParent(path, (directory) => set.has(directory)));
    if (under(this.#all)) return 'all';
    return this.#enter.has(path) || under(this.#search) ? 'maybe' : 'none';
  }
}

function compileAll(patterns: readonly Pattern[], scope: GlobScope): (path: ByteString) => boolean {
  try {
    const source = patterns.map((pattern) => regExpOf(pattern, scope)).join('|');
    return compileRegExp(source).matchesStart;
  } catch (error) {
    // Find the one to blame.
    for (const pattern of patterns) {
      try {
        compileRegExp(regExpOf(pattern, scope));
      } catch (cause) {
        const place = pattern.source === undefined ? '' : `${pattern.source}: `;
        throw new InputError(`${place}invalid pattern (${pattern.kind}): ${pattern.text}`, { cause });
      }
    }
    throw new InputError('invalid pattern', { cause: error });
  }
}

/** @throws InputError for an expression that does not compile, naming it as hg does. */
export function compilePatternSet(patterns: readonly Pattern[], scope: GlobScope): PatternSet {
  const names = new Names(scope);
  // Flags at the start of the first expression rule all that follow, names included.
  const first = patterns[0];
  const flagged = first?.kind === 're' && /^\(\?[aiLmstux]+\)/.test(first.text);
  const rest = flagged ? patterns : patterns.filter((pattern) => !names.take(pattern));
  if (rest.length > 0 && rest.length < patterns.length && rest.some((pattern) => hasGlobalFlags(pattern)))
    compileAll(patterns, scope);
  const expression = rest.length === 0 ? undefined : compileAll(rest, scope);
  const directories = new Directories(rest, names);
  let matches: (path: ByteString) => boolean;
  if (expression === undefined) matches = (path) => names.matches(path);
  else if (names.isEmpty) matches = expression;
  else matches = (path) => names.matches(path) || expression(path);
  return {
    matches,
    directory: (path) => directories.verdict(path),
    describe() {
      if (patterns.length > 0 && patterns.every(({ kind }) => kind === 'rootfilesin')) {
        const folders = [...new Set(patterns.map(({ text }) => text))].sort();
        return pythonLiteral(`rootfilesin: [${folders.map(pythonLiteral).join(', ')}]`);
      }
      return pythonLiteral(patterns.map((pattern) => regExpOf(pattern, scope)).join('|'));
    },
  };
}

/** Such flags are an error anywhere but at the very start of all expressions together. */
function hasGlobalFlags({ kind, text }: Pattern): boolean {
  return kind === 're' && /^\(\?[aiLmstux]+\)/.test(text);
}
