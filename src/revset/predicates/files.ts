/** Predicates about the files that changesets touch or hold. */
import { type ByteString, byteStringOf, NULL_REV, WDIR_REV } from '../../bytes/index.js';
import { ParseError } from '../../errors/index.js';
import { canonicalPath, joinPath, type Matcher, splitPattern } from '../../match/index.js';
import type { StatusLists } from '../../store/index.js';
import type { Evaluation, PredicateTable } from '../evaluation.js';
import { argumentsOf, namedArgumentsOf, stringOf } from '../language/arguments.js';
import { quoted } from '../language/quote.js';
import type { MaybeTree } from '../language/tree.js';
import { withinSubset } from '../members.js';
import { filterSet, type SmartSet } from '../sets/index.js';
import { stringMatcher } from '../string-matcher.js';

/** Kind written in front of a pattern; undefined for none. */
function kindOf(pattern: ByteString): string | undefined {
  const colon = pattern.indexOf(':');
  if (colon < 0) return undefined;
  // A text without a known kind comes back whole, whatever the default is.
  const { kind, text } = splitPattern(pattern, 'glob');
  return text === pattern ? undefined : kind;
}

/** Path from the root that a plain argument means. */
function canonical(ev: Evaluation, path: ByteString): ByteString {
  const { root } = ev.view;
  const given = ev.context.cwd ?? '';
  const cwd = given.startsWith('/') ? given : given === '' ? root : joinPath(root, given);
  return canonicalPath({ root, cwd }, path);
}

interface PatternSet {
  readonly patterns: readonly ByteString[];
  readonly include?: readonly ByteString[];
  readonly exclude?: readonly ByteString[];
  readonly defaultKind?: string;
}

/** A matcher per revision, compiled once unless a fileset makes it depend on the revision. */
function matcherFor(ev: Evaluation, set: PatternSet, fixedRev?: number): (rev: number) => Matcher {
  const every = [...set.patterns, ...(set.include ?? []), ...(set.exclude ?? [])];
  const dependsOnRev = every.some((pattern) => kindOf(pattern) === 'set') && fixedRev === undefined;
  const compile = (rev: number): Matcher =>
    ev.view.matcher(set.patterns, {
      include: set.include ?? [],
      exclude: set.exclude ?? [],
      defaultKind: set.defaultKind ?? 'glob',
      cwd: ev.context.cwd ?? '',
      ...(rev === WDIR_REV ? {} : { rev }),
    });
  let cached: Matcher | undefined;
  return (rev) => {
    if (dependsOnRev) return compile(rev);
    cached ??= compile(fixedRev ?? rev);
    return cached;
  };
}

function statusOf(ev: Evaluation, rev: number): StatusLists {
  if (rev === WDIR_REV)
    return ev.context.working?.status() ?? { modified: [], added: [], removed: [], clean: [] };
  return ev.view.status(ev.parent1(rev), rev);
}

function statusSet(
  ev: Evaluation,
  subset: SmartSet,
  args: MaybeTree,
  name: string,
  field: 'modified' | 'added' | 'removed',
): SmartSet {
  const pattern = stringOf(args, `${name} requires a pattern`);
  const matcherOf = matcherFor(ev, { patterns: [pattern] });
  const kind = kindOf(pattern);
  const literal = kind === 'path' || kind === 'relpath';
  return filterSet(
    subset,
    (rev) => {
      const matcher = matcherOf(rev);
      const only = literal && matcher.files.length === 1 ? (matcher.files[0] as ByteString) : undefined;
      const selects = (path: ByteString) => (only === undefined ? matcher.matches(path) : path === only);
      // The list of changed files is cheap, the manifests are not.
      return ev.changeset(rev).files.some(selects) && statusOf(ev, rev)[field].some(selects);
    },
    () => `<status.${field} ${quoted(pattern)}>`,
  );
}

