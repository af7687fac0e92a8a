/** Changesets of a group, read before they are added: their order tells which revisions they are going to be. */
import { hexOf, NODE_BYTES, type NodeId } from '../../bytes/index.js';
import type { GroupRevision, Revlog } from '../../revlog/index.js';
import { GroupPacker, GroupUnpacker, type RawRevision } from '../../store/index.js';

/** Read at once when nobody asks for more. */
const PIECE_BYTES = 1 << 16;

/** Memory: the bytes that were asked for, and the nodes in them. */
export class ChangesetsAhead {
  readonly #changelog: Revlog;
  readonly #firstRev: number;
  readonly #source: Iterator<RawRevision>;
  readonly #packer = new GroupPacker(PIECE_BYTES);
  readonly #revs = new Map<NodeId, number>();
  #count = 0;
  #isWhole = false;
  #problem: { readonly error: unknown } | undefined;
  /** Adding has begun. */
  #isTaken = false;

  constructor(changelog: Revlog, source: Iterator<RawRevision>) {
    this.#changelog = changelog;
    this.#firstRev = changelog.length;
    this.#source = source;
  }

  /** How many have been read. */
  get count(): number {
    return this.#count;
  }

  /** The group has been read to its end, and nothing was wrong with the stream. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /**
   * Reads until there are `count` changesets or `bytes` bytes, or none is left. What is wrong with the stream is thrown by
   * {@link revisions}, behind the changesets before it.
   */
  read(count: number, bytes: number): void {
    try {
      while (this.#count < count && this.#packer.length < bytes && this.#next());
    } catch (error) {
      this.#problem = { error };
    }
  }

  #next(): boolean {
    if (this.#isWhole || this.#problem !== undefined) return false;
    const { done = false, value } = this.#source.next();
    this.#isWhole = done;
    if (done) return false;
    this.#count++;
    this.#packer.add(value, 0);
    if (this.#isTaken) return true;
    const node = hexOf(value.nodes, value.nodesAt, NODE_BYTES);
    if (!this.#revs.has(node) && this.#changelog.tryRev(node) === undefined)
      this.#revs.set(node, this.#firstRev + this.#revs.size);
    return true;
  }

  /** Where a changeset goes that was read and is new. Until {@link revisions} are asked for. */
  revOf(node: NodeId): number | undefined {
    return this.#revs.get(node);
  }

  /** What was read, and then the rest of the group, without numbers of changesets. Once. @throws whatever reading throws */
  revisions(): Iterable<GroupRevision> {
    this.#isTaken = true;
    this.#revs.clear();
    return new GroupUnpacker(() => {
      if (this.#packer.length === 0) this.read(Number.POSITIVE_INFINITY, PIECE_BYTES);
      if (this.#packer.length > 0) return this.#packer.take();
      if (this.#problem !== undefined) throw this.#problem.error;
      return undefined;
    }).revisions();
  }
}
