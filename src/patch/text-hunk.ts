/** One hunk of a patch to a text: parsed from unified or context form, printed in unified form. */
import type { ByteString } from '../bytes/index.js';
import { InputError } from '../errors/index.js';

/** Lines keep their ends; the last one of a text may have none. */
export interface TextHunk {
  /** As hg counts: from 1, and of an empty range the line before it. */
  readonly oldStart: number;
  readonly oldLength: number;
  readonly newStart: number;
  readonly newLength: number;
  /** What follows the second `@@`, with its blank. */
  readonly section: ByteString;
  /** With their mark: blank, `-` or `+`. */
  readonly lines: readonly ByteString[];
}

const NO_NEWLINE = '\\ No newline at end of file\n';

/** The hunk with its header. */
export function printHunk(hunk: TextHunk): ByteString {
  const { oldStart, oldLength, newStart, newLength, section } = hunk;
  let text = `@@ -${oldStart},${oldLength} +${newStart},${newLength} @@${section}\n`;
  for (const line of hunk.lines) text += line.endsWith('\n') ? line : `${line}\n${NO_NEWLINE}`;
  return text;
}

/** The lines that the hunk expects and those that it leaves, without marks. */
export function hunkSides(hunk: TextHunk): { readonly old: ByteString[]; readonly now: ByteString[] } {
  const old: ByteString[] = [];
  const now: ByteString[] = [];
  for (const line of hunk.lines) {
    const text = line.slice(1);
    if (line[0] !== '+') old.push(text);
    if (line[0] !== '-') now.push(text);
  }
  return { old, now };
}

/** The hunk that undoes it. */
export function reverseHunk(hunk: TextHunk): TextHunk {
  const lines: ByteString[] = [];
  // Removals come before additions, also in the reverse.
  let removed: ByteString[] = [];
  let added: ByteString[] = [];
  const flush = (): void => {
    lines.push(...removed, ...added);
    removed = [];
    added = [];
  };
  for (const line of hunk.lines) {
    if (line[0] === '+') removed.push(`-${line.slice(1)}`);
    else if (line[0] === '-') added.push(`+${line.slice(1)}`);
    else {
      flush();
      lines.push(line);
    }
  }
  flush();
  return {
    oldStart: hunk.newStart,
    oldLength: hunk.newLength,
    newStart: hunk.oldStart,
    newLength: hunk.oldLength,
    section: hunk.section,
    lines,
  };
}

/** Where reading goes on. */
export interface LineSource {
  readonly lines: readonly ByteString[];
  at: number;
}

const UNIFIED = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@(.*)/;
const CONTEXT_OLD = /^(?:---|\*\*\*) (\d+)(?:,(\d+))? (?:---|\*\*\*)/;

/** @throws InputError in hg's words */
export function badHunk(number: number, detail = ''): InputError {
  return new InputError(`bad hunk #${number}${detail}`, {
    hint: 'check that whitespace in the patch has not been mangled',
  });
}

function isNoNewline(line: ByteString | undefined): boolean {
  return line?.startsWith('\\ ') === true;
}

function withoutEnd(line: ByteString): ByteString {
  return line.replace(/\r?\n$/, '');
}

/** Reads at an `@@` line. @throws InputError when the hunk is not whole */
export function readUnifiedHunk(source: LineSource, number: number): TextHunk {
  const match = UNIFIED.exec(source.lines[source.at] as ByteString);
  if (match === null) throw badHunk(number);
  source.at++;
  const [, oldStart, oldLength = '1', newStart, newLength = '1', section = ''] = match;
  let old = Number(oldLength);
  let now = Number(newLength);
  const lines: ByteString[] = [];
  while (old > 0 || now > 0) {
    const line = source.lines[source.at];
    if (line === undefined) throw badHunk(number, ': incomplete hunk');
    const mark = line[0];
    if (mark === '\\') {
      lines.push(withoutEnd(lines.pop() ?? ' '));
      source.at++;
      continue;
    }
    // Mail programs cut blanks, also of empty lines.
    const isMarked = mark === ' ' || mark === '-' || mark === '+';
    if (mark !== '+') old--;
    if (mark !== '-') now--;
    if (old < 0 || now < 0) throw badHunk(number);
    lines.push(isMarked ? line : ` ${line}`);
    source.at++;
  }
  if (isNoNewline(source.lines[source.at])) {
    lines.push(withoutEnd(lines.pop() ?? ' '));
    source.at++;
  }
  return {
    oldStart: Number(oldStart),
    oldLength: Number(oldLength),
    newStart: Number(newStart),
    newLength: Number(newLength),
    section: section.replace(/\r$/, ''),
    lines,
  };
}

interface ContextSide {
  readonly start: number;
  readonly length: number;
  readonly lines: readonly ByteString[];
}

function readContextSide(source: LineSource, number: number, change: '-' | '+'): ContextSide {
  const match = CONTEXT_OLD.exec(source.lines[source.at] ?? '');
  if (match === null) throw badHunk(number);
  source.at++;
  const start = Number(match[1]);
  const end = match[2] === undefined ? start : Number(match[2]);
  const length = match[2] === undefined && start === 0 ? 0 : end - start + 1;
  const lines: ByteString[] = [];
  while (lines.length < length) {
    const line = source.lines[source.at];
    // A side without changes may be left out.
    if (line === undefined || /^(?:---|\*\*\*)/.test(line)) break;
    if (line.startsWith('\\ ')) {
      lines.push(withoutEnd(lines.pop() ?? ' '));
      source.at++;
      continue;
    }
    const mark = line[0];
    if (mark !== ' ' && mark !== '!' && mark !== change) break;
    lines.push((mark === '!' ? change : mark) + line.slice(2));
    source.at++;
  }
  if (isNoNewline(source.lines[source.at])) {
    lines.push(withoutEnd(lines.pop() ?? ' '));
    source.at++;
  }
  return { start, length, lines };
}

/** Reads at the `*** 1,3 ****` line of a context diff. @throws InputError */
export function readContextHunk(source: LineSource, number: number): TextHunk {
  const old = readContextSide(source, number, '-');
  const now = readContextSide(source, number, '+');
  const lines: ByteString[] = [];
  let at = 0;
  const kept = now.lines.filter((line) => line[0] === ' ').length;
  const before =
    old.lines.length > 0 || old.length === 0 ? old.lines : now.lines.filter((line) => line[0] === ' ');
  const after =
    now.lines.length > 0 || now.length === 0 ? now.lines : old.lines.filter((line) => line[0] === ' ');
  for (const line of before) {
    if (line[0] === ' ') {
      while (at < after.length && after[at]?.[0] === '+') lines.push(after[at++] as ByteString);
      at++;
    }
    lines.push(line);
  }
  lines.push(...after.slice(at).filter((line) => line[0] === '+'));
  if (lines.length === 0 && kept === 0) throw badHunk(number);
  return {
    oldStart: old.start,
    oldLength: lines.filter((line) => line[0] !== '+').length,
    newStart: now.start,
    newLength: lines.filter((line) => line[0] !== '-').length,
    section: '',
    lines,
  };
}
