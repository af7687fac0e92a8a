/** Adding revisions to a revlog, and removing them from its end. */
import { type NodeId, NULL_NODE, NULL_REV } from '../../bytes/index.js';
import { applyDelta, patchedLength } from '../../delta/index.js';
import { CorruptionError, HgError, InputError, LookupError, StateError } from '../../errors/index.js';
import { FLAG_CENSORED, FLAG_ELLIPSIS, FLAG_EXTERNALLY_STORED, KNOWN_FLAGS } from '../layout.js';
import { HASH_HEADROOM } from '../node-hash.js';
import type { Revlog, RevlogInternals } from '../revlog.js';
import { ChainFigures } from './chain-figures.js';
import { ChunkCompressor, chunkBytes } from './chunk-compressor.js';
import { DeltaSearch, type IncomingDelta } from './delta-search.js';
import { RecentTexts, textSlots } from './recent-texts.js';
import { RevlogFiles } from './revlog-files.js';
import type { RevlogTransaction, RevlogWriteOptions } from './write-options.js';

/** Lengths are signed 32-bit numbers in the index. */
const MOST_TEXT_BYTES = 0x7fffffff;
/** With one of these the text need not have the node as its hash. */
const FLAGS_WITHOUT_HASH = FLAG_CENSORED | FLAG_ELLIPSIS | FLAG_EXTERNALLY_STORED;

const NOTHING_TO_DO = (): void => undefined;

export interface NewRevision {
  /** The text as stored; copied. */
  readonly text: Uint8Array;
  readonly linkrev: number;
  readonly p1: number;
  readonly p2: number;
  /** Checked against the text unless the flags say that it does not fit. Default: the hash. */
  readonly node?: NodeId;
  readonly flags?: number;
  /** A delta that makes `text`, if one is at hand; not checked. */
  readonly delta?: IncomingDelta;
}

export interface AddedRevision {
  readonly rev: number;
  readonly node: NodeId;
  /** False when the revlog had it before. */
  readonly isNew: boolean;
}

/** One revision of a changegroup. */
export interface GroupRevision {
  readonly node: NodeId;
  readonly p1: NodeId;
  readonly p2: NodeId;
  readonly linkrev: number;
  /** What `delta` applies to; the null node for a full text in one hunk. */
  readonly base: NodeId;
  readonly delta: Uint8Array;
  readonly flags: number;
}

export interface GroupCallbacks {
  /** `text` is good during the call. */
  readonly added?: (rev: number, text: Uint8Array) => void;
  readonly duplicate?: (rev: number) => void;
}

/**
 * Writes to the revlog that it is made for; what it adds is readable through that revlog at once, and by others once the
 * outermost {@link writing} scope has ended. One transaction at a time.
 */
export class RevlogWriter {
  readonly revlog: Revlog;
  readonly #files: RevlogFiles;
  readonly #texts: RecentTexts;
  readonly #figures: ChainFigures;
  readonly #search: DeltaSearch;
  readonly #hash: RevlogInternals['hash'];
  #transaction: RevlogTransaction | undefined;
  #lengthBefore = 0;
  #scopes = 0;
  #isDead = false;
  /** Added last: most likely the parent of the next. */
  #lastNode = NULL_NODE;
  #lastRev = NULL_REV;

  constructor(revlog: Revlog, options: RevlogWriteOptions) {
    if (revlog.version !== 1)
      throw new InputError(`revlog ${revlog.name} has version ${revlog.version}, which can only be read`);
    this.revlog = revlog;
    this.#hash = revlog.internals.hash;
    this.#files = new RevlogFiles(revlog, options);
    this.#texts = new RecentTexts(revlog);
    this.#figures = new ChainFigures(revlog);
    const compressor = new ChunkCompressor(revlog.internals.options.codecs, options.compression);
    this.#search = new DeltaSearch(revlog, options, compressor, this.#texts, this.#figures);
  }

  /** True inside of {@link writing}. */
  get isWriting(): boolean {
    return this.#scopes > 0;
  }

  get isDelaying(): boolean {
    return this.#files.isDelaying;
  }

