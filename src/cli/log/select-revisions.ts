/** Which changesets `log` shows, in which order, and which files of each its patches are about. */
import { type ByteString, NULL_REV, WDIR_REV } from '../../bytes/index.js';
import { LazyAncestors } from '../../dag/index.js';
import type { WorkingState } from '../../dirstate/index.js';
import { InputError, StateError } from '../../errors/index.js';
import { exactMatcher, type Matcher } from '../../match/index.js';
import { type Repository, workingState } from '../../repo/index.js';
import {
  BaseSet,
  compileRevset,
  filterSet,
  formatSpec,
  GeneratorSet,
  intersect,
  type SmartSet,
  sliceSet,
  spanTowards,
} from '../../revset/index.js';
import type { CommandContext, Options } from '../command.js';
import { revisionsOf } from '../revisions.js';
import { pathFromHere, revsetContext } from '../template-resources.js';
import { fileAncestors, pathsOf } from './file-ancestors.js';
import { type Version, versionAt } from './introduction.js';

export interface Selection {
  /** In the order in which they are shown. */
  readonly revs: SmartSet;
  /** The files that the patch of a revision shows; undefined for all. */
  readonly matcherOf: (rev: number) => Matcher | undefined;
}

const EVERYTHING = () => undefined;

interface Request {
  readonly context: CommandContext;
  readonly repo: Repository;
  readonly options: Options;
  readonly patterns: readonly ByteString[];
  readonly follow: boolean;
  readonly firstOnly: boolean;
}

/** `-l`: undefined for no limit. @throws InputError */
export function limitOf(options: Options): number | undefined {
  const text = options.value('limit');
  if (text === undefined || text === '') return undefined;
  if (!/^\s*[+-]?\d+(_\d+)*\s*$/.test(text)) throw new InputError('limit must be a positive integer');
  const limit = Number(text.replaceAll('_', ''));
  if (limit <= 0) throw new InputError('limit must be positive');
  return limit;
}

/** The set that the other options choose from: `-r`, else the ancestors' start with `-f`, else everything, newest first. */
function initialRevs({ context, repo, options, follow }: Request): SmartSet {
  const specs = options.list('rev');
  if (specs.length > 0) {
    const revs = revisionsOf(context, specs);
    if (follow) for (const rev of revs) if (rev === WDIR_REV) repo.changeset(rev); // says that it cannot
    return revs;
  }
  if (follow) {
    const [p1] = repo.workingParents();
    return BaseSet.fromList(p1 < 0 ? [] : [p1]);
  }
  return spanTowards(repo, repo.length - 1, -1);
}

/** Whether a file is tracked in the working directory. */
function trackedNow(repo: Repository): (path: ByteString) => boolean {
  let dirstate: WorkingState | undefined;
  return (path) => {
    dirstate ??= workingState(repo);
    return dirstate.isTracked(path);
  };
}

interface FileChoice {
  readonly matcher: Matcher;
  /** Files have to be found through the changesets' own lists; filelogs do not tell. */
  readonly slow: boolean;
}

function isEmpty(repo: Repository, path: ByteString): boolean {
  return path === '' || repo.store.file(path).index.length === 0;
}

/** Whether the path, or anything below it, was ever tracked. */
function everTracked(repo: Repository, path: ByteString): boolean {
  if (!isEmpty(repo, path)) return true;
  for (const tracked of repo.trackedPaths()) if (tracked.startsWith(`${path}/`)) return true;
  return false;
}

/** @throws StateError for files that cannot be followed, in hg's words. */
function chooseFiles(request: Request, starts: SmartSet): FileChoice {
  const { context, repo, options, patterns, follow } = request;
  const matcher = repo.matcher(patterns, {
    include: options.list('include'),
    exclude: options.list('exclude'),
    defaultKind: 'relpath',
    cwd: context.cwd,
  });
  const literal = matcher.prefix || matcher.exactOnly;
  let slow = (!matcher.always && !literal) || (!matcher.always && options.flag('removed'));
  if (slow) return { matcher, slow };
  if (follow && options.list('rev').length > 0) slow = hasDirectories(repo, matcher.files, [...starts]);
  else if (follow) {
    const isTracked = trackedNow(repo);
    for (const path of matcher.files) {
      if (isTracked(path)) {
        if (isEmpty(repo, path)) throw new StateError(`cannot follow nonexistent file: "${path}"`);
      } else if (repo.place.workFs.stat(path === '' ? '.' : path) !== undefined) slow = true;
      else throw new StateError(`cannot follow file not in parent revision: "${path}"`);
    }
  } else slow = matcher.files.some((path) => isEmpty(repo, path));
  if (slow) slow = matcher.files.some((path) => path === '' || everTracked(repo, path));
  return { matcher, slow };
}

