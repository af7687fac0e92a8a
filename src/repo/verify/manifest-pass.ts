/** Second pass: manifests, of the root and (tree manifests) of every directory. */
import { type ByteString, NULL_REV } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import type { Revlog } from '../../revlog/index.js';
import { insertedBytes, type RevlogStore } from '../../store/index.js';
import type { ChangelogFacts } from './changelog-pass.js';
import { checkEntry, type ExaminedLog, textMessage } from './check-entry.js';
import { checkRevlog } from './check-revlog.js';
import { duplicates, Entries } from './entries.js';
import { type FileNodes, NO_LINKREV } from './file-nodes.js';
import type { Findings, Linkrev } from './findings.js';
import { type LineTarget, noFileOf, takeAnyLines, takeDelta, takeLines } from './manifest-lines-reader.js';
import type { PathTable } from './path-table.js';
import type { StoreFiles } from './store-files.js';

/** Who refers to the revisions of one revlog of manifests. */
interface Links {
  /** Linkrevs of those who refer to a revision; undefined when nobody does. */
  of(rev: number): readonly Linkrev[] | undefined;
  /** The same for nodes that the revlog does not have. */
  readonly unknown: ReadonlyMap<string, readonly Linkrev[]>;
}

/** Links by node, sorted out by what the revlog has. */
function linksOf(entries: Entries, byNode: ReadonlyMap<string, readonly Linkrev[]>): Links {
  const unknown = new Map(byNode);
  for (let rev = 0; rev < entries.length; rev++) unknown.delete(entries.node(rev));
  return { of: (rev) => byNode.get(entries.node(rev)), unknown };
}

export interface ManifestPass {
  readonly store: RevlogStore;
  readonly findings: Findings;
  readonly paths: PathTable;
  readonly nodes: FileNodes;
  readonly changelog: ChangelogFacts;
  readonly files: StoreFiles;
}

/** Lines of one revlog of manifests, while it is visited. */
class ManifestReader {
  readonly target: LineTarget;
  /** Per subdirectory: the nodes named, with the lowest revisions that do. */
  readonly subdirectories = new Map<ByteString, Map<string, Set<number>>>();
  readonly nameless = new Set<number>();
  /** Errors of the content that a revision adds, and of its whole text. */
  readonly deltaProblems = new Map<number, string>();
  readonly textProblems = new Map<number, string>();
  readonly #revlog: Revlog;
  readonly #taken: Uint8Array;
  readonly #flat: boolean;

  constructor(pass: ManifestPass, directory: ByteString, revlog: Revlog) {
    this.#revlog = revlog;
    this.#taken = new Uint8Array(revlog.length);
    this.#flat = !pass.store.manifests.isTree;
    this.target = {
      paths: pass.paths,
      nodes: pass.nodes,
      directory,
      noFile: noFileOf(pass.paths),
      subdirectory: (name, node, rev) => {
        const path = `${directory}${name}/`;
        let nodes = this.subdirectories.get(path);
        if (nodes === undefined) {
          nodes = new Map();
          this.subdirectories.set(path, nodes);
        }
        const revs = nodes.get(node);
        if (revs === undefined) nodes.set(node, new Set([rev]));
        else revs.add(rev);
      },
      nameless: (rev) => this.nameless.add(rev),
    };
  }