function containsSet(ev: Evaluation, subset: SmartSet, args: MaybeTree): SmartSet {
  const pattern = stringOf(args, 'contains requires a pattern');
  const describe = () => `<contains ${quoted(pattern)}>`;
  const paths = (rev: number): Iterable<ByteString> =>
    rev === WDIR_REV ? (ev.context.working?.paths() ?? []) : ev.view.manifest(rev).paths();
  if (kindOf(pattern) === undefined) {
    let path: ByteString | undefined;
    return filterSet(
      subset,
      (rev) => {
        path ??= canonical(ev, pattern);
        if (rev !== WDIR_REV) return ev.view.manifest(rev).has(path);
        for (const one of paths(rev)) if (one === path) return true;
        return false;
      },
      describe,
    );
  }
  const matcherOf = matcherFor(ev, { patterns: [pattern] });
  return filterSet(
    subset,
    (rev) => {
      const matcher = matcherOf(rev);
      for (const path of paths(rev)) if (matcher.matches(path)) return true;
      return false;
    },
    describe,
  );
}

const bracketed = (items: readonly ByteString[]) => `[${items.map(quoted).join(', ')}]`;

function filesSet(
  ev: Evaluation,
  subset: SmartSet,
  set: PatternSet,
  rev?: number,
  revText?: ByteString,
): SmartSet {
  const matcherOf = matcherFor(ev, set, rev);
  return filterSet(
    subset,
    (one) => {
      const { files } = ev.changeset(one);
      const matcher = matcherOf(one);
      return files.some((path) => matcher.matches(path));
    },
    () =>
      `<matchfiles patterns=${bracketed(set.patterns)}, include=${bracketed(set.include ?? [])} ` +
      `exclude=${bracketed(set.exclude ?? [])}, default=${quoted(set.defaultKind ?? 'glob')}, ` +
      `rev=${revText === undefined ? 'None' : quoted(revText)}>`,
  );
}

/** `_matchfiles('p:pattern', 'i:include', 'x:exclude', 'r:revision', 'd:default kind')`: what `log FILE` makes. */
function matchFilesSet(ev: Evaluation, subset: SmartSet, args: MaybeTree): SmartSet {
  const patterns: ByteString[] = [];
  const include: ByteString[] = [];
  const exclude: ByteString[] = [];
  let defaultKind: ByteString | undefined;
  let rev: ByteString | undefined;
  for (const arg of argumentsOf(args, 1, -1, '_matchfiles requires at least one argument')) {
    const text = stringOf(arg, '_matchfiles requires string arguments');
    const value = text.slice(2);
    const prefix = text.slice(0, 2);
    if (prefix === 'p:') patterns.push(value);
    else if (prefix === 'i:') include.push(value);
    else if (prefix === 'x:') exclude.push(value);
    else if (prefix === 'r:') {
      if (rev !== undefined) throw new ParseError('_matchfiles expected at most one revision');
      rev = value;
    } else if (prefix === 'd:') {
      if (defaultKind !== undefined) throw new ParseError('_matchfiles expected at most one default mode');
      defaultKind = value;
    } else throw new ParseError(`invalid _matchfiles prefix: ${prefix}`);
  }
  const fixed = rev === undefined ? undefined : rev === '' ? WDIR_REV : ev.resolve(rev);
  return filesSet(ev, subset, { patterns, include, exclude, defaultKind: defaultKind ?? 'glob' }, fixed, rev);
}

function filelogSet(ev: Evaluation, subset: SmartSet, args: MaybeTree): SmartSet {
  const pattern = stringOf(args, 'filelog requires a pattern');
  const found = new Set<number>();
  const add = (path: ByteString) => {
    for (const rev of ev.view.fileLinkrevs(path)) if (!ev.view.isHidden(rev)) found.add(rev);
  };
  if (kindOf(pattern) === undefined) add(canonical(ev, pattern));
  else {
    const matcher = matcherFor(ev, { patterns: [pattern] })(WDIR_REV);
    const base = ev.parent1(WDIR_REV);
    const tracked = ev.context.working?.paths() ?? (base === NULL_REV ? [] : ev.view.manifest(base).paths());
    for (const path of tracked) if (matcher.matches(path)) add(path);
  }
  return withinSubset(subset, found);
}

