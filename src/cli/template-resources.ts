/** What templates get from the command line program: repository, terminal, revsets, paths. */
import { type ByteString, WDIR_REV } from '../bytes/index.js';
import { HgError } from '../errors/index.js';
import type { Matcher } from '../match/index.js';
import { tryReadFile, tryReadText } from '../platform/index.js';
import {
  mergeDestination,
  type Repository,
  readMergeStateOf,
  SILENT,
  updateDestination,
} from '../repo/index.js';
import type {
  compileRevset,
  configuredAliases,
  lookupIn,
  RevsetContext,
  WorkingContext,
} from '../revset/index.js';
import { allPredecessors, allSuccessors } from '../store/index.js';
import type { ReadTemplateFile, TemplateResources } from '../template/index.js';
import type { CommandContext } from './command.js';
import type { ChangesetDiff } from './diff/changeset-diff.js';
import { diffOptionsOf } from './diff/diff-options.js';
import { type ExternalData, readExternalData } from './external-data.js';
import { absolutePath } from './find-repository.js';
import { bisectLabels, readBisection } from './log/bisection.js';
import { followLines } from './log/follow-lines.js';
import { obsolescenceView } from './log/obsolescence-view.js';

/** A path of the repository as seen from the current directory. */
export function pathFromHere({ root, cwd }: CommandContext, path: ByteString): ByteString {
  if (root === undefined || cwd === root) return path;
  const from = cwd.split('/');
  const to = (path === '' ? root : `${root}/${path}`).split('/');
  let common = 0;
  while (common < from.length && common < to.length && from[common] === to[common]) common++;
  return [...from.slice(common).map(() => '..'), ...to.slice(common)].join('/') || '.';
}

/** What revset expressions of a command line are evaluated in. */
export function revsetContext(context: CommandContext): RevsetContext {
  const outside = context.platform.openFileSystem('/');
  return {
    clock: context.platform.clock,
    cwd: context.cwd,
    preferredAncestors: context.ui.config.getList('merge', 'preferancestor'),
    ...(context.repository && repositoryServices(context, context.repository)),
    random: () => Math.random(),
    readLines: (path) => {
      const text = tryReadText(outside, absolutePath(context.cwd, path));
      if (text === undefined) throw new Error(`${path}: no such file`);
      return text.replace(/\n$/, '').split('\n');
    },
  };
}

/** What queries ask of the repository beyond its view. */
function repositoryServices(context: CommandContext, repo: Repository): Partial<RevsetContext> {
  const { bundle } = repo.place;
  return {
    ...context.remoteQueries?.(context),
    externalData: (source) => readExternalData(context, source)?.keys(),
    ...(bundle !== undefined && { bundleRevs: () => revsFrom(bundle.firstRev, repo.length) }),
    working: workingChangeset(repo),
    bisect: () => readBisection(repo),
    conflict: () => unresolvedMerge(repo),
    updateDestination: () => updateDestination(repo, false, SILENT).rev,
    mergeDestination: (from) => mergeDestination(repo, from),
    successors: (nodes) => allSuccessors(repo.obsStore, nodes),
    predecessors: (nodes) => allPredecessors(repo.obsStore, nodes),
    followLines: (path, rev, from, to, descend) =>
      followLines(repo, path, rev, { from, to }, descend, diffOptionsOf(context, undefined)),
  };
}

function revsFrom(first: number, end: number): number[] {
  return Array.from({ length: end - first }, (_, at) => first + at);
}

/** Asked for when the working directory is among the revisions of a query. */
function workingChangeset(repo: Repository): WorkingContext {
  return {
    get user() {
      return repo.changeset(WDIR_REV).user;
    },
    get date() {
      return repo.changeset(WDIR_REV).date;
    },
    status: () => ({ ...repo.workingContext().status, clean: [] }),
    paths: () => repo.workingContext().paths(),
  };
}

function unresolvedMerge(repo: Repository): ReturnType<NonNullable<TemplateResources['mergeConflict']>> {
  // Mostly there is none, and what reads it need not be loaded.
  if (repo.store.places.hgFs.stat('merge') === undefined) return undefined;
  const { local, other, unresolvedCount } = readMergeStateOf(repo);
  return unresolvedCount === 0 || local === undefined || other === undefined ? undefined : { local, other };
}

