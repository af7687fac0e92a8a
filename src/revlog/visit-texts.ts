/** Every full text of a revlog, each chunk decompressed once and each delta applied once. */
import { applyDelta, applyInPlace, copyBytes, patchedLength } from '../delta/index.js';
import { HgError } from '../errors/index.js';
import type { DeltaParents } from './delta-chain.js';
import { type DeltaTree, DeltaTreeRoom, deltaTree } from './delta-tree.js';
import { HASH_HEADROOM } from './node-hash.js';
import {
  loadChunk,
  locateDeltaError,
  mostDeltaBytes,
  mostTextBytes,
  type TextSource,
  wrongSize,
} from './text-builder.js';
import { TextSlots } from './text-slots.js';

/** Data files up to this size are read in one piece. */
const WHOLE_FILE_BYTES = 32 << 20;

export interface TextVisitor {
  /** The text is `bytes[start, end)`, checked, and valid during the call only. */
  text(rev: number, bytes: Uint8Array, start: number, end: number): void;
  /**
   * What keeps a text from being served. Called for each revision concerned, those that build on it too; the visit goes
   * on afterwards.
   */
  error(rev: number, error: HgError): void;
  /**
   * The stored delta `bytes[start, end)` of a revision that is kept as one, its hunks checked against the base, before it
   * is applied; valid during the call only. For visitors that look at what changed.
   */
  delta?(rev: number, bytes: Uint8Array, start: number, end: number): void;
}

/** Checks hash and flags of a text that has {@link HASH_HEADROOM} bytes before it. @throws HgError */
export type TextCheck = (rev: number, bytes: Uint8Array, start: number, end: number) => void;

// Kept between revlogs: a repository has thousands of them.
const slots = new TextSlots();
/** Absent while a visit uses it: visitors may visit other revlogs. */
let spareRoom: DeltaTreeRoom | undefined;

/**
 * Visits depth first over the delta tree, so revisions come in no useful order, but a revision always after the one
 * its chunk is a delta against.
 */
export function visitTexts(
  source: TextSource,
  deltaParents: DeltaParents,
  check: TextCheck,
  visitor: TextVisitor,
): void {
  const { index } = source;
  if (index.length === 0) return;
  index.loadAll();
  const room = spareRoom ?? new DeltaTreeRoom();
  spareRoom = undefined;
  try {
    const tree = deltaTree(index.length, deltaParents, room);
    source.data.keepOpen(() => {
      prefetch(source);
      new Visit(source, tree, check, visitor).run();
    });
  } finally {
    spareRoom = room;
  }
}

function prefetch(source: TextSource): void {
  const { index, places, data } = source;
  const last = index.length - 1;
  const end = places.offset(last) + index.chunkLength(last);
  if (end <= 0 || end > WHOLE_FILE_BYTES) return;
  try {
    data.load(0, end);
  } catch (error) {
    // Damage: the revisions it concerns report it themselves.
    if (!(error instanceof HgError)) throw error;
  }
}

class Visit {
  readonly #source: TextSource;
  readonly #tree: DeltaTree;
  readonly #check: TextCheck;
  readonly #visitor: TextVisitor;
  // The path down to where the visit is: revisions whose children are not all done. The arrays never shrink, as changing
  // their length costs more than all else here.
  #depth = 0;
  readonly #revs: number[] = [];
  readonly #slots: (Uint8Array | undefined)[] = [];
  readonly #lengths: number[] = [];
  /** Next light child to visit. */
  readonly #next: number[] = [];
  readonly #errors: (HgError | undefined)[] = [];
  // Result of the last `#enter`.
  #slot: Uint8Array | undefined;
  #length = 0;
  #error: HgError | undefined;

  constructor(source: TextSource, tree: DeltaTree, check: TextCheck, visitor: TextVisitor) {
    this.#source = source;
    this.#tree = tree;
    this.#check = check;
    this.#visitor = visitor;
  }

