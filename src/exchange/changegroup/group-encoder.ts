/** Encoding delta groups from revlogs: stored deltas as they are wherever the receiver will have their base. */
import { NODE_BYTES, NULL_REV } from '../../bytes/index.js';
import { binaryDelta } from '../../delta/index.js';
import { FLAG_CENSORED, type Revlog } from '../../revlog/index.js';
import type { OutputBuffer } from '../output-buffer.js';
import { type ChangegroupVersion, DELTA_HEADERS, type DeltaHeader } from './versions.js';

const HUNK_HEADER = 12;
const LENGTH_BYTES = 4;

/** The revisions of one revlog that are sent. */
export interface OutgoingGroup {
  readonly revlog: Revlog;
  /** Ascending; the receiver has the parents of each, or gets them before. */
  readonly revs: readonly number[];
  /** The changelog revision that each is sent as introduced by. */
  linkrev(rev: number): number;
}

export class GroupEncoder {
  readonly #version: ChangegroupVersion;
  readonly #header: DeltaHeader;
  readonly #changelog: Revlog;

  constructor(version: ChangegroupVersion, changelog: Revlog) {
    this.#version = version;
    this.#header = DELTA_HEADERS[version];
    this.#changelog = changelog;
  }

  /**
   * Appends the group and its closing empty chunk, and hands out what has gathered in between. Memory: the longest revision and
   * what building it takes.
   * @param each called after each revision.
   */
  *encode(group: OutgoingGroup, out: OutputBuffer, each?: () => void): Generator<Uint8Array> {
    const { revlog, revs } = group;
    const sent = new Uint8Array(revlog.length);
    let previous = NULL_REV;
    let next = 0;
    const fill = (): void => {
      while (next < revs.length && !out.isFull) {
        const rev = revs[next++] as number;
        this.#revision(group, rev, previous, sent, out);
        sent[rev] = 1;
        previous = rev;
        each?.();
      }
    };
    while (next < revs.length) {
      revlog.reading(fill);
      if (out.isFull) yield out.take();
    }
    out.int32(0);
  }

  #revision(group: OutgoingGroup, rev: number, previous: number, sent: Uint8Array, out: OutputBuffer): void {
    const { revlog } = group;
    const base = this.#base(revlog, rev, previous, sent);
    if (this.#isCensored(revlog, rev) || this.#isCensored(revlog, base)) {
      this.#replacement(group, rev, base, revlog.rawText(rev), 0, undefined, out);
      return;
    }
    if (base !== revlog.deltaParent(rev)) {
      if (base === NULL_REV) {
        this.#replacement(group, rev, base, revlog.rawText(rev), 0, undefined, out);
        return;
      }
      // The earlier text first: the later one is then made from it.
      const before = revlog.rawText(base);
      const delta = binaryDelta(before, revlog.rawText(rev));
      this.#delta(group, rev, base, delta, 0, delta.length, out);
      return;
    }
    const { bytes, start, end } = revlog.chunkInPlace(rev);
    if (base === NULL_REV) this.#replacement(group, rev, base, bytes, start, end, out);
    else this.#delta(group, rev, base, bytes, start, end, out);
  }

  #isCensored(revlog: Revlog, rev: number): boolean {
    return rev !== NULL_REV && (revlog.flags(rev) & FLAG_CENSORED) !== 0;
  }

  /** What the revision is sent as a delta against. */
  #base(revlog: Revlog, rev: number, previous: number, sent: Uint8Array): number {
    const p1 = revlog.parent1(rev);
    if (this.#version === '01') return previous === NULL_REV ? p1 : previous;
    const stored = revlog.deltaParent(rev);
    const p2 = revlog.parent2(rev);
    if (stored !== NULL_REV)
      return stored === p1 || stored === p2 || sent[stored] === 1 ? stored : p1 !== NULL_REV ? p1 : p2;
    // hg stores and sends changesets whole; anything else is stored whole where its chain had become too long.
    if (revlog.kind === 'changelog') return NULL_REV;
    return p1 !== NULL_REV ? p1 : p2;
  }

  #headerOf(group: OutgoingGroup, rev: number, base: number, deltaBytes: number, out: OutputBuffer): void {
    const { bytes: size, baseAt, linkAt, flagsAt } = this.#header;
    const { index } = group.revlog;
    out.int32(LENGTH_BYTES + size + deltaBytes);
    const at = out.reserve(size);
    const { bytes } = out;
    index.copyNode(rev, bytes, at);
    index.copyNode(index.parent1(rev), bytes, at + NODE_BYTES);
    index.copyNode(index.parent2(rev), bytes, at + 2 * NODE_BYTES);
    if (baseAt >= 0) index.copyNode(base, bytes, at + baseAt);
    this.#changelog.index.copyNode(group.linkrev(rev), bytes, at + linkAt);
    if (flagsAt < 0) return;
    const flags = index.flags(rev);
    bytes[at + flagsAt] = flags >>> 8;
    bytes[at + flagsAt + 1] = flags;
  }

  #delta(
    group: OutgoingGroup,
    rev: number,
    base: number,
    delta: Uint8Array,
    start: number,
    end: number,
    out: OutputBuffer,
  ): void {
    this.#headerOf(group, rev, base, end - start, out);
    out.append(delta, start, end);
  }

  /** One hunk that replaces all of the base. */
  #replacement(
    group: OutgoingGroup,
    rev: number,
    base: number,
    text: Uint8Array,
    start: number,
    end = text.length,
    out: OutputBuffer,
  ): void {
    const replaced = base === NULL_REV ? 0 : group.revlog.rawSize(base);
    // Nothing in place of nothing takes no hunk.
    const hunk = replaced + end - start === 0 ? 0 : HUNK_HEADER;
    this.#headerOf(group, rev, base, hunk + end - start, out);
    if (hunk > 0) {
      out.int32(0);
      out.int32(replaced);
      out.int32(end - start);
    }
    out.append(text, start, end);
  }
}
