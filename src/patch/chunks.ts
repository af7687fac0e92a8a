/** Hunks in the smallest pieces that can be chosen by themselves, and pieces that a user has edited. */
import type { ByteString } from '../bytes/index.js';
import { InputError } from '../errors/index.js';
import { splitLines } from './parse-patch.js';
import { type LineSource, readUnifiedHunk, type TextHunk } from './text-hunk.js';

/** All hunks of a diff of one file. @throws InputError */
export function readHunks(text: ByteString): TextHunk[] {
  const source: LineSource = { lines: splitLines(text), at: 0 };
  const hunks: TextHunk[] = [];
  while (source.at < source.lines.length) {
    if (source.lines[source.at]?.startsWith('@@') === true)
      hunks.push(readUnifiedHunk(source, hunks.length + 1));
    else source.at++;
  }
  return hunks;
}

/** One piece for each run of changed lines, with all lines up to its neighbours as context. */
export function splitHunk(hunk: TextHunk): TextHunk[] {
  const { lines } = hunk;
  /** Starts and ends of the runs. */
  const runs: [number, number][] = [];
  lines.forEach((line, index) => {
    if (line[0] === ' ') return;
    const last = runs.at(-1);
    if (last !== undefined && last[1] === index) last[1] = index + 1;
    else runs.push([index, index + 1]);
  });
  if (runs.length < 2) return [hunk];
  let { oldStart, newStart } = hunk;
  let counted = 0;
  return runs.map((_run, index) => {
    const from = index === 0 ? 0 : (runs[index - 1] as [number, number])[1];
    const to = index + 1 < runs.length ? (runs[index + 1] as [number, number])[0] : lines.length;
    for (; counted < from; counted++) {
      if (lines[counted]?.[0] !== '+') oldStart++;
      if (lines[counted]?.[0] !== '-') newStart++;
    }
    return counts({ ...hunk, oldStart, newStart, lines: lines.slice(from, to) });
  });
}

/** With lengths that fit its lines. */
function counts(hunk: TextHunk): TextHunk {
  const removed = hunk.lines.filter((line) => line[0] === '-').length;
  const added = hunk.lines.filter((line) => line[0] === '+').length;
  return { ...hunk, oldLength: hunk.lines.length - added, newLength: hunk.lines.length - removed };
}

/** How many lines of a hunk changed. */
export function changedLines({ lines }: TextHunk): { readonly added: number; readonly removed: number } {
  const count = (mark: string): number => lines.filter((line) => line[0] === mark).length;
  return { added: count('+'), removed: count('-') };
}

type Kind = 'file' | 'range' | 'context' | 'hunk' | 'other';

/** What may follow what. */
const FOLLOWERS: Readonly<Record<Kind, readonly Kind[]>> = {
  file: ['file', 'range', 'context', 'hunk'],
  range: ['context', 'hunk'],
  context: ['file', 'range', 'hunk', 'other'],
  hunk: ['file', 'range', 'context', 'other'],
  other: ['other'],
};
const HEADER =
  /^(diff |--- |\+\+\+ |old mode|new mode|new file|deleted file|rename |copy |similarity |index )/;

/** The hunks of a text that was one file's patch before it was edited, without those that change nothing. @throws InputError */
export function readEditedHunks(text: ByteString): TextHunk[] {
  const found: TextHunk[] = [];
  let state: Kind = 'context';
  let hunk: { header: RegExpExecArray; lines: ByteString[] } | undefined;
  const finish = (): void => {
    if (hunk === undefined) return;
    const [, oldStart, newStart, section = ''] = hunk.header;
    found.push(
      counts({
        oldStart: Number(oldStart),
        oldLength: 0,
        newStart: Number(newStart),
        newLength: 0,
        section,
        lines: hunk.lines,
      }),
    );
    hunk = undefined;
  };
  let inHeader = false;
  for (const line of splitLines(text)) {
    const range = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@(.*)/.exec(line);
    if (line.startsWith('\\ ')) {
      if (hunk !== undefined) hunk.lines.push((hunk.lines.pop() ?? ' ').replace(/\n$/, ''));
      continue;
    }
    inHeader = line.startsWith('diff ') || (inHeader && HEADER.test(line));
    const kind = inHeader ? 'file' : range !== null ? 'range' : kindOf(line);
    // Lines of one kind come as one.
    if (kind !== state || kind === 'range') {
      if (!FOLLOWERS[state].includes(kind))
        throw new InputError(`error parsing patch: unhandled transition: ${state} -> ${kind}`);
      state = kind;
    }
    if (kind === 'file' || kind === 'range') finish();
    if (range !== null) hunk = { header: range, lines: [] };
    else if (kind === 'context' || kind === 'hunk') hunk?.lines.push(line);
  }
  finish();
  return found.filter(({ lines }) => lines.some((line) => line[0] !== ' ')).flatMap(splitHunk);
}

function kindOf(line: ByteString): Kind {
  if (line[0] === ' ') return 'context';
  return line[0] === '-' || line[0] === '+' ? 'hunk' : 'other';
}
