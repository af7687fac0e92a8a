/** Branches and tags as one view of a repository sees them. */
import { type ByteString, byteStringOf, type NodeId } from '../bytes/index.js';
import type { FileSystem } from '../platform/index.js';
import {
  type BranchInfo,
  branchMap,
  filteredHash,
  type RepoView,
  RevBranches,
  readBranchMapCache,
  readTagFiles,
  readTags,
  type TagFiles,
  type TagInfo,
  type TagsInput,
} from '../store/index.js';
import type { RepositoryPlace } from './place.js';

export interface NamesView {
  readonly view: RepoView;
  /** Hidden revisions of this view, ascending. */
  readonly hidden: readonly number[];
  /** hg's name of the view in the names of cache files. */
  readonly filterName: 'visible' | '';
}

export class Names {
  readonly #place: RepositoryPlace;
  readonly #seen: NamesView;
  readonly #cache: FileSystem;
  readonly revBranches: RevBranches;
  #branches: ReadonlyMap<ByteString, BranchInfo> | undefined;
  #tags: ReadonlyMap<ByteString, TagInfo> | undefined;

  constructor(place: RepositoryPlace, seen: NamesView) {
    this.#place = place;
    this.#seen = seen;
    const { changelog } = place.store;
    this.#cache = place.store.places.sharedHgFs.at('cache');
    this.revBranches = new RevBranches(changelog, this.#cache, (rev) => changelog.changeset(rev));
  }

  #keyUpTo(tipRev: number, revs = this.#seen.hidden): string | undefined {
    return filteredHash(this.#place.platform.hasher, revs, tipRev);
  }

  branches(): ReadonlyMap<ByteString, BranchInfo> {
    if (this.#branches === undefined) {
      const { changelog } = this.#place.store;
      const isVisible = (rev: number): boolean => !this.#seen.view.isHidden(rev);
      const obsolete = new Set(this.#seen.view.obsoleteRevs());
      // Obsolete revisions count in this key, the visible ones too.
      const key = [...new Set([...this.#seen.hidden, ...obsolete])].sort((a, b) => a - b);
      const base = readBranchMapCache(
        this.#cache,
        this.#seen.filterName,
        changelog,
        (tipRev) => this.#keyUpTo(tipRev, key),
        isVisible,
      );
      this.#branches = branchMap(changelog, this.revBranches, isVisible, base, (rev) => obsolete.has(rev));
    }
    return this.#branches;
  }

  tags(): ReadonlyMap<ByteString, TagInfo> {
    this.#tags ??= this.#readTags();
    return this.#tags;
  }

  #readTags(): Map<ByteString, TagInfo> {
    return readTags(this.#tagsInput());
  }

  /** What the tag files say, removed tags included. Read anew each time. */
  tagFiles(): TagFiles {
    return readTagFiles(this.#tagsInput());
  }

  #tagsInput(): TagsInput {
    const { view } = this.#seen;
    const file = this.#place.store.file('.hgtags');
    const tipRev = view.tip();
    return {
      history: this.#place.store.changelog,
      // Without tag files nobody asks for them.
      get heads() {
        return view.heads();
      },
      isVisible: (rev) => !view.isHidden(rev),
      fileLog:
        file.index.length === 0
          ? undefined
          : {
              has: (node) => file.index.revOf(node) !== undefined,
              text: (node) => byteStringOf(file.text(file.index.rev(node))),
            },
      fileNode: (rev) => view.manifest(rev).find('.hgtags'),
      hg: this.#place.store.places.hgFs,
      cache: this.#cache,
      view: {
        filterName: this.#seen.filterName,
        key: { tipRev, tipNode: view.node(tipRev), filteredHash: this.#keyUpTo(tipRev) },
      },
      debug: this.#place.debug,
    };
  }
}

const NO_NAMES: readonly ByteString[] = [];
/** Nodes are told apart by their first three digits before they are looked up, which hashes all forty. */
const STARTS = 1 << 12;

function startOf(node: NodeId): number {
  // The low four bits of a digit tell 0-9 and a-f apart but for a few: enough here.
  return ((node.charCodeAt(0) & 15) << 8) | ((node.charCodeAt(1) & 15) << 4) | (node.charCodeAt(2) & 15);
}

/** The names that each node has. Most nodes, which are asked for one after the other, have none. */
export class NamesByNode {
  readonly #byNode = new Map<NodeId, ByteString[]>();
  readonly #starts = new Uint8Array(STARTS);

  constructor(pairs: Iterable<readonly [ByteString, NodeId]>) {
    for (const [name, node] of pairs) {
      const names = this.#byNode.get(node);
      if (names === undefined) this.#byNode.set(node, [name]);
      else names.push(name);
      this.#starts[startOf(node)] = 1;
    }
    for (const names of this.#byNode.values()) names.sort();
  }

  /** In byte order. */
  at(node: NodeId): readonly ByteString[] {
    return this.#starts[startOf(node)] === 0 ? NO_NAMES : (this.#byNode.get(node) ?? NO_NAMES);
  }
}