function hasDirectories(repo: Repository, paths: readonly ByteString[], starts: readonly number[]): boolean {
  let any = false;
  for (const path of paths) {
    let found = false;
    for (const rev of starts) {
      if (rev < 0) continue;
      const manifest = repo.manifest(rev);
      if (manifest.has(path)) found = true;
      else if (manifest.hasDirectory(path)) found = any = true;
    }
    if (!found) throw new StateError(`cannot follow file not in any of the specified revisions: "${path}"`);
  }
  return any;
}

/** The versions of the named files in the revisions to follow from. Missing ones are warned about. */
function startVersions({ context, repo }: Request, paths: readonly ByteString[], starts: readonly number[]) {
  const versions: Version[] = [];
  for (const rev of starts) {
    if (rev < 0) continue;
    for (const path of paths) {
      const version = versionAt(repo, rev, path);
      if (version !== undefined) versions.push(version);
      else
        context.ui.warn(
          `${pathFromHere(context, path)}: no such file in rev ${repo.node(rev).slice(0, 12)}\n`,
        );
    }
  }
  return versions;
}

function ancestorsDescending(repo: Repository, starts: readonly number[], firstOnly: boolean): SmartSet {
  if (!firstOnly) {
    const isStored = (rev: number): boolean => rev >= 0 && rev !== WDIR_REV;
    const above = starts.includes(WDIR_REV) ? repo.workingParents().filter(isStored) : [];
    const real = [...new Set([...starts.filter(isStored), ...above])];
    return generated(withEnds(new LazyAncestors(repo.graph, real, { inclusive: true }), starts));
  }
  const found = new Set<number>();
  for (const start of starts)
    for (let rev = start; rev >= 0 && !found.has(rev); rev = firstParent(repo, rev)) found.add(rev);
  return generated([...found].sort((a, b) => b - a)[Symbol.iterator]());
}

function firstParent(repo: Repository, rev: number): number {
  return rev === WDIR_REV ? repo.workingParents()[0] : repo.graph.parent1(rev);
}

/** The working directory comes first. Null is nobody's ancestor here, but its own. */
function* withEnds(ancestors: Iterable<number>, starts: readonly number[]): Generator<number> {
  if (starts.includes(WDIR_REV)) yield WDIR_REV;
  yield* ancestors;
  if (starts.includes(NULL_REV)) yield NULL_REV;
}

const END = -2;

/** A descending set that is computed as far as it is read. */
function generated(revs: Iterator<number>): SmartSet {
  const set = new GeneratorSet(() => {
    const next = revs.next();
    return next.done === true ? END : next.value;
  }, false);
  set.reverse();
  return set;
}

function follow(request: Request, starts: readonly number[], choice: FileChoice): Selection {
  const { repo, firstOnly } = request;
  const { matcher, slow } = choice;
  if (slow || matcher.always)
    return { revs: ancestorsDescending(repo, starts, firstOnly), matcherOf: plainMatcher(matcher) };
  const paths = new Map<number, readonly ByteString[]>();
  const versions = startVersions(request, matcher.files, starts);
  const walk = fileAncestors(repo, versions, firstOnly);
  const revs = function* (): Generator<number> {
    for (const step of walk) {
      paths.set(step.rev, pathsOf(step));
      yield step.rev;
    }
  };
  return {
    revs: generated(revs()),
    // A revision's paths are known before it is shown; only those not yet shown are kept.
    matcherOf: (rev) => exactMatcher(paths.get(rev) ?? []),
  };
}

function plainMatcher(matcher: Matcher): (rev: number) => Matcher | undefined {
  return matcher.always ? EVERYTHING : () => matcher;
}

/** Names of branches: given, or those of revisions. */
function branchNames(repo: Repository, options: Options): ByteString[] {
  const given = [...options.list('branch'), ...options.list('only-branch')];
  return given.map((name) => (repo.branches().has(name) ? name : repo.branch(repo.rev(name))));
}

function bookmarkQuery(repo: Repository, name: ByteString): ByteString {
  if (!repo.bookmarks().has(name)) throw new InputError(`bookmark '${name}' does not exist`);
  const literal = `literal:${name}`;
  return formatSpec(
    'ancestors(bookmark(%s)) - ancestors(head() and not bookmark(%s)) - ancestors(bookmark() and not bookmark(%s))',
    literal,
    literal,
    literal,
  );
}

const anyOf = (queries: readonly ByteString[]): ByteString[] =>
  queries.length === 0 ? [] : [`(${queries.map((query) => `(${query})`).join(' or ')})`];