function bisectLabelIn(context: CommandContext, repo: Repository): (rev: number) => ByteString | undefined {
  let labels: ReturnType<typeof bisectLabels> | undefined;
  return (rev) => {
    labels ??= bisectLabels(repo, revsetContext(context));
    return labels(rev);
  };
}

/** Those that `experimental.exportableenviron` names. */
function exportedVariables({ ui, platform }: CommandContext): ReadonlyMap<ByteString, ByteString> {
  const found = new Map<ByteString, ByteString>();
  for (const name of ui.config.getList('experimental', 'exportableenviron')) {
    const value = platform.env(name);
    if (value !== undefined) found.set(name, value);
  }
  return found;
}

/** Sources are read once. */
function externalTextIn(
  context: CommandContext,
  repo: Repository,
): (source: ByteString, rev: number) => ByteString {
  const known = new Map<ByteString, ExternalData>();
  return (source, rev) => {
    let data = known.get(source);
    if (data === undefined) {
      data = readExternalData(context, source);
      if (data === undefined) throw new HgError('abort', `unknown extdata source '${source}'`);
      known.set(source, data);
    }
    return data.get(repo.node(rev)) ?? '';
  };
}

/** The revset language, for the template function `revset()`; loaded by callers that may need it. */
export interface RevsetLanguage {
  readonly compileRevset: typeof compileRevset;
  readonly configuredAliases: typeof configuredAliases;
  readonly lookupIn: typeof lookupIn;
}

/** @param language absent when no template can ask for a revset. */
export function templateResources(
  context: CommandContext,
  language?: RevsetLanguage,
  diff?: ChangesetDiff,
): TemplateResources {
  const { ui, repository, platform, root } = context;
  const withRepository =
    repository === undefined
      ? {}
      : {
          matcher: (rev: number, include: readonly ByteString[], exclude: readonly ByteString[]) =>
            repository.matcher(include, { exclude, rev, cwd: context.cwd }),
          ...(repository.place.texts?.converts && {
            storedText: (text: ByteString) => repository.place.texts?.toStored(text) ?? text,
          }),
          obsolescence: obsolescenceView(repository),
          bisectLabel: bisectLabelIn(context, repository),
          extdata: externalTextIn(context, repository),
          mergeConflict: () => unresolvedMerge(repository),
          ...(diff && {
            diff: (rev: number, matcher: Matcher | undefined) => diff.patch(rev, { matcher }),
            diffStat: (rev: number) => diff.totals(rev),
          }),
          ...(language && {
            revset: (expression: ByteString): readonly number[] => {
              const query = language.compileRevset([expression], {
                aliases: language.configuredAliases(repository),
                lookup: language.lookupIn(repository),
              });
              return [...query(repository, revsetContext(context))];
            },
          }),
        };
  return {
    config: ui.config,
    repo: repository,
    clock: platform.clock,
    verbosity: ui.debugFlag ? 'debug' : ui.verbose ? 'verbose' : ui.quiet ? 'quiet' : '',
    userName: () =>
      platform.env('HGUSER') ??
      ui.config.get('ui', 'username') ??
      ui.config.get('ui', 'user') ??
      platform.env('EMAIL'),
    terminalWidth: () => ui.width,
    // Without colours nobody makes up labels.
    ...(ui.coloured && { label: (text: ByteString, label: ByteString) => ui.label(text, label) }),
    environment: exportedVariables(context),
    relativePath: (path) => pathFromHere(context, path),
    workingFile: (path) =>
      root === undefined ? undefined : tryReadText(platform.openFileSystem(root), path),
    ...withRepository,
  };
}

/** Reads template and style files named on the command line. */
export function templateFileReader(context: CommandContext): ReadTemplateFile {
  return (path) => {
    const absolute = absolutePath(context.cwd, path);
    const bytes = tryReadFile(context.platform.openFileSystem('/'), absolute);
    return bytes === undefined ? undefined : { path: absolute, bytes };
  };
}
