/** A `RepoView` in memory, built from plain data. */
import { bytesOf, compareByteStrings, NULL_NODE, NULL_REV } from '../../../src/bytes/index.js';
import { Config } from '../../../src/config/index.js';
import type { FileFlags, Manifest } from '../../../src/manifest/index.js';
import { compileMatcher, type Matcher, type PatternKind } from '../../../src/match/index.js';
import { lookupSymbol } from '../../../src/repo/lookup.js';
import type { BranchInfo, Changeset, FileRevision, RepoView, TagInfo } from '../../../src/store/index.js';

export interface MemoryFile {
  readonly node: string;
  readonly flags?: FileFlags;
  readonly content?: string;
  readonly copiedFrom?: { readonly path: string; readonly node: string };
  readonly parents?: readonly string[];
}

export interface MemoryChangeset {
  readonly node: string;
  readonly parents: readonly [number, number];
  readonly user: string;
  readonly date: readonly [number, number];
  readonly description: string;
  readonly files: readonly string[];
  readonly extra: Readonly<Record<string, string>>;
  readonly phase: number;
  readonly hidden?: boolean;
  readonly manifest: Readonly<Record<string, MemoryFile>>;
}

export interface MemoryRepository {
  readonly root?: string;
  readonly changesets: readonly MemoryChangeset[];
  readonly bookmarks?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly workingParents?: readonly [number, number];
  readonly workingBranch?: string;
  readonly obsolete?: readonly number[];
  readonly orphan?: readonly number[];
}

function manifestOf(files: Readonly<Record<string, MemoryFile>>): Manifest {
  const paths = Object.keys(files).sort(compareByteStrings);
  const selected = (matcher?: Matcher) => paths.filter((path) => matcher?.matches(path) ?? true);
  const entry = (path: string) => ({
    path,
    node: (files[path] as MemoryFile).node,
    flags: (files[path] as MemoryFile).flags ?? ('' as FileFlags),
  });
  return {
    node: undefined,
    find: (path) => files[path]?.node,
    entry: (path) => (Object.hasOwn(files, path) ? entry(path) : undefined),
    flags: (path) => files[path]?.flags ?? '',
    has: (path) => Object.hasOwn(files, path),
    hasDirectory: (path) => paths.some((one) => one.startsWith(`${path}/`)),
    entries: (matcher) => selected(matcher).map(entry),
    paths: selected,
    size: () => paths.length,
    diff(other, matcher) {
      const left = new Map(selected(matcher).map((path) => [path, entry(path)] as const));
      const right = new Map([...other.entries(matcher)].map((one) => [one.path, one] as const));
      return [...new Set([...left.keys(), ...right.keys()])]
        .sort(compareByteStrings)
        .filter(
          (path) =>
            left.get(path)?.node !== right.get(path)?.node ||
            left.get(path)?.flags !== right.get(path)?.flags,
        )
        .map((path) => ({ path, left: left.get(path), right: right.get(path) }));
    },
  };
}