/** What the filtering options mean, as one revset expression; '' for none. */
function filterQuery({ repo, options, patterns }: Request, slow: boolean): ByteString {
  const parts: ByteString[] = [];
  if (options.flag('no-merges')) parts.push('not merge()');
  if (options.flag('only-merges')) parts.push('merge()');
  const date = options.value('date');
  if (date !== undefined && date !== '') parts.push(formatSpec('date(%s)', date));
  parts.push(...anyOf(branchNames(repo, options).map((name) => formatSpec('branch(%s)', `literal:${name}`))));
  if (slow) {
    const words = [
      'r:',
      'd:relpath',
      ...patterns.map((pattern) => `p:${pattern}`),
      ...options.list('include').map((pattern) => `i:${pattern}`),
      ...options.list('exclude').map((pattern) => `x:${pattern}`),
    ];
    parts.push(formatSpec('_matchfiles(%ps)', words));
  }
  parts.push(...anyOf(options.list('keyword').map((text) => formatSpec('keyword(%s)', text))));
  const pruned = anyOf(options.list('prune').map((rev) => formatSpec('ancestors(%s)', rev)));
  if (pruned.length > 0) parts.push(`not ${pruned[0]}`);
  parts.push(...anyOf(options.list('user').map((user) => formatSpec('user(%s)', `literal:${user}`))));
  parts.push(...anyOf(options.list('bookmark').map((name) => bookmarkQuery(repo, name))));
  return parts.map((part) => `(${part})`).join(' and ');
}

/**
 * @param firstOnly what is followed is followed to first parents only.
 * @throws HgError with hg's messages for whatever cannot be selected.
 */
export function selectRevisions(
  context: CommandContext,
  options: Options,
  patterns: readonly ByteString[],
  firstOnly = options.flag('follow-first'),
): Selection {
  const repo = context.repo();
  const request: Request = {
    context,
    repo,
    options,
    patterns,
    follow: firstOnly || options.flag('follow'),
    firstOnly,
  };
  const limit = limitOf(options);
  const initial = initialRevs(request);
  if (initial.isEmpty()) return { revs: initial, matcherOf: EVERYTHING };
  const choice = chooseFiles(request, initial);
  const chosen: Selection = request.follow
    ? follow(request, [...initial], choice)
    : { revs: initial, matcherOf: plainMatcher(choice.matcher) };
  const { matcherOf } = chosen;
  let { revs } = chosen;
  if (!request.follow && !choice.slow && !choice.matcher.always) revs = fromFilelogs(request, revs);
  const query = filterQuery(request, choice.slow);
  if (query !== '') {
    const warn = (message: ByteString): void => context.ui.warn(message);
    revs = compileRevset(query, { warn })(repo, revsetContext(context), revs);
  }
  if (options.flag('graph') && !revs.isDescending() && !revs.isTopological()) revs.sort(true);
  if (limit !== undefined) revs = sliceSet(revs, 0, limit);
  return { revs, matcherOf };
}

/** Revisions whose files are all looked at: those of `-r`, with `-f` first parents of theirs, too. @throws as {@link selectRevisions} */
export function revisionsToSearch(context: CommandContext, options: Options): SmartSet {
  const repo = context.repo();
  const follow = options.flag('follow');
  const starts = initialRevs({ context, repo, options, patterns: [], follow, firstOnly: false });
  return follow ? ancestorsDescending(repo, [...starts], true) : starts;
}

/**
 * Changesets that the filelogs of the named files know of. As in hg, a pattern with a kind (`path:x`) is looked for among
 * the files of the working directory, a plain one in the whole store.
 */
function fromFilelogs({ context, repo, patterns }: Request, revs: SmartSet): SmartSet {
  const found = new Set<number>();
  const isTracked = trackedNow(repo);
  const { cwd } = context;
  for (const pattern of patterns) {
    const hasKind = /^(path|relpath|glob|relglob|rootglob):/.test(pattern);
    for (const path of repo.matcher([pattern], { defaultKind: 'relpath', cwd }).files)
      if (!hasKind || isTracked(path)) for (const rev of repo.fileLinkrevs(path)) found.add(rev);
  }
  const known = BaseSet.fromList([...found].sort((a, b) => b - a));
  if (revs.isDescending()) return filterKnown(known, revs);
  return intersect(revs, known);
}

/** Few revisions of a file, many revisions to choose from: start from the few. */
function filterKnown(known: BaseSet, revs: SmartSet): SmartSet {
  return filterSet(known, (rev) => revs.contains(rev));
}
