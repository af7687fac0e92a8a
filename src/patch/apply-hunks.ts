/** Finds where the hunks of a file belong, and changes its lines there. */
import type { ByteString } from '../bytes/index.js';
import { hunkSides, type TextHunk } from './text-hunk.js';

export interface HunkMessages {
  /** Said of a hunk that was placed; `isRough`: some of its context did not fit. */
  placed(text: ByteString, isRough: boolean): void;
  failed(text: ByteString): void;
}

export interface AppliedHunks {
  readonly lines: readonly ByteString[];
  readonly rejected: readonly TextHunk[];
  /** Some context did not fit. */
  readonly isRough: boolean;
}

/** How far from its place a hunk is looked for is not limited; most context lines that may differ at either end. */
const DEFAULT_FUZZ = 2;

/** @param fuzz lines of context at either end that may be ignored. O(lines) per hunk and degree of fuzz, but for repetitive texts. */
export function applyHunks(
  text: readonly ByteString[],
  hunks: readonly TextHunk[],
  messages: HunkMessages,
  fuzz = DEFAULT_FUZZ,
): AppliedHunks {
  const placing = new Placing([...text], messages, fuzz);
  for (const [index, hunk] of hunks.entries()) placing.apply(hunk, index + 1);
  return placing.result();
}

class Placing {
  readonly #lines: ByteString[];
  readonly #messages: HunkMessages;
  readonly #fuzz: number;
  readonly #rejected: TextHunk[] = [];
  /** Lines that earlier hunks added, less those that they removed. */
  #grown = 0;
  /** How far the last hunk was from where it was said to be. */
  #skew = 0;
  #isRough = false;

  constructor(lines: ByteString[], messages: HunkMessages, fuzz: number) {
    this.#lines = lines;
    this.#messages = messages;
    this.#fuzz = fuzz;
  }

  apply(hunk: TextHunk, number: number): void {
    const { old, now } = hunkSides(hunk);
    const first = (hunk.oldLength === 0 ? hunk.oldStart : hunk.oldStart - 1) + this.#grown;
    if (this.#skew === 0 && this.#fits(old, first)) {
      this.#replace(first, old.length, now);
      return;
    }
    for (let fuzz = 0; fuzz <= this.#fuzz; fuzz++) {
      for (const topOnly of [true, false]) {
        const { top, bottom } = trims(hunk, fuzz, topOnly);
        const part = old.slice(top, old.length - bottom);
        const expected = first + this.#skew + top;
        const found = this.#find(part, expected);
        if (found === undefined) continue;
        const at = found - top;
        this.#replace(found, part.length, now.slice(top, now.length - bottom));
        this.#skew = at - first;
        this.#tell(number, found, fuzz, found - first - fuzz);
        return;
      }
    }
    this.#messages.failed(`Hunk #${number} FAILED at ${first}\n`);
    this.#rejected.push(hunk);
  }

  #tell(number: number, at: number, fuzz: number, offset: number): void {
    if (fuzz > 0) this.#isRough = true;
    const where = fuzz > 0 ? `${at + 1} with fuzz ${fuzz}` : `${at + 1}`;
    this.#messages.placed(`Hunk #${number} succeeded at ${where} (offset ${offset} lines).\n`, fuzz > 0);
  }

  #fits(part: readonly ByteString[], at: number): boolean {
    const lines = this.#lines;
    if (at < 0 || at + part.length > lines.length) return false;
    for (let i = 0; i < part.length; i++) if (lines[at + i] !== part[i]) return false;
    return true;
  }

  /** The nearest place; of two equally near, the earlier one. */
  #find(part: readonly ByteString[], expected: number): number | undefined {
    if (part.length === 0) return Math.max(0, Math.min(expected, this.#lines.length));
    const most = Math.max(expected, this.#lines.length - expected);
    for (let distance = 0; distance <= most; distance++) {
      if (this.#fits(part, expected - distance)) return expected - distance;
      if (distance > 0 && this.#fits(part, expected + distance)) return expected + distance;
    }
    return undefined;
  }

  #replace(at: number, count: number, lines: readonly ByteString[]): void {
    this.#lines.splice(at, count, ...lines);
    this.#grown += lines.length - count;
  }

  result(): AppliedHunks {
    return { lines: this.#lines, rejected: this.#rejected, isRough: this.#isRough };
  }
}

/** Context lines that are ignored at either end. */
function trims(hunk: TextHunk, fuzz: number, topOnly: boolean): { top: number; bottom: number } {
  if (fuzz === 0) return { top: 0, bottom: 0 };
  const { lines } = hunk;
  let top = 0;
  while (top < lines.length && lines[top]?.[0] === ' ') top++;
  let bottom = 0;
  while (!topOnly && bottom < lines.length && lines[lines.length - 1 - bottom]?.[0] === ' ') bottom++;
  return { top: Math.min(top, fuzz), bottom: Math.min(bottom, fuzz) };
}
