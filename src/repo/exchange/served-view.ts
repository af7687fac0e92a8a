/** What others see of a repository: neither hidden nor secret changesets. Names are as they are stored. */
import { type ByteString, type NodeId, NULL_NODE, NULL_REV } from '../../bytes/index.js';
import { headRevs, headsOf, onlyRevs } from '../../dag/index.js';
import { LookupError } from '../../errors/index.js';
import { readPhaseRoots } from '../../store/index.js';
import { Repository } from '../repository.js';
import { isPublishing } from './is-publishing.js';

const SECRET = 2;

export class ServedView {
  /** Hidden changesets left out, secret ones not; names as they are stored. */
  readonly repo: Repository;
  #heads: readonly number[] | undefined;

  constructor(repo: Repository) {
    this.repo = new Repository({ ...repo.place, texts: undefined }, false);
  }

  isServed(rev: number): boolean {
    return rev === NULL_REV || (this.repo.phases.phase(rev) < SECRET && !this.repo.isHidden(rev));
  }

  /** Ascending; [] when nothing is served. */
  get heads(): readonly number[] {
    if (this.#heads === undefined) {
      const { repo } = this;
      const filtered = this.#filters ? { has: (rev: number) => !this.isServed(rev) } : undefined;
      this.#heads = headRevs(repo.changelog, filtered).filter((rev) => rev >= 0);
    }
    return this.#heads;
  }

  get #filters(): boolean {
    return this.repo.hasHidden || this.hasSecret;
  }

  get #hasSecretRoots(): boolean {
    return readPhaseRoots(this.repo.store.fs).some(({ phase }) => phase >= SECRET);
  }

  /**
   * Whether others may get the files as they are. Not when something is secret, hidden or not; nor when a publishing repository has
   * something hidden: its copies take everything for public, and what is public is never hidden.
   */
  get mayBeCopied(): boolean {
    const { config, hasHidden } = this.repo;
    return !this.#hasSecretRoots && !(hasHidden && isPublishing(config));
  }

  /** Something that is not hidden is secret. */
  get hasSecret(): boolean {
    // Mostly the list of roots tells; phases of all revisions take far longer.
    if (!this.#hasSecretRoots) return false;
    const { phases, changelog } = this.repo;
    if (phases.firstMutable >= changelog.length) return false;
    for (const rev of phases.mutableRevs())
      if (phases.phase(rev) >= SECRET && !this.repo.isHidden(rev)) return true;
    return false;
  }

  /** As hg gives them: the null node for an empty repository, otherwise the newest last. */
  headNodes(): NodeId[] {
    return this.heads.length === 0 ? [NULL_NODE] : this.heads.map((rev) => this.repo.node(rev));
  }

  knows(node: NodeId): boolean {
    const rev = this.repo.revOf(node);
    return rev !== undefined && this.isServed(rev);
  }

  /** Heads of each branch, lowest first. */
  branchMap(): Map<ByteString, NodeId[]> {
    const { repo } = this;
    const out = new Map<ByteString, NodeId[]>();
    const hasSecret = this.hasSecret;
    for (const { name, heads } of repo.branches().values()) {
      const revs = hasSecret ? this.#servedHeads(name, heads) : heads;
      if (revs.length > 0)
        out.set(
          name,
          revs.map((rev) => repo.node(rev)),
        );
    }
    return out;
  }

  /** Secret heads give way to what they descend from on their branch. */
  #servedHeads(name: ByteString, heads: readonly number[]): readonly number[] {
    if (heads.every((rev) => this.isServed(rev))) return heads;
    const { repo } = this;
    const candidates: number[] = heads.filter((rev) => this.isServed(rev));
    // Ancestors of secret heads on the branch, as far as they are not below a head that is served.
    const secret = heads.filter((rev) => !this.isServed(rev));
    for (const rev of onlyRevs(repo.changelog, secret, candidates))
      if (this.isServed(rev) && repo.branch(rev) === name) candidates.push(rev);
    return headsOf(repo.changelog, candidates);
  }

  /** @throws LookupError in hg's words */
  lookup(key: ByteString): NodeId {
    const rev = this.repo.rev(key);
    if (rev >= 0 && !this.isServed(rev))
      throw new LookupError(key, `filtered revision '${key}' (not in 'served' subset)`);
    return this.repo.node(rev);
  }

  /** Those at changesets that are served; versions that have diverged (`name@path`) are nobody else's business. */
  bookmarks(): Map<ByteString, NodeId> {
    const isDivergent = (name: ByteString): boolean => name.includes('@') && !name.endsWith('@');
    return new Map(
      [...this.repo.bookmarks()].filter(([name, node]) => !isDivergent(name) && this.knows(node)),
    );
  }
}
