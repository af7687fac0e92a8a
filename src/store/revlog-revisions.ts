/** The index part of every storage that lies on a revlog. */
import { type ByteString, isHex, type NodeId } from '../bytes/index.js';
import { children, commonAncestorsHeads, descendants, headRevs } from '../dag/index.js';
import { LookupError } from '../errors/index.js';
import type { RevisionIndex } from '../manifest/index.js';
import type { Revlog } from '../revlog/index.js';

export class RevlogRevisions implements RevisionIndex {
  readonly #revlog: Revlog;
  constructor(revlog: Revlog) {
    this.#revlog = revlog;
  }
  get length(): number {
    return this.#revlog.length;
  }
  parent1(rev: number): number {
    return this.#revlog.parent1(rev);
  }
  parent2(rev: number): number {
    return this.#revlog.parent2(rev);
  }
  node(rev: number): NodeId {
    return this.#revlog.node(rev);
  }
  revOf(node: NodeId): number | undefined {
    return this.#revlog.tryRev(node);
  }
  rev(node: NodeId): number {
    return this.#revlog.rev(node);
  }
  linkrev(rev: number): number {
    return this.#revlog.linkrev(rev);
  }
  lookup(key: ByteString): number {
    const { name } = this.#revlog;
    return lookupRevision(this, name, key, (prefix) => this.#revlog.partialMatch(prefix));
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

/** A decimal revision number (negative ones count from the end), a full node or a prefix, in hg's order. */
export function lookupRevision(
  index: RevisionIndex,
  name: ByteString,
  key: ByteString,
  match: (hexPrefix: string) => NodeId | undefined,
): number {
  if (/^-?\d{1,10}$/.test(key)) {
    const number = Number(key);
    const rev = number < 0 ? number + index.length : number;
    // `String` refuses leading zeros, which make a prefix.
    if (String(number) === key && rev >= 0 && rev < index.length) return rev;
  }
  if (key.length <= 40 && key !== '' && isHex(key)) {
    const full = key.length === 40 ? index.revOf(key.toLowerCase()) : undefined;
    if (full !== undefined) return full;
    const node = match(key);
    if (node !== undefined) return index.rev(node);
  }
  throw new LookupError(key, `${name}@${key}: no match found`);
}