export function memoryView(repository: MemoryRepository, options: { showHidden?: boolean } = {}): RepoView {
  const { changesets } = repository;
  const length = changesets.length;
  const root = repository.root ?? '/repo';
  const config = new Config();
  const at = (rev: number): MemoryChangeset => changesets[rev] as MemoryChangeset;
  const revs = new Map(changesets.map((one, rev) => [one.node, rev] as const));
  revs.set(NULL_NODE, NULL_REV);
  const isHidden = (rev: number) => !options.showHidden && rev >= 0 && at(rev).hidden === true;
  const visible = changesets.map((_one, rev) => rev).filter((rev) => !isHidden(rev));
  const manifests = changesets.map((one) => manifestOf(one.manifest));
  const manifest = (rev: number): Manifest => manifests[rev] ?? manifestOf({});
  const decoded = changesets.map(
    (one): Changeset => ({
      manifestNode: NULL_NODE,
      user: one.user,
      date: { seconds: one.date[0], offset: one.date[1] },
      files: one.files,
      description: one.description,
      extra: new Map(Object.entries({ branch: 'default', ...one.extra })),
      branch: one.extra.branch ?? 'default',
      closesBranch: one.extra.close !== undefined,
    }),
  );
  const headsAmong = (members: readonly number[]) => {
    const parents = new Set(members.flatMap((rev) => at(rev).parents));
    return members.filter((rev) => !parents.has(rev));
  };
  const branches = new Map<string, BranchInfo>();
  for (const name of new Set(visible.map((rev) => (decoded[rev] as Changeset).branch))) {
    const heads = headsAmong(visible.filter((rev) => decoded[rev]?.branch === name));
    const openHeads = heads.filter((rev) => !decoded[rev]?.closesBranch);
    const closed = openHeads.length === 0;
    branches.set(name, {
      name,
      heads,
      openHeads,
      tip: (closed ? heads : openHeads).at(-1) as number,
      closed,
    });
  }
  const tip = () => visible.at(-1) ?? NULL_REV;
  const tags = new Map<string, TagInfo>();
  for (const [name, node] of Object.entries(repository.tags ?? {}))
    tags.set(name, { name, node, kind: 'global' });
  tags.set('tip', { name: 'tip', node: changesets[tip()]?.node ?? NULL_NODE, kind: 'tip' });
  const bookmarks = new Map(Object.entries(repository.bookmarks ?? {}));
  const linkrev = (path: string, node: string) =>
    changesets.findIndex((one) => one.manifest[path]?.node === node);
  const file = (rev: number, path: string): FileRevision | undefined => {
    const found = changesets[rev]?.manifest[path];
    if (found === undefined) return undefined;
    return {
      path,
      node: found.node,
      filerev: 0,
      linkrev: linkrev(path, found.node),
      parents: found.parents ?? [NULL_NODE, NULL_NODE],
      copiedFrom: found.copiedFrom,
      content: () => bytesOf(found.content ?? ''),
      size: () => (found.content ?? '').length,
    };
  };
  const matchNodes = (prefix: string) => {
    const found: number[] = [];
    for (let rev = 0; rev < length && found.length < 2; rev++)
      if (at(rev).node.startsWith(prefix)) found.push(rev);
    return found;
  };
  const inPhase = (phase: number) =>
    changesets.map((_one, rev) => rev).filter((rev) => at(rev).phase === phase);
  const none = () => [];
  const view: RepoView = {
    root,
    config,
    graph: {
      length,
      parent1: (rev) => at(rev).parents[0],
      parent2: (rev) => at(rev).parents[1],
    },
    length,
    isHidden,
    hiddenRevs: () => changesets.map((_one, rev) => rev).filter(isHidden),
    hasHidden: visible.length < length,
    tip,
    heads: () => (length === 0 ? [NULL_REV] : headsAmong(visible)),
    node: (rev) => (rev < 0 ? NULL_NODE : at(rev).node),
    revOf: (node) => revs.get(node),
    lookup: (symbol) => lookupSymbol({ view, matchNodes, hiddenFate: () => '' }, symbol),
    matchPrefix: (prefix) => visible.filter((rev) => at(rev).node.startsWith(prefix)).slice(0, 2),
    shortestPrefix: (node, minimum) => node.slice(0, minimum),
    changeset: (rev) => decoded[rev] as Changeset,
    branch: (rev) => (decoded[rev] as Changeset).branch,
    phase: (rev) => at(rev).phase,
    revsInPhase: inPhase,
    branches: () => branches,
    tags: () => tags,
    tagsAt: (node) => [...tags.values()].filter((tag) => tag.node === node).map((tag) => tag.name),
    bookmarks: () => bookmarks,
    activeBookmark: undefined,
    bookmarksAt: (node) => [...bookmarks].filter(([, one]) => one === node).map(([name]) => name),
    workingParents: () => repository.workingParents ?? [NULL_REV, NULL_REV],
    workingBranch: () => repository.workingBranch ?? 'default',
    obsoleteRevs: () => repository.obsolete ?? [],
    orphanRevs: () => repository.orphan ?? [],
    phaseDivergentRevs: none,
    contentDivergentRevs: none,
    extinctRevs: none,
    instabilities: none,
    manifest,
    manifestRev: () => undefined,
    file,
    fileByNode: (path, node) => file(linkrev(path, node), path) as FileRevision,
    status(from, to, matcher) {
      const differences = manifest(from).diff(manifest(to), matcher);
      const paths = (wanted: (one: (typeof differences)[number]) => boolean) =>
        differences.filter(wanted).map((one) => one.path);
      return {
        added: paths((one) => one.left === undefined),
        removed: paths((one) => one.right === undefined),
        modified: paths((one) => one.left !== undefined && one.right !== undefined),
        clean: [],
      };
    },
    copiesFromParent1: () => new Map(),
    pathCopies: () => new Map(),
    fileLinkrevs(path) {
      const nodes = new Set(
        changesets.map((one) => one.manifest[path]?.node).filter((node) => node !== undefined),
      );
      return [...nodes].map((node) => linkrev(path, node)).sort((a, b) => a - b);
    },
    introducingRev({ path, node }, from, inclusive) {
      const ancestors = new Set(inclusive ? [from] : at(from).parents);
      for (const rev of ancestors) if (rev >= 0) for (const parent of at(rev).parents) ancestors.add(parent);
      return [...ancestors]
        .sort((a, b) => b - a)
        .find((rev) => rev >= 0 && at(rev).files.includes(path) && at(rev).manifest[path]?.node === node);
    },
    trackedPaths: () =>
      [...new Set(changesets.flatMap((one) => Object.keys(one.manifest)))].sort(compareByteStrings),
    matcher(patterns, matchOptions = {}) {
      return compileMatcher({
        root,
        cwd: matchOptions.cwd ? `${root}/${matchOptions.cwd}` : root,
        patterns,
        include: matchOptions.include ?? [],
        exclude: matchOptions.exclude ?? [],
        ...(matchOptions.defaultKind ? { defaultKind: matchOptions.defaultKind as PatternKind } : {}),
      });
    },
  };
  return view;
}