  visit(progress: (visited: number) => void): void {
    let visited = 0;
    const step = (): void => {
      if ((++visited & 0xff) === 0) progress(visited);
    };
    this.#revlog.visitTexts({
      delta: (rev, bytes, start, end) => {
        this.#taken[rev] = 1;
        if (!this.#flat || !takeDelta(this.target, bytes, start, end, rev))
          this.#takeCarefully(rev, () => insertedBytes(bytes.slice(start, end), this.#revlog.dataPath, rev));
      },
      text: (rev, bytes, start, end) => {
        step();
        if (this.#taken[rev] === 1) return;
        this.#taken[rev] = 1;
        if (!this.#flat || !takeLines(this.target, bytes, start, end, rev))
          this.#takeCarefully(rev, () => bytes.slice(start, end));
      },
      error: (rev, error) => {
        step();
        this.textProblems.set(rev, error.message);
      },
    });
    // What a revision adds can be sound where its text is not.
    for (const [rev, problem] of this.textProblems) {
      if (this.#taken[rev] === 1) continue;
      if (isFullText(this.#revlog, rev)) this.deltaProblems.set(rev, problem);
      else this.#takeCarefully(rev, () => insertedBytes(this.#revlog.chunk(rev), this.#revlog.dataPath, rev));
    }
  }

  #takeCarefully(rev: number, lines: () => Uint8Array): void {
    try {
      takeAnyLines(this.target, lines(), rev, this.#revlog.name);
    } catch (error) {
      if (!(error instanceof HgError)) throw error;
      this.deltaProblems.set(rev, error.message);
    }
  }
}

function isFullText(revlog: Revlog, rev: number): boolean {
  try {
    return revlog.deltaParent(rev) === NULL_REV;
  } catch (error) {
    if (!(error instanceof HgError)) throw error;
    return true;
  }
}

/**
 * Checks one revlog of manifests and those of the directories below.
 */
function checkManifestLog(
  pass: ManifestPass,
  directory: ByteString,
  revlog: Revlog,
  entries: Entries,
  links: Links,
): void {
  const { findings, nodes } = pass;
  const isRoot = directory === '';
  const label = isRoot ? 'manifest' : directory;
  const changesets = pass.changelog.entries.length;
  if (!isRoot) {
    pass.files.discard(revlog);
    checkRevlog(pass, revlog, entries, label, 0);
  }
  const log: ExaminedLog = { label, entries, duplicates: duplicates(entries) };
  const progress = findings.output.progress('checking', 'manifests', revlog.length);
  const before = nodes.size;
  const reader = new ManifestReader(pass, directory, revlog);
  reader.visit((visited) => progress.update(visited));

  const linkrevs: Linkrev[] = new Array(revlog.length);
  for (let rev = 0; rev < revlog.length; rev++) {
    // Of revisions with the same node only the first is what was meant.
    const referring = log.duplicates?.has(rev) ? undefined : links.of(rev);
    const linkrev = checkEntry(findings, log, rev, {
      changesets,
      accepts: (link) => referring?.includes(link) ?? false,
      // Of several, hg shows none for a directory.
      expected: () => (!isRoot && (referring?.length ?? 0) > 1 ? [] : referring),
    });
    linkrevs[rev] = linkrev;
    const short = entries.short(rev);
    if (referring === undefined)
      findings.error(
        linkrev,
        `${short} not in ${isRoot ? 'changesets' : 'parent-directory manifest'}`,
        label,
      );
    if (reader.nameless.has(rev)) findings.error(linkrev, 'entry without name in manifest');
    const delta = reader.deltaProblems.get(rev);
    if (delta !== undefined)
      findings.error(
        linkrev,
        `reading delta ${short}: ${textMessage(revlog.name, entries, rev, delta)}`,
        label,
      );
    const text = reader.textProblems.get(rev);
    if (text !== undefined)
      findings.error(
        linkrev,
        `reading full manifest ${short}: ${textMessage(revlog.name, entries, rev, text)}`,
        label,
      );
  }
  progress.complete();
  // Until here pairs knew the manifest revision that mentions them first.
  for (let pair = before; pair < nodes.size; pair++)
    nodes.setSeen(pair, linkrevs[nodes.seen(pair)] ?? NO_LINKREV);

  if (revlog.length > 0 || !isRoot) reportUnknown(findings, links.unknown, isRoot, label);
  const directories = [...reader.subdirectories].sort(([a], [b]) => (a < b ? -1 : 1));
  if (isRoot && directories.length > 0) findings.output.status('checking directory manifests\n');
  for (const [path, found] of directories) {
    const byNode = new Map<string, readonly Linkrev[]>();
    for (const [node, revs] of found) {
      const ascending = [...revs].sort((a, b) => a - b);
      byNode.set(
        node,
        ascending.map((rev) => linkrevs[rev]),
      );
    }
    const below = pass.store.openManifestRevlog(path);
    const entriesBelow = Entries.of(below.index);
    checkManifestLog(pass, path, below, entriesBelow, linksOf(entriesBelow, byNode));
  }
  if (isRoot && directories.length > 0) pass.files.reportOrphans(findings, 'meta/');
}

function reportUnknown(
  findings: Findings,
  links: Links['unknown'],
  isRoot: boolean,
  label: ByteString,
): void {
  const unknown: { readonly linkrev: Linkrev; readonly node: string }[] = [];
  for (const [node, linkrevs] of links) for (const linkrev of linkrevs) unknown.push({ linkrev, node });
  unknown.sort((a, b) => (a.linkrev ?? -1) - (b.linkrev ?? -1) || (a.node < b.node ? -1 : 1));
  const who = isRoot ? 'changeset' : 'parent-directory manifest';
  for (const { linkrev, node } of unknown)
    findings.error(linkrev, `${who} refers to unknown revision ${node.slice(0, 12)}`, label);
}

/** Checks all manifests; fills the tables with the files that they mention. */
export function checkManifests(pass: ManifestPass, entries: Entries): void {
  const { store, changelog } = pass;
  const { revlog } = store.manifests.root;
  if (changelog.refersToManifests) checkRevlog(pass, revlog, entries, 'manifest', 0);
  checkManifestLog(pass, '', revlog, entries, changelog.manifestLinks);
}