/** Lines of a file that match; what `grep --diff` compares between a revision and its parent. */
function matchingLines(
  content: Uint8Array | undefined,
  matches: (line: ByteString) => boolean,
): ByteString[] {
  if (content === undefined) return [];
  return byteStringOf(content)
    .split('\n')
    .filter((line) => matches(line));
}

function diffContainsSet(ev: Evaluation, subset: SmartSet, args: MaybeTree): SmartSet {
  const named = namedArgumentsOf(args, 'diffcontains', ['pattern']);
  if (!named.has('pattern')) throw new ParseError('diffcontains takes at least 1 argument');
  const pattern = stringOf(named.get('pattern'), 'diffcontains requires a string pattern');
  const literal = pattern.startsWith('literal:') ? pattern.slice(8) : pattern;
  const expression = pattern.startsWith('re:') ? stringMatcher(pattern) : undefined;
  const matches = (line: ByteString) => expression?.matches(line) ?? line.includes(literal);
  return filterSet(
    subset,
    (rev) => {
      if (rev < 0 || rev === WDIR_REV) return false;
      const parent = ev.parent1(rev);
      return ev.changeset(rev).files.some((path) => {
        const now = matchingLines(ev.view.file(rev, path)?.content(), matches);
        const before = parent < 0 ? [] : matchingLines(ev.view.file(parent, path)?.content(), matches);
        return now.length !== before.length || now.some((line, i) => line !== before[i]);
      });
    },
    () => `<diffcontains ${quoted(pattern)}>`,
  );
}

function subrepoSet(ev: Evaluation, subset: SmartSet, args: MaybeTree): SmartSet {
  const list = argumentsOf(args, 0, 1, 'subrepo takes at most one argument');
  const pattern = list.length > 0 ? stringOf(list[0], 'subrepo requires a pattern') : undefined;
  const states = (rev: number): Map<ByteString, ByteString> => {
    const found = new Map<ByteString, ByteString>();
    const content = rev < 0 || rev === WDIR_REV ? undefined : ev.view.file(rev, '.hgsubstate')?.content();
    for (const line of content === undefined ? [] : byteStringOf(content).split('\n')) {
      const space = line.indexOf(' ');
      if (space > 0) found.set(line.slice(space + 1), line.slice(0, space));
    }
    return found;
  };
  return filterSet(
    subset,
    (rev) => {
      if (!ev.changeset(rev).files.includes('.hgsubstate')) return false;
      if (pattern === undefined) return true;
      const matcher = ev.view.matcher([pattern], { defaultKind: 'path', cwd: '' });
      const [before, now] = [states(ev.parent1(rev)), states(rev)];
      const names = new Set([...before.keys(), ...now.keys()]);
      return [...names].some((name) => before.get(name) !== now.get(name) && matcher.matches(name));
    },
    () => `<subrepo ${pattern === undefined ? 'None' : quoted(pattern)}>`,
  );
}

export const FILE_PREDICATES: PredicateTable = {
  adds: {
    weight: 30,
    evaluate: (ev, subset, args) => statusSet(ev, subset, args, 'adds', 'added'),
  },
  modifies: {
    weight: 30,
    evaluate: (ev, subset, args) => statusSet(ev, subset, args, 'modifies', 'modified'),
  },
  removes: {
    weight: 30,
    evaluate: (ev, subset, args) => statusSet(ev, subset, args, 'removes', 'removed'),
  },
  contains: { weight: 100, evaluate: containsSet },
  diffcontains: { weight: 110, evaluate: diffContainsSet },
  file: {
    weight: 10,
    evaluate: (ev, subset, args) =>
      filesSet(ev, subset, { patterns: [stringOf(args, 'file requires a pattern')] }),
  },
  _matchfiles: { internal: true, evaluate: matchFilesSet },
  filelog: { evaluate: filelogSet },
  subrepo: { evaluate: subrepoSet },
};
