/** Matchers made of nothing, of lists, and of other matchers. */
import type { ByteString } from '../bytes/index.js';
import type { DirectoryVerdict, Matcher } from './matcher.js';

const nothing: readonly ByteString[] = [];

function base(members: Pick<Matcher, 'matches' | 'directory' | 'describe'> & Partial<Matcher>): Matcher {
  return {
    files: nothing,
    roots: nothing,
    isExact: () => false,
    always: false,
    exactOnly: false,
    prefix: false,
    ...members,
  };
}

const ALWAYS = base({
  matches: () => true,
  directory: () => 'all',
  always: true,
  describe: () => '<alwaysmatcher>',
});
const NEVER = base({
  matches: () => false,
  directory: () => 'none',
  exactOnly: true,
  prefix: true,
  describe: () => '<nevermatcher>',
});

export function alwaysMatcher(): Matcher {
  return ALWAYS;
}

export function neverMatcher(): Matcher {
  return NEVER;
}

/** Selects the listed files and nothing else. */
export function exactMatcher(files: readonly ByteString[]): Matcher {
  const set = new Set(files);
  const directories = new Set<ByteString>();
  for (const file of set) {
    if (file !== '') directories.add('');
    for (let at = file.indexOf('/'); at >= 0; at = file.indexOf('/', at + 1))
      directories.add(file.slice(0, at));
  }
  return base({
    matches: (path) => set.has(path),
    directory: (path) => (directories.has(path) ? 'maybe' : 'none'),
    files,
    roots: files,
    isExact: (path) => set.has(path),
    exactOnly: true,
    describe: () => `<exactmatcher files=[${files.map((file) => `b'${file}'`).join(', ')}]>`,
  });
}

/** Selects what a function accepts; every directory has to be entered. */
export function predicateMatcher(matches: (path: ByteString) => boolean, describe = 'predicate'): Matcher {
  return base({
    matches,
    directory: () => 'maybe',
    describe: () => `<predicatenmatcher pred=${describe}>`,
  });
}

/** Inner matchers are rendered on lines of their own, two columns in. */
function indented(matcher: Matcher): ByteString {
  return matcher.describe().replaceAll('\n', '\n  ');
}

function pair(name: string, a: Matcher, b: Matcher): ByteString {
  return `<${name}\n  m1=${indented(a)},\n  m2=${indented(b)}>`;
}

function both(a: DirectoryVerdict, b: DirectoryVerdict): DirectoryVerdict {
  if (a === 'none' || b === 'none') return 'none';
  return a === 'all' ? b : b === 'all' ? a : 'maybe';
}

/** Selects what both select. Literal names come from the first, or from the second when the first selects all. */
export function intersectMatchers(a: Matcher | undefined, b: Matcher | undefined): Matcher {
  if (a === undefined || b === undefined) return a ?? b ?? ALWAYS;
  if (a.always) return withoutExact(b, a);
  if (b.always) return a;
  const matches = (path: ByteString) => a.matches(path) && b.matches(path);
  return base({
    matches,
    directory: (path) => both(a.directory(path), b.directory(path)),
    files: a.exactOnly ? a.files.filter((file) => b.matches(file)) : a.files,
    roots: a.exactOnly ? a.files.filter((file) => b.matches(file)) : a.roots,
    isExact: (path) => (a.isExact(path) && b.matches(path)) || (b.isExact(path) && a.matches(path)),
    exactOnly: a.exactOnly,
    describe: () => pair('intersectionmatcher', a, b),
  });
}

/** `-I` after nothing else names no file literally, whatever it says. */
function withoutExact(matcher: Matcher, names: Matcher): Matcher {
  if (matcher.always) return names;
  return { ...matcher, files: names.files, roots: names.roots, isExact: (path) => names.isExact(path) };
}

const OPPOSITE: Readonly<Record<DirectoryVerdict, DirectoryVerdict>> = {
  all: 'none',
  maybe: 'maybe',
  none: 'all',
};

/** Selects what the first selects and the second does not. */
export function subtractMatchers(a: Matcher, b: Matcher): Matcher {
  const files = () => a.files.filter((file) => !b.matches(file));
  return base({
    matches: (path) => a.matches(path) && !b.matches(path),
    directory: (path) => both(a.directory(path), OPPOSITE[b.directory(path)]),
    files: a.exactOnly ? files() : a.files,
    roots: a.exactOnly ? files() : a.roots,
    isExact: (path) => a.isExact(path) && !b.matches(path),
    exactOnly: a.exactOnly,
    describe: () => pair('differencematcher', a, b),
  });
}

/** Selects what the other does not. */
export function negateMatcher(matcher: Matcher): Matcher {
  return base({
    matches: (path) => !matcher.matches(path),
    directory: (path) => OPPOSITE[matcher.directory(path)],
    describe: () => `<negatematcher matcher=${matcher.describe()}>`,
  });
}

/** Selects what any of them selects. */
export function uniteMatchers(matchers: readonly Matcher[]): Matcher {
  if (matchers.length === 0) return NEVER;
  if (matchers.length === 1) return matchers[0];
  return base({
    matches: (path) => matchers.some((matcher) => matcher.matches(path)),
    directory(path) {
      let verdict: DirectoryVerdict = 'none';
      for (const matcher of matchers) {
        const one = matcher.directory(path);
        if (one === 'all') return 'all';
        if (one === 'maybe') verdict = 'maybe';
      }
      return verdict;
    },
    files: matchers.flatMap((matcher) => matcher.files),
    roots: matchers.flatMap((matcher) => matcher.roots),
    isExact: (path) => matchers.some((matcher) => matcher.isExact(path)),
    describe: () => `<unionmatcher matchers=[\n  ${matchers.map(indented).join(',\n  ')}]>`,
  });
}

/** The matcher as seen from a directory below the root: paths are relative to that directory. */
export function matcherBelow(directory: ByteString, matcher: Matcher): Matcher {
  const prefix = `${directory}/`;
  const strip = (paths: readonly ByteString[]) =>
    paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
  const verdict = matcher.directory(directory);
  return {
    matches: (path) => matcher.matches(prefix + path),
    directory: (path) => matcher.directory(path === '' ? directory : prefix + path),
    files: strip(matcher.files),
    roots: strip(matcher.roots),
    isExact: (path) => matcher.isExact(prefix + path),
    always: matcher.always || verdict === 'all',
    exactOnly: matcher.exactOnly,
    prefix: matcher.prefix,
    describe: () => `<subdirmatcher path=b'${directory}', matcher=${matcher.describe()}>`,
  };
}

/** The opposite of {@link matcherBelow}: selects, below a directory, what the other selects in its own root. */
export function matcherAbove(directory: ByteString, matcher: Matcher): Matcher {
  const prefix = `${directory}/`;
  return base({
    matches: (path) => path.startsWith(prefix) && matcher.matches(path.slice(prefix.length)),
    directory(path) {
      if (path === directory) return matcher.directory('');
      if (path.startsWith(prefix)) return matcher.directory(path.slice(prefix.length));
      return (path === '' || prefix.startsWith(`${path}/`)) && matcher.directory('') !== 'none'
        ? 'maybe'
        : 'none';
    },
    files: matcher.files.map((path) => (path === '' ? directory : prefix + path)),
    roots: matcher.roots.map((path) => (path === '' ? directory : prefix + path)),
    isExact: (path) => path.startsWith(prefix) && matcher.isExact(path.slice(prefix.length)),
    exactOnly: matcher.exactOnly,
    prefix: matcher.prefix,
    describe: () => `<prefixdirmatcher path=b'${directory}', matcher=${matcher.describe()}>`,
  });
}
