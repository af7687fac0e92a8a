/** Writes the hunks of a unified diff. */
import type { ByteSink } from './byte-sink.js';
import { type LineDiff, REGION_BLANK, REGION_CHANGED } from './line-diff.js';
import { lineOffsets } from './lines.js';

export interface HunkOptions {
  /** Lines of context. */
  readonly context: number;
  /** Adds to every hunk's header the nearest line above it that starts with a letter or digit (`-p`). */
  readonly showFunction?: boolean;
}

/** How many lines were added and removed. */
export interface LineCounts {
  added: number;
  removed: number;
}

const NO_NEWLINE = '\n\\ No newline at end of file\n';

/** Appends lines of either text, with their prefix. */
function writeLines(
  sink: ByteSink,
  prefix: number,
  text: Uint8Array,
  offsets: Int32Array,
  from: number,
  to: number,
) {
  for (let line = from; line < to; line++) {
    sink.byte(prefix);
    sink.range(text, offsets[line], offsets[line + 1]);
  }
}

/** True for a text that does not end with a newline, and has lines. */
function isUnfinished(text: Uint8Array): boolean {
  return text.length > 0 && text[text.length - 1] !== 10;
}

function writeHeader(sink: ByteSink, startA: number, lengthA: number, startB: number, lengthB: number): void {
  // An empty range is named by the line before it.
  sink.text(
    `@@ -${lengthA ? startA + 1 : startA},${lengthA} +${lengthB ? startB + 1 : startB},${lengthB} @@`,
  );
}

/** The hunk of a file that only exists on one side. */
export function writeWholeFile(sink: ByteSink, text: Uint8Array, added: boolean): LineCounts {
  const offsets = lineOffsets(text);
  const lines = offsets.length - 1;
  if (added) writeHeader(sink, 0, 0, 0, lines);
  else writeHeader(sink, 0, lines, 0, 0);
  sink.byte(10);
  writeLines(sink, added ? 43 : 45, text, offsets, 0, lines);
  if (isUnfinished(text)) sink.text(NO_NEWLINE);
  return added ? { added: lines, removed: 0 } : { added: 0, removed: lines };
}

/** Appends all hunks. Returns the numbers of `+` and `-` lines. */
export function writeHunks(
  sink: ByteSink,
  a: Uint8Array,
  b: Uint8Array,
  diff: LineDiff,
  options: HunkOptions,
): LineCounts {
  const { offsetsA, offsetsB, regions } = diff;
  const linesA = offsetsA.length - 1;
  const linesB = offsetsB.length - 1;
  const { context } = options;
  const functions = options.showFunction === true ? new FunctionFinder(a, offsetsA) : undefined;
  const counts = { added: 0, removed: 0 };
  // Ignored blank lines count as if `b` had as many as `a`: context is taken from `a`.
  let ignored = 0;
  for (let at = 0; at < regions.length; ) {
    if (regions[at] !== REGION_CHANGED) {
      if (regions[at] === REGION_BLANK)
        ignored += regions[at + 4] - regions[at + 3] - (regions[at + 2] - regions[at + 1]);
      at += 5;
      continue;
    }
    // Take in the following changes while their contexts touch.
    const first = at;
    let last = at;
    let lengthB = 0;
    const ignoredBefore = ignored;
    let ignoredInside = ignored;
    for (let next = at; next < regions.length; next += 5) {
      if (regions[next] === REGION_BLANK)
        ignoredInside += regions[next + 4] - regions[next + 3] - (regions[next + 2] - regions[next + 1]);
      if (regions[next] !== REGION_CHANGED) continue;
      if (next !== first && regions[next + 1] - context >= regions[last + 2] + context + 1) break;
      if (next !== first) lengthB += regions[next + 1] - regions[last + 2];
      lengthB += regions[next + 4] - regions[next + 3];
      last = next;
      ignored = ignoredInside;
      at = next + 5;
    }
    const startA = Math.max(regions[first + 1] - context, 0);
    const endA = Math.min(regions[last + 2] + context, linesA);
    const before = regions[first + 1] - startA;
    lengthB += before + endA - regions[last + 2];
    const startB = regions[first + 3] - ignoredBefore - before;
    writeHeader(sink, startA, endA - startA, startB, lengthB);
    functions?.write(sink, startA);
    sink.byte(10);
    let line = startA;
    // Ends, in the sink, of the last line with ` ` or `-` and of the last one with `+`.
    let lastOfA = -1;
    let lastOfB = -1;
    for (let region = first; region <= last; region += 5) {
      if (regions[region] !== REGION_CHANGED) continue;
      const a1 = regions[region + 1];
      const a2 = regions[region + 2];
      const b1 = regions[region + 3];
      const b2 = regions[region + 4];
      writeLines(sink, 32, a, offsetsA, line, a1);
      writeLines(sink, 45, a, offsetsA, a1, a2);
      lastOfA = sink.length;
      writeLines(sink, 43, b, offsetsB, b1, b2);
      if (b2 > b1) lastOfB = sink.length;
      counts.removed += a2 - a1;
      counts.added += b2 - b1;
      line = a2;
    }
    writeLines(sink, 32, a, offsetsA, line, endA);
    // hg marks unfinished last lines afterwards, and finds them by these rules. They go wrong when blank lines at the
    // end are ignored; so do we, then.
    let marked = 0;
    let endsInContext = false;
    if (endA === linesA && isUnfinished(a)) {
      endsInContext = endA > line;
      const end = endsInContext ? sink.length : lastOfA;
      sink.insert(end, NO_NEWLINE);
      marked = end;
    }
    if (!endsInContext && startB + lengthB === linesB && isUnfinished(b) && lastOfB >= 0)
      sink.insert(lastOfB + (marked > 0 && marked <= lastOfB ? NO_NEWLINE.length : 0), NO_NEWLINE);
  }
  return counts;
}

/** Finds the line that names the function around a hunk. */
class FunctionFinder {
  readonly #text: Uint8Array;
  readonly #offsets: Int32Array;
  #searched = 0;
  #found = -1;

  constructor(text: Uint8Array, offsets: Int32Array) {
    this.#text = text;
    this.#offsets = offsets;
  }

  write(sink: ByteSink, startA: number): void {
    for (let line = startA - 1; line >= this.#searched; line--) {
      if (!isAlphanumeric(this.#text[this.#offsets[line]])) continue;
      this.#found = line;
      break;
    }
    this.#searched = startA;
    if (this.#found < 0) return;
    const start = this.#offsets[this.#found];
    let end = this.#offsets[this.#found + 1];
    while (end > start && isPythonSpace(this.#text[end - 1])) end--;
    sink.byte(32);
    sink.range(this.#text, start, isAscii(this.#text, start, end) ? Math.min(end, start + 40) : end);
  }
}

/** hg cuts lines short only where every byte is a character. */
function isAscii(text: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if ((text[i] as number) >= 0x80) return false;
  return true;
}

function isAlphanumeric(byte: number): boolean {
  return (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122);
}

function isPythonSpace(byte: number): boolean {
  return byte === 32 || (byte >= 9 && byte <= 13);
}