  run(): void {
    const { roots, damaged } = this.#tree;
    for (const root of roots) {
      this.#enter(root, undefined, 0, damaged.get(root), true, false);
      this.#push(root);
      while (this.#depth > 0) this.#step();
    }
  }

  #step(): void {
    const top = this.#depth - 1;
    const slot = this.#slots[top];
    const length = this.#lengths[top] as number;
    const error = this.#errors[top];
    const child = this.#next[top] as number;
    if (child !== -1) {
      this.#next[top] = this.#tree.nextSibling[child] as number;
      this.#enter(child, slot, length, error, false, false);
      this.#push(child);
      return;
    }
    const heavy = this.#tree.heavyChild[this.#revs[top] as number] as number;
    this.#depth = top;
    // Nobody needs the parent's text any more: the child's takes its place.
    this.#enter(heavy, slot, length, error, false, true);
    if (slot !== undefined && slot !== this.#slot) slots.release(slot);
    this.#push(heavy);
  }

  /** Goes on to the children of the revision just entered, or lets go of its text. */
  #push(rev: number): void {
    if ((this.#tree.heavyChild[rev] as number) === -1) {
      if (this.#slot !== undefined) slots.release(this.#slot);
      return;
    }
    const top = this.#depth++;
    this.#revs[top] = rev;
    this.#slots[top] = this.#slot;
    this.#lengths[top] = this.#length;
    this.#next[top] = this.#tree.firstChild[rev] as number;
    this.#errors[top] = this.#error;
  }

  #enter(
    rev: number,
    base: Uint8Array | undefined,
    baseLength: number,
    error: HgError | undefined,
    isRoot: boolean,
    mayReplaceBase: boolean,
  ): void {
    this.#slot = undefined;
    this.#length = 0;
    this.#error = error;
    if (error !== undefined) {
      this.#visitor.error(rev, error);
      return;
    }
    try {
      if (isRoot) this.#fullText(rev);
      else this.#patched(rev, base as Uint8Array, baseLength, mayReplaceBase);
    } catch (thrown) {
      const located = locateDeltaError(thrown, this.#source.data.path, rev);
      if (!(located instanceof HgError)) throw located;
      this.#error = located;
      this.#visitor.error(rev, located);
      return;
    }
    const slot = this.#slot as unknown as Uint8Array;
    const end = HASH_HEADROOM + this.#length;
    try {
      this.#check(rev, slot, HASH_HEADROOM, end);
    } catch (thrown) {
      if (!(thrown instanceof HgError)) throw thrown;
      // The text is not served, but texts built on it may be right all the same.
      this.#visitor.error(rev, thrown);
      return;
    }
    this.#visitor.text(rev, slot, HASH_HEADROOM, end);
  }

  #fullText(rev: number): void {
    const { index, decoder, data } = this.#source;
    const expected = index.textLength(rev);
    loadChunk(this.#source, rev, mostTextBytes(expected));
    const { bytes, start, end } = decoder;
    if (expected >= 0 && end - start !== expected) throw wrongSize(data.path, rev, end - start, expected);
    const slot = slots.acquire(end - start);
    copyBytes(bytes, start, end, slot, HASH_HEADROOM);
    this.#slot = slot;
    this.#length = end - start;
  }

  #patched(rev: number, base: Uint8Array, baseLength: number, mayReplaceBase: boolean): void {
    const { index, decoder, data } = this.#source;
    const expected = index.textLength(rev);
    loadChunk(this.#source, rev, mostDeltaBytes(baseLength, expected));
    const { bytes, start, end } = decoder;
    const length = patchedLength(bytes, start, end, baseLength);
    if (expected >= 0 && length !== expected) throw wrongSize(data.path, rev, length, expected);
    this.#visitor.delta?.(rev, bytes, start, end);
    this.#length = length;
    if (mayReplaceBase && HASH_HEADROOM + length <= base.length) {
      applyInPlace(bytes, start, end, base, HASH_HEADROOM, HASH_HEADROOM + baseLength);
      this.#slot = base;
      return;
    }
    const slot = slots.acquire(length);
    applyDelta(bytes, start, end, base, HASH_HEADROOM, HASH_HEADROOM + baseLength, slot, HASH_HEADROOM);
    this.#slot = slot;
  }
}
