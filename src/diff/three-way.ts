/** Three-way comparison: what changed on which side of a common base. */
import { type InternedText, LineInterner } from './line-interner.js';
import { type LineBlocks, LineMatcher } from './line-matcher.js';

export type MergeRegionKind = 'unchanged' | 'a' | 'b' | 'same' | 'conflict';

/** Lines `[base1, base2)` of the base became `[a1, a2)` on one side and `[b1, b2)` on the other. */
export interface MergeRegion {
  /** Which side to take: `same` when both made the same change. */
  readonly kind: MergeRegionKind;
  readonly base1: number;
  readonly base2: number;
  readonly a1: number;
  readonly a2: number;
  readonly b1: number;
  readonly b2: number;
}

/** Three texts, compared. */
export interface ThreeWay {
  readonly base: InternedText;
  readonly a: InternedText;
  readonly b: InternedText;
  /** In order, covering all lines of all three texts. */
  readonly regions: readonly MergeRegion[];
}

/** Compares two texts with their common base, exactly as hg's internal merge does. */
export function compareThreeWay(baseText: Uint8Array, aText: Uint8Array, bText: Uint8Array): ThreeWay {
  const interner = new LineInterner();
  const matcher = new LineMatcher();
  const base = interner.intern(baseText);
  const a = interner.intern(aText, base);
  const b = interner.intern(bText, base);
  const matchesA = matcher.match(base.classes, a.classes, interner.count);
  const matchesB = matcher.match(base.classes, b.classes, interner.count);
  const regions: MergeRegion[] = [];
  let atBase = 0;
  let atA = 0;
  let atB = 0;
  const synchronise = (base1: number, a1: number, b1: number, length: number): void => {
    if (a1 > atA || b1 > atB || base1 > atBase) {
      const kind = classify(base.classes, a.classes, b.classes, [atBase, base1, atA, a1, atB, b1]);
      regions.push({ kind, base1: atBase, base2: base1, a1: atA, a2: a1, b1: atB, b2: b1 });
    }
    atBase = base1 + length;
    atA = a1 + length;
    atB = b1 + length;
    if (length > 0) regions.push({ kind: 'unchanged', base1, base2: atBase, a1, a2: atA, b1, b2: atB });
  };
  forEachCommon(matchesA, matchesB, synchronise);
  synchronise(base.classes.length, a.classes.length, b.classes.length, 0);
  return { base, a, b, regions };
}

/** Lines of the base that are found on both sides. */
function forEachCommon(
  matchesA: LineBlocks,
  matchesB: LineBlocks,
  visit: (base: number, a: number, b: number, length: number) => void,
): void {
  let inA = 0;
  let inB = 0;
  while (inA < matchesA.length && inB < matchesB.length) {
    const start = Math.max(matchesA[inA], matchesB[inB]);
    const endA = matchesA[inA + 1];
    const endB = matchesB[inB + 1];
    const length = Math.min(endA, endB) - start;
    if (length > 0)
      visit(
        start,
        matchesA[inA + 2] + start - matchesA[inA],
        matchesB[inB + 2] + start - matchesB[inB],
        length,
      );
    if (endA < endB) inA += 4;
    else inB += 4;
  }
}

function equalLines(a: Int32Array, a1: number, a2: number, b: Int32Array, b1: number, b2: number): boolean {
  if (a2 - a1 !== b2 - b1) return false;
  for (let line = a1; line < a2; line++) if (a[line] !== b[b1 + line - a1]) return false;
  return true;
}

function classify(
  base: Int32Array,
  a: Int32Array,
  b: Int32Array,
  [base1, base2, a1, a2, b1, b2]: readonly [number, number, number, number, number, number],
): MergeRegionKind {
  if (equalLines(a, a1, a2, b, b1, b2)) return 'same';
  if (equalLines(a, a1, a2, base, base1, base2)) return 'b';
  if (equalLines(b, b1, b2, base, base1, base2)) return 'a';
  return 'conflict';
}