  /** Runs `action`; what it adds is written at the end of the outermost scope, also when it throws (the abort cuts it off). */
  writing<T>(transaction: RevlogTransaction, action: () => T): T {
    this.#join(transaction);
    this.#scopes++;
    let result: T;
    try {
      result = this.revlog.reading(action);
    } catch (error) {
      if (--this.#scopes === 0) this.#flushAfter(error, transaction);
      throw error;
    }
    if (--this.#scopes === 0) this.#files.flush(transaction);
    return result;
  }

  /** Whoever goes on in spite of an error finds on disk what was added before it; the error itself comes first. */
  #flushAfter(error: unknown, transaction: RevlogTransaction): void {
    try {
      this.#files.flush(transaction);
    } catch {
      this.#isDead = true;
      throw error;
    }
  }

  #join(transaction: RevlogTransaction): void {
    if (this.#isDead)
      throw new StateError(`revlog ${this.revlog.name} was rolled back and must be opened again`);
    if (this.#transaction === transaction) return;
    if (this.#transaction !== undefined && this.#scopes > 0)
      throw new StateError(`revlog ${this.revlog.name} is being written by another transaction`);
    this.#transaction = transaction;
    this.#lengthBefore = this.revlog.length;
    this.#files.forgetRegistrations();
    const category = `revlog-${this.revlog.name}`;
    transaction.addAbort(category, () => this.#rolledBack());
    transaction.addPostClose(category, () => {
      this.#transaction = undefined;
    });
  }

  /**
   * Ends this writer's part in a transaction: it may not be used again, and nothing of it is kept until the transaction ends. What it
   * wrote is undone with the rest; whoever opened the revlog beside it must open it again after an abort.
   */
  retire(transaction: RevlogTransaction): void {
    if (this.#transaction !== transaction) return;
    const category = `revlog-${this.revlog.name}`;
    transaction.addAbort(category, NOTHING_TO_DO);
    transaction.addPostClose(category, NOTHING_TO_DO);
    this.#texts.clear();
    this.#isDead = true;
  }

  #rolledBack(): void {
    this.#isDead = true;
    this.#files.abandon();
    if (this.#lengthBefore < this.revlog.length) this.#forgetFrom(this.#lengthBefore);
  }

  #forgetFrom(rev: number): void {
    this.#lastNode = NULL_NODE;
    this.#lastRev = NULL_REV;
    this.revlog.index.deleteFrom(rev);
    this.revlog.internals.removed();
    this.#texts.clear();
    this.#figures.forgetFrom(rev);
    this.#search.forgetFrom(rev);
  }

  /** @throws InputError for a text that is too long, CorruptionError for one that does not have the node given. */
  addRevision(transaction: RevlogTransaction, revision: NewRevision): AddedRevision {
    const { text } = revision;
    if (text.length > MOST_TEXT_BYTES)
      throw new InputError(
        `${this.revlog.name}: size of ${text.length} bytes exceeds maximum revlog storage of 2GiB`,
      );
    const slot = textSlots.acquire(text.length);
    slot.set(text, HASH_HEADROOM);
    return this.writing(transaction, () => {
      const node = this.#checkedNode(revision, slot, text.length);
      const { p1, p2, flags = 0 } = revision;
      const isHash = (flags & FLAGS_WITHOUT_HASH) === 0;
      const known = isHash ? this.revlog.tryChild(node, p1, p2) : this.revlog.tryRev(node);
      if (known === undefined)
        return { rev: this.#add(transaction, revision, node, slot, text.length), node, isNew: true };
      textSlots.release(slot);
      return { rev: known, node, isNew: false };
    });
  }

  /** @param slot holds the text, with room before it. */
  #checkedNode(revision: Omit<NewRevision, 'text'>, slot: Uint8Array, length: number): NodeId {
    const { revlog } = this;
    const { p1, p2, flags = 0 } = revision;
    if ((flags & ~KNOWN_FLAGS) !== 0)
      throw new InputError(`incompatible revision flag '0x${(flags & ~KNOWN_FLAGS).toString(16)}'`);
    if (revision.node !== undefined && (flags & FLAGS_WITHOUT_HASH) !== 0) return revision.node;
    const node = this.#hash(p1, p2, slot, HASH_HEADROOM, HASH_HEADROOM + length);
    if (revision.node !== undefined && revision.node !== node)
      throw new CorruptionError(revlog.dataPath, `integrity check failed on ${revlog.name}:${revlog.length}`);
    return node;
  }

  /**
   * @param slot holds the text, with room before it; given over.
   * @returns the revision.
   */
  #add(
    transaction: RevlogTransaction,
    revision: Omit<NewRevision, 'text'>,
    node: NodeId,
    slot: Uint8Array,
    length: number,
  ): number {
    const { revlog } = this;
    const { p1, p2, linkrev, delta, flags = 0 } = revision;
    this.#files.prepare();
    const rev = revlog.length;
    const text = slot.subarray(HASH_HEADROOM, HASH_HEADROOM + length);
    const { base, chunk } = this.#search.find({ rev, text, p1, p2, incoming: delta, flags });
    revlog.index.append({
      offset: this.#files.nextOffset(),
      flags,
      chunkLength: chunkBytes(chunk),
      textLength: text.length,
      base: base === NULL_REV ? rev : revlog.generalDelta ? base : revlog.base(base),
      linkrev,
      parent1: p1,
      parent2: p2,
      node,
    });
    this.#files.append(rev, chunk, transaction);
    this.#texts.add(rev, text, slot);
    this.#lastNode = node;
    this.#lastRev = rev;
    return rev;
  }

  /**
   * Adds the revisions of a changegroup, each after its parents and its base.
   * @returns how many were new.
   * @throws LookupError for an unknown parent or base, CorruptionError for a text that does not have its node.
   */
  addGroup(
    transaction: RevlogTransaction,
    revisions: Iterable<GroupRevision>,
    callbacks: GroupCallbacks = {},
  ): number {
    return this.writing(transaction, () => {
      let added = 0;
      for (const revision of revisions) {
        const known = this.revlog.tryRev(revision.node);
        if (known !== undefined) {
          callbacks.duplicate?.(known);
          continue;
        }
        const rev = this.#addFromGroup(transaction, revision);
        callbacks.added?.(rev, this.#texts.text(rev));
        added++;
      }
      return added;
    });
  }

  #addFromGroup(transaction: RevlogTransaction, revision: GroupRevision): number {
    const { delta, flags, linkrev, node } = revision;
    const p1 = this.#revOf(revision.p1, 'unknown parent');
    const p2 = this.#revOf(revision.p2, 'unknown parent');
    const base = revision.base === revision.p1 ? p1 : this.#revOf(revision.base, 'unknown delta base');
    const baseText = base === NULL_REV ? new Uint8Array(0) : this.#texts.text(base);
    if (base !== NULL_REV && (this.revlog.flags(base) & FLAG_CENSORED) !== 0)
      this.#checkReplaces(delta, baseText, node);
    const length = patchedLength(delta, 0, delta.length, baseText.length);
    const slot = textSlots.acquire(length);
    applyDelta(delta, 0, delta.length, baseText, 0, baseText.length, slot, HASH_HEADROOM);
    const added = { p1, p2, linkrev, node, flags, delta: { base, bytes: delta } };
    this.#checkedNode(added, slot, length);
    return this.#add(transaction, added, node, slot, length);
  }

  /** A delta against a text that may be absent elsewhere has to replace all of it. */
  #checkReplaces(delta: Uint8Array, base: Uint8Array, node: NodeId): void {
    const view = new DataView(delta.buffer, delta.byteOffset, delta.length);
    const replaces =
      delta.length >= 12 &&
      view.getUint32(0) === 0 &&
      view.getUint32(4) === base.length &&
      view.getUint32(8) === delta.length - 12;
    if (!replaces)
      throw new HgError(
        'abort',
        `${this.revlog.name}: delta of ${node.slice(0, 12)} is against a censored text`,
      );
  }

  #revOf(node: NodeId, problem: string): number {
    if (node === NULL_NODE) return NULL_REV;
    if (node === this.#lastNode) return this.#lastRev;
    const rev = this.revlog.tryRev(node);
    if (rev === undefined) throw new LookupError(node, `${this.revlog.name}@${node}: ${problem}`);
    return rev;
  }

  /** Removes the revisions from `rev` on. */
  strip(transaction: RevlogTransaction, rev: number): void {
    if (rev >= this.revlog.length) return;
    this.#join(transaction);
    this.#files.cut(rev, transaction);
    this.#forgetFrom(rev);
    this.#lengthBefore = Math.min(this.#lengthBefore, rev);
  }

  /** Removes what changesets from `minLink` on have introduced, and everything later. See {@link stripPoint}. */
  stripLinks(transaction: RevlogTransaction, minLink: number): void {
    this.strip(transaction, stripPoint(this.revlog, minLink).rev);
  }

  /** What {@link delayIndex} works with. */
  get files(): RevlogFiles {
    return this.#files;
  }
}

/**
 * The first revision that goes when changesets from `minLink` on go, and the later ones whose changesets stay: those
 * have to be added again after {@link RevlogWriter.strip}. O(revisions).
 */
export function stripPoint(
  { index }: Revlog,
  minLink: number,
): { readonly rev: number; readonly kept: readonly number[] } {
  index.loadAll();
  let rev = 0;
  while (rev < index.length && index.linkrev(rev) < minLink) rev++;
  const kept: number[] = [];
  for (let at = rev; at < index.length; at++) if (index.linkrev(at) < minLink) kept.push(at);
  return { rev, kept };
}
