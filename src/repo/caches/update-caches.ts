/** Writing the caches that hg and we read instead of the history: branches, tags, node maps. */
import { type ByteString, byteStringOf, type NodeId, NULL_NODE } from '../../bytes/index.js';
import { headRevs } from '../../dag/index.js';
import { replaceFile } from '../../platform/index.js';
import {
  branchMap,
  encodeBranchMap,
  encodeRevBranches,
  encodeTagFileNodes,
  encodeTagsCache,
  filteredHash,
  globalTags,
  RevBranches,
} from '../../store/index.js';
import type { Repository } from '../repository.js';
import { withLock } from '../writing/index.js';
import { writeNodemaps } from './write-nodemaps.js';

const SECRET = 2;

/** The views of a repository that hg keeps branch heads of, by hg's names, with the revisions that each leaves out. */
function views(repo: Repository): ReadonlyMap<string, ReadonlySet<number>> {
  const { phases, changelog } = repo;
  const seen = repo.withHidden(false);
  const hidden = new Set<number>();
  const secret = new Set<number>();
  const mutable = new Set<number>();
  const impactable = new Set<number>();
  for (let rev = 0; rev < changelog.length; rev++) if (seen.isHidden(rev)) hidden.add(rev);
  for (let rev = phases.firstMutable; rev < changelog.length; rev++) {
    impactable.add(rev);
    if (phases.isPublic(rev)) continue;
    mutable.add(rev);
    if (phases.phase(rev) >= SECRET) secret.add(rev);
  }
  return new Map([
    ['visible', hidden],
    ['visible-hidden', hidden],
    ['served.hidden', secret],
    ['served', new Set([...hidden, ...secret])],
    ['immutable', mutable],
    ['base', impactable],
  ]);
}

/**
 * Writes all of them anew, under the lock. O(history).
 * @throws LockError, FileSystemError.
 */
export function updateCaches(given: Repository): void {
  withLock(given, () => new CacheWriter(given.withHidden(true)).run());
}

class CacheWriter {
  readonly #repo: Repository;
  readonly #branches: RevBranches;

  constructor(repo: Repository) {
    this.#repo = repo;
    const { changelog } = repo;
    // What is on disk may be what is wrong.
    this.#branches = new RevBranches(changelog, undefined, (rev) => changelog.changeset(rev));
  }

  run(): void {
    const { changelog, store } = this.#repo;
    const { names, records } = encodeRevBranches(changelog, this.#branches);
    this.#write('rbc-names-v1', names);
    this.#write('rbc-revs-v1', records);
    const filters = views(this.#repo);
    for (const [name, filtered] of filters) this.#branchMap(name, filtered);
    this.#tags(filters);
    if (store.requirements.has('persistent-nodemap'))
      writeNodemaps(store, this.#repo.place.platform, this.#repo.place.warn);
  }

  #write(name: ByteString, bytes: Uint8Array): void {
    const cache = this.#repo.store.places.sharedHgFs;
    cache.makeDirectory('cache', true);
    replaceFile(cache, `cache/${name}`, bytes);
  }

  #tip(filtered: ReadonlySet<number>): number {
    let rev = this.#repo.length - 1;
    while (rev >= 0 && filtered.has(rev)) rev--;
    return rev;
  }

  #branchMap(name: string, filtered: ReadonlySet<number>): void {
    const { changelog, place } = this.#repo;
    const obsolete = new Set(this.#repo.obsoleteRevs());
    const isVisible = (rev: number) => !filtered.has(rev);
    const found = branchMap(changelog, this.#branches, isVisible, undefined, (rev) => obsolete.has(rev));
    const tipRev = this.#tip(filtered);
    const hidden = [...new Set([...filtered, ...obsolete])].sort((a, b) => a - b);
    const key = {
      tipNode: changelog.node(tipRev),
      tipRev,
      filteredHash: filteredHash(place.platform.hasher, hidden, tipRev),
    };
    const heads = new Map(
      [...found.values()].map((branch) => [
        branch.name,
        branch.heads.map((rev) => ({ node: changelog.node(rev), closes: this.#branches.closesBranch(rev) })),
      ]),
    );
    this.#write(`branch2-${name}`, encodeBranchMap(key, heads));
  }

  /** Which `.hgtags` every changeset has: that of its parents unless it changed the file. */
  #tagFileNodes(): (rev: number) => NodeId {
    const { changelog } = this.#repo;
    const nodes: NodeId[] = [];
    const at = (rev: number): NodeId => (rev < 0 ? NULL_NODE : (nodes[rev] as NodeId));
    changelog.reading(() => {
      for (let rev = 0; rev < changelog.length; rev++) {
        const p1 = at(changelog.parent1(rev));
        const p2 = changelog.parent2(rev) < 0 ? p1 : at(changelog.parent2(rev));
        const isSame = p1 === p2 && !changelog.changeset(rev).files.includes('.hgtags');
        nodes.push(isSame ? p1 : (this.#repo.manifest(rev).find('.hgtags') ?? NULL_NODE));
      }
    });
    return at;
  }

  #tags(filters: ReadonlyMap<string, ReadonlySet<number>>): void {
    const { changelog, store, place } = this.#repo;
    const fileNode = this.#tagFileNodes();
    this.#write('hgtagsfnodes1', encodeTagFileNodes(changelog, fileNode));
    const file = store.file('.hgtags');
    if (file.index.length === 0) return;
    const log = {
      has: (node: NodeId) => file.index.revOf(node) !== undefined,
      text: (node: NodeId) => byteStringOf(file.text(file.index.rev(node))),
    };
    for (const name of ['', 'visible', 'served']) {
      const filtered = filters.get(name) ?? new Set<number>();
      const tipRev = this.#tip(filtered);
      const hidden = [...filtered].sort((a, b) => a - b);
      const key = {
        tipRev,
        tipNode: changelog.node(tipRev),
        filteredHash: filteredHash(place.platform.hasher, hidden, tipRev),
      };
      const tags = globalTags(
        {
          history: changelog,
          heads: headRevs(changelog, filtered).filter((rev) => rev >= 0),
          isVisible: (rev) => !filtered.has(rev),
          fileLog: log,
          fileNode,
          cache: undefined,
          view: { filterName: name, key },
          debug: place.debug,
        },
        log,
      );
      this.#write(name === '' ? 'tags2' : `tags2-${name}`, encodeTagsCache(key, tags));
    }
  }
}
