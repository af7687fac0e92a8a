/** Revisions in arrays: what the storages in memory are made of. */
import { type ByteString, isHex, type NodeId, NULL_NODE, NULL_REV } from '../../bytes/index.js';
import { children, commonAncestorsHeads, descendants, headRevs } from '../../dag/index.js';
import { LookupError } from '../../errors/index.js';
import type { RevisionIndex } from '../../manifest/index.js';
import type { Hasher } from '../../platform/index.js';
import { revisionHash } from '../filelog.js';
import { lookupRevision } from '../revlog-revisions.js';

interface Revision {
  readonly node: NodeId;
  readonly parent1: number;
  readonly parent2: number;
  readonly linkrev: number;
  readonly text: Uint8Array;
}

const NULL_REVISION: Revision = {
  node: NULL_NODE,
  parent1: NULL_REV,
  parent2: NULL_REV,
  linkrev: NULL_REV,
  text: new Uint8Array(0),
};

/** Texts are kept as given; whoever gives them leaves them alone. */
export class MemoryRevisions implements RevisionIndex {
  readonly #name: ByteString;
  readonly #hasher: Hasher;
  readonly #revisions: Revision[] = [];
  readonly #revs = new Map<NodeId, number>([[NULL_NODE, NULL_REV]]);

  constructor(name: ByteString, hasher: Hasher) {
    this.#name = name;
    this.#hasher = hasher;
  }

  #at(rev: number): Revision {
    const revision = rev === NULL_REV ? NULL_REVISION : this.#revisions[rev];
    if (revision === undefined) throw new LookupError(String(rev), 'revlog index out of range');
    return revision;
  }

  /** Adds a revision, unless it is there already. Returns its number. */
  add(text: Uint8Array, linkrev: number, parent1 = NULL_REV, parent2 = NULL_REV): number {
    const node = revisionHash(this.#hasher, this.node(parent1), this.node(parent2), text);
    const known = this.#revs.get(node);
    if (known !== undefined) return known;
    this.#revs.set(node, this.#revisions.length);
    return this.#revisions.push({ node, parent1, parent2, linkrev, text }) - 1;
  }

  text(rev: number): Uint8Array {
    return this.#at(rev).text;
  }
  get length(): number {
    return this.#revisions.length;
  }
  parent1(rev: number): number {
    return this.#at(rev).parent1;
  }
  parent2(rev: number): number {
    return this.#at(rev).parent2;
  }
  node(rev: number): NodeId {
    return this.#at(rev).node;
  }
  linkrev(rev: number): number {
    return this.#at(rev).linkrev;
  }
  revOf(node: NodeId): number | undefined {
    return this.#revs.get(node);
  }
  rev(node: NodeId): number {
    const rev = this.#revs.get(node);
    if (rev === undefined) throw new LookupError(node, `${this.#name}@${node}: no node`);
    return rev;
  }
  lookup(key: ByteString): number {
    return lookupRevision(this, this.#name, key, (prefix) => this.#match(prefix));
  }
  #match(prefix: string): NodeId | undefined {
    if (!isHex(prefix)) return undefined;
    const start = prefix.toLowerCase();
    const found = [...this.#revs.keys()].filter((node) => node.startsWith(start));
    if (found.length > 1)
      throw new LookupError(prefix, `${this.#name}@${prefix}: ambiguous identifier`, { ambiguous: true });
    return found[0];
  }
  heads(): readonly number[] {
    return headRevs(this);
  }
  children(rev: number): readonly number[] {
    return children(this, [rev]);
  }
  commonAncestorsHeads(a: number, b: number): readonly number[] {
    return commonAncestorsHeads(this, [a, b]);
  }
  descendants(revs: Iterable<number>): Iterable<number> {
    return descendants(this, revs);
  }
}
