/** The text of a three-way merge, with conflict markers where both sides changed the same lines. */
import type { ByteString } from '../bytes/index.js';
import { ByteSink } from './byte-sink.js';
import { LineMatcher } from './line-matcher.js';
import { compareThreeWay, type MergeRegion, type ThreeWay } from './three-way.js';

/** `merge`: both sides, without the lines they share; `merge3`: the base as well; `mergediff`: one side and a diff. */
export type ConflictStyle = 'merge' | 'merge3' | 'mergediff';

export interface MergeLabels {
  /** Names beside the markers; no name and no blank when absent. */
  readonly a?: ByteString;
  readonly b?: ByteString;
  readonly base?: ByteString;
}

export interface MergedText {
  readonly text: Uint8Array;
  readonly conflicts: boolean;
}

/** Merges two texts with their common base. Markers end like the first line of `a`. */
export function mergeTexts(
  base: Uint8Array,
  a: Uint8Array,
  b: Uint8Array,
  style: ConflictStyle = 'merge',
  labels: MergeLabels = {},
): MergedText {
  const merge = compareThreeWay(base, a, b);
  const writer = new ConflictWriter(merge, labels);
  let conflicts = false;
  for (const region of merge.regions) {
    if (region.kind === 'conflict') {
      conflicts = true;
      if (style === 'merge') writer.minimized(region);
      else if (style === 'merge3') writer.withBase(region);
      else writer.withDiff(region);
    } else if (region.kind === 'b') writer.linesB(region.b1, region.b2);
    else writer.linesA(region.a1, region.a2);
  }
  return { text: writer.sink.take(), conflicts };
}

/** Takes one side wherever both changed the same lines (`:merge-local`, `:merge-other`, `:union`). */
export function mergeFavouring(
  base: Uint8Array,
  a: Uint8Array,
  b: Uint8Array,
  favour: 'a' | 'b' | 'union',
): Uint8Array {
  const merge = compareThreeWay(base, a, b);
  const writer = new ConflictWriter(merge, {});
  for (const { kind, a1, a2, b1, b2 } of merge.regions) {
    const conflict = kind === 'conflict';
    if (conflict ? favour !== 'b' : kind !== 'b') writer.linesA(a1, a2);
    if (conflict ? favour !== 'a' : kind === 'b') writer.linesB(b1, b2);
  }
  return writer.sink.take();
}

class ConflictWriter {
  readonly sink = new ByteSink();
  readonly #merge: ThreeWay;
  readonly #labels: MergeLabels;
  readonly #newline: ByteString;

  constructor(merge: ThreeWay, labels: MergeLabels) {
    this.#merge = merge;
    this.#labels = labels;
    this.#newline = newlineOf(merge);
  }

  linesA(from: number, to: number): void {
    const { text, offsets } = this.#merge.a;
    this.sink.range(text, offsets[from], offsets[to]);
  }

  linesB(from: number, to: number): void {
    const { text, offsets } = this.#merge.b;
    this.sink.range(text, offsets[from], offsets[to]);
  }

  #linesBase(from: number, to: number): void {
    const { text, offsets } = this.#merge.base;
    this.sink.range(text, offsets[from], offsets[to]);
  }

  #marker(marker: string, label?: ByteString): void {
    this.sink.text(marker + (label === undefined || label === '' ? '' : ` ${label}`) + this.#newline);
  }

  /**
   * Lines that both sides share at the start and at the end stand outside the markers. hg counts both ends separately: a
   * line that belongs to either is printed twice.
   */
  minimized(region: MergeRegion): void {
    const { a1, a2, b1, b2 } = region;
    const a = this.#merge.a.classes;
    const b = this.#merge.b.classes;
    const shorter = Math.min(a2 - a1, b2 - b1);
    let head = 0;
    while (head < shorter && a[a1 + head] === b[b1 + head]) head++;
    let tail = 0;
    while (tail < shorter && a[a2 - 1 - tail] === b[b2 - 1 - tail]) tail++;
    this.linesA(a1, a1 + head);
    this.#marker('<<<<<<<', this.#labels.a);
    this.linesA(a1 + head, a2 - tail);
    this.#marker('=======');
    this.linesB(b1 + head, b2 - tail);
    this.#marker('>>>>>>>', this.#labels.b);
    this.linesA(a2 - tail, a2);
  }

  withBase(region: MergeRegion): void {
    this.#marker('<<<<<<<', this.#labels.a);
    this.linesA(region.a1, region.a2);
    this.#marker('|||||||', this.#labels.base);
    this.#linesBase(region.base1, region.base2);
    this.#marker('=======');
    this.linesB(region.b1, region.b2);
    this.#marker('>>>>>>>', this.#labels.b);
  }

  /** One side as it is and the other as a diff; whichever way is shorter. */
  withDiff(region: MergeRegion): void {
    const { a1, a2, b1, b2 } = region;
    const labels = this.#labels;
    const diffA = this.#diff(region, 'a');
    const diffB = this.#diff(region, 'b');
    this.#marker('<<<<<<<');
    if (a2 - a1 + diffB.lines < b2 - b1 + diffA.lines) {
      this.#marker('=======', labels.a);
      this.linesA(a1, a2);
      this.#marker('-------', labels.base);
      this.#marker('+++++++', labels.b);
      this.sink.range(diffB.bytes, 0, diffB.bytes.length);
    } else {
      this.#marker('-------', labels.base);
      this.#marker('+++++++', labels.a);
      this.sink.range(diffA.bytes, 0, diffA.bytes.length);
      this.#marker('=======', labels.b);
      this.linesB(b1, b2);
    }
    this.#marker('>>>>>>>');
  }

  #diff(region: MergeRegion, side: 'a' | 'b'): { readonly bytes: Uint8Array; readonly lines: number } {
    const { base } = this.#merge;
    const other = this.#merge[side];
    const [from, to] = side === 'a' ? [region.a1, region.a2] : [region.b1, region.b2];
    const old = base.classes.subarray(region.base1, region.base2);
    const now = other.classes.subarray(from, to);
    const blocks = new LineMatcher().match(old, now, 1 + maximum(old, now));
    const sink = new ByteSink(256);
    let lines = 0;
    const put = (prefix: number, { text, offsets }: ThreeWay['a'], first: number, end: number) => {
      for (let line = first; line < end; line++) {
        sink.byte(prefix);
        sink.range(text, offsets[line], offsets[line + 1]);
        lines++;
      }
    };
    let atOld = 0;
    let atNow = 0;
    for (let at = 0; at < blocks.length; at += 4) {
      put(45, base, region.base1 + atOld, region.base1 + blocks[at]);
      put(43, other, from + atNow, from + blocks[at + 2]);
      atOld = blocks[at + 1];
      atNow = blocks[at + 3];
      put(32, base, region.base1 + blocks[at], region.base1 + atOld);
    }
    return { bytes: sink.take(), lines };
  }
}

function maximum(...arrays: readonly Int32Array[]): number {
  let most = 0;
  for (const array of arrays) for (const value of array) if (value > most) most = value;
  return most;
}

/** How lines end: as the first line of `a` does. */
function newlineOf({ a }: ThreeWay): ByteString {
  if (a.classes.length === 0) return '\n';
  const end = a.offsets[1];
  if (a.text[end - 1] === 10) return a.text[end - 2] === 13 && end > 1 ? '\r\n' : '\n';
  return a.text[end - 1] === 13 ? '\r' : '\n';
}
