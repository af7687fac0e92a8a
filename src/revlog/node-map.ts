/** Node -> revision for a whole index, by the cheapest means at hand. */
import { NODE_BYTES, NULL_NODE, NULL_REV } from '../bytes/index.js';
import { AMBIGUOUS, NOT_FOUND, NodeTree, parseHexKey } from './node-tree.js';
import type { RevlogIndex } from './revlog-index.js';
import type { NodemapSource, StoredNodemap } from './stored-nodemap.js';

/** Searches may look at this many entries per entry of the index before a tree is worth building. */
const SCANS_BEFORE_TREE = 4;
/** So many are looked at one by one, whatever else there is. */
const FEW_ENTRIES = 64;

/**
 * With a persistent map: that, and a small tree over the revisions it does not know yet. Without: the first few
 * searches scan the index backwards, which needs no memory and finds recent revisions at once; then a tree over
 * everything is built. Follows the index when revisions are added or removed.
 */
export class NodeMap {
  readonly #index: RevlogIndex;
  readonly #key = new Uint8Array(NODE_BYTES);
  #source: NodemapSource | undefined;
  #isOpen = false;
  /** The map that was found was damaged or of another index. */
  #wasBad = false;
  #persistent: StoredNodemap | undefined;
  #tree: NodeTree | undefined;
  /** Revisions `[#treeStart, #treeEnd)` are in the tree. */
  #treeStart = 0;
  #treeEnd = 0;
  #scanned = 0;

  /** @param source asked at the first search; undefined when there is no map on disk to look for. */
  constructor(index: RevlogIndex, source?: NodemapSource) {
    this.#index = index;
    this.#source = source;
  }

  /** The revision of a full node in hex, -1 for the null node; undefined when unknown or not a node. */
  revOf(node: string): number | undefined {
    if (node.length !== 2 * NODE_BYTES || !parseHexKey(node, this.#key)) return undefined;
    if (node === NULL_NODE) return NULL_REV;
    const rev = this.#index.keepOpen(() => this.#findFull());
    return rev === NOT_FOUND ? undefined : rev;
  }

  /** As {@link revOf}, for a node that no revision before `start` can have. */
  revFrom(node: string, start: number): number | undefined {
    const index = this.#index;
    if (index.length - start > FEW_ENTRIES || node === NULL_NODE) return this.revOf(node);
    if (node.length !== 2 * NODE_BYTES || !parseHexKey(node, this.#key)) return undefined;
    const rev = index.scan(this.#key, start, index.length);
    return rev === NOT_FOUND ? undefined : rev;
  }

  #findFull(): number {
    const index = this.#index;
    this.#refresh();
    const persistent = this.#usePersistent();
    if (persistent !== undefined) {
      if (persistent.misses === 'dear' && persistent.tipRev + 1 < index.length) {
        const rev = this.#wholeTree(persistent.tipRev + 1).findKey(this.#key, 40);
        if (rev !== NOT_FOUND) return rev;
      }
      const rev = this.#tryPersistent(() => persistent.findKey(this.#key, 40));
      if (rev !== undefined && rev !== NOT_FOUND) return rev;
      if (rev === NOT_FOUND) return this.#wholeTree(persistent.tipRev + 1).findKey(this.#key, 40);
    }
    if (this.#tree === undefined && this.#scanned <= SCANS_BEFORE_TREE * index.length) {
      const rev = index.scan(this.#key, 0, index.length);
      const looked = index.length - Math.max(rev, 0);
      this.#scanned += looked;
      if (looked > index.length >> 1 || this.#wasBad) this.#buildStored();
      return rev;
    }
    return this.#wholeTree(0).findKey(this.#key, 40);
  }

  /**
   * The only revision whose node starts with the digits, the null revision (forty zeros) being one of them.
   * @returns a revision, {@link NOT_FOUND} or {@link AMBIGUOUS}.
   */
  match(hexPrefix: string): number {
    const nibbles = hexPrefix.length;
    this.#refresh();
    this.#key.fill(0);
    if (!parseHexKey(hexPrefix, this.#key)) return NOT_FOUND;
    const persistent = this.#usePersistent() ?? this.#buildStored();
    let found: number = NOT_FOUND;
    let rest = 0;
    if (persistent !== undefined) {
      const rev = this.#tryPersistent(() => persistent.findKey(this.#key, nibbles));
      if (rev !== undefined) {
        found = rev;
        rest = persistent.tipRev + 1;
      }
    }
    found = unite(found, this.#wholeTree(rest).findKey(this.#key, nibbles));
    return /^0*$/.test(hexPrefix) ? unite(found, NULL_REV) : found;
  }

  /** Digits of the shortest prefix that no other node has, the null node included. */
  shortest(node: string): number {
    this.#refresh();
    parseHexKey(node, this.#key);
    const persistent = this.#usePersistent() ?? this.#buildStored();
    let length = 1;
    let rest = 0;
    if (persistent !== undefined) {
      const digits = this.#tryPersistent(() => persistent.shortestKey(this.#key));
      if (digits !== undefined) {
        length = digits;
        rest = persistent.tipRev + 1;
      }
    }
    length = Math.max(length, this.#wholeTree(rest).shortestKey(this.#key));
    if (node === NULL_NODE) return length;
    // The null node is in no tree.
    let zeros = 0;
    while (node.charCodeAt(zeros) === 0x30) zeros++;
    return Math.max(length, zeros + 1);
  }

  /** Runs a search of the persistent map; gives that map up for good when it turns out damaged. */
  #tryPersistent(search: () => number | undefined): number | undefined {
    const result = search();
    if (result === undefined) {
      this.#persistent = undefined;
      this.#wasBad = true;
      this.#tree = undefined;
    }
    return result;
  }

  #usePersistent(): StoredNodemap | undefined {
    if (!this.#isOpen) {
      this.#persistent = this.#source?.open();
      this.#isOpen = true;
    }
    return this.#persistent;
  }

  /** Instead of a tree over everything, where one on disk is worth making. */
  #buildStored(): StoredNodemap | undefined {
    const source = this.#source;
    if (source?.build === undefined || this.#tree !== undefined) return undefined;
    this.#source = undefined;
    this.#persistent = source.build();
    return this.#persistent;
  }

  #refresh(): void {
    if (this.#persistent?.isInvalidated) this.#persistent = undefined;
    if (this.#tree?.isInvalidated) this.#tree = undefined;
  }

  /** The tree over `[start, length)`, built or completed as needed. */
  #wholeTree(start: number): NodeTree {
    const index = this.#index;
    if (this.#tree === undefined || this.#treeStart !== start) {
      this.#tree = new NodeTree(index, index.length - start);
      this.#treeStart = start;
      this.#treeEnd = start;
    }
    if (this.#treeEnd < index.length) {
      index.loadRange(this.#treeEnd, index.length);
      while (this.#treeEnd < index.length) this.#tree.insert(this.#treeEnd++);
    }
    return this.#tree;
  }
}

function unite(a: number, b: number): number {
  if (a === NOT_FOUND || a === b) return b;
  return b === NOT_FOUND ? a : AMBIGUOUS;
}
