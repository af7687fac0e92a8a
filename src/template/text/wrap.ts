/** Filling, indenting and measuring text as it looks on a terminal. */
import { type ByteString, isBlank, stripSpaceEnd, textOfUtf8, utf8Of } from '../../bytes/index.js';

/** Ranges of characters that take two columns. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x2329, 0x232a],
  [0x23e9, 0x23ec],
  [0x23f0, 0x23f0],
  [0x23f3, 0x23f3],
  [0x25fd, 0x25fe],
  [0x2614, 0x2615],
  [0x2648, 0x2653],
  [0x267f, 0x267f],
  [0x2693, 0x2693],
  [0x26a1, 0x26a1],
  [0x26aa, 0x26ab],
  [0x26bd, 0x26be],
  [0x26c4, 0x26c5],
  [0x26ce, 0x26ce],
  [0x26d4, 0x26d4],
  [0x26ea, 0x26ea],
  [0x26f2, 0x26f3],
  [0x26f5, 0x26f5],
  [0x26fa, 0x26fa],
  [0x26fd, 0x26fd],
  [0x2705, 0x2705],
  [0x270a, 0x270b],
  [0x2728, 0x2728],
  [0x274c, 0x274c],
  [0x274e, 0x274e],
  [0x2753, 0x2755],
  [0x2757, 0x2757],
  [0x2795, 0x2797],
  [0x27b0, 0x27b0],
  [0x27bf, 0x27bf],
  [0x2b1b, 0x2b1c],
  [0x2b50, 0x2b50],
  [0x2b55, 0x2b55],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18aff],
  [0x1b000, 0x1b2ff],
  [0x1f004, 0x1f004],
  [0x1f0cf, 0x1f0cf],
  [0x1f18e, 0x1f18e],
  [0x1f191, 0x1f19a],
  [0x1f200, 0x1f320],
  [0x1f32d, 0x1f335],
  [0x1f337, 0x1f37c],
  [0x1f37e, 0x1f393],
  [0x1f3a0, 0x1f3ca],
  [0x1f3cf, 0x1f3d3],
  [0x1f3e0, 0x1f3f0],
  [0x1f3f4, 0x1f3f4],
  [0x1f3f8, 0x1f43e],
  [0x1f440, 0x1f440],
  [0x1f442, 0x1f4fc],
  [0x1f4ff, 0x1f53d],
  [0x1f54b, 0x1f54e],
  [0x1f550, 0x1f567],
  [0x1f57a, 0x1f57a],
  [0x1f595, 0x1f596],
  [0x1f5a4, 0x1f5a4],
  [0x1f5fb, 0x1f64f],
  [0x1f680, 0x1f6c5],
  [0x1f6cc, 0x1f6cc],
  [0x1f6d0, 0x1f6d2],
  [0x1f6d5, 0x1f6d7],
  [0x1f6dd, 0x1f6df],
  [0x1f6eb, 0x1f6ec],
  [0x1f6f4, 0x1f6fc],
  [0x1f7e0, 0x1f7eb],
  [0x1f7f0, 0x1f7f0],
  [0x1f90c, 0x1f93a],
  [0x1f93c, 0x1f945],
  [0x1f947, 0x1f9ff],
  [0x1fa70, 0x1faff],
  [0x20000, 0x2fffd],
  [0x30000, 0x3fffd],
];

function charWidth(char: string): number {
  const code = char.codePointAt(0) as number;
  if (code < 0x1100) return 1;
  for (const [from, to] of WIDE) {
    if (code < from) return 1;
    if (code <= to) return 2;
  }
  return 1;
}

function textWidth(text: string): number {
  let width = 0;
  for (const char of text) width += charWidth(char);
  return width;
}

function isAscii(text: ByteString): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

/** Columns that UTF-8 text takes. */
export function columnsOf(text: ByteString): number {
  return isAscii(text) ? text.length : textWidth(textOfUtf8(text));
}

/** The beginning (or, with `left`, the end) of a text that fits into some columns. */
export function truncateColumns(text: ByteString, columns: number, left = false): ByteString {
  if (isAscii(text)) {
    if (text.length <= columns) return text;
    return left ? text.slice(text.length - columns) : text.slice(0, columns);
  }
  const chars = [...textOfUtf8(text)];
  if (left) chars.reverse();
  let width = 0;
  const kept: string[] = [];
  for (const char of chars) {
    width += charWidth(char);
    if (width > columns) break;
    kept.push(char);
  }
  if (left) kept.reverse();
  return utf8Of(kept.join(''));
}

const isLetter = (char: string | undefined) => char !== undefined && /[\p{L}_]/u.test(char);
const isWord = (char: string | undefined) => char !== undefined && /[\p{L}\p{N}_]/u.test(char);

/** True when a line may end after the hyphen at `at`: `ab-cd`, `a-b-cd`. */
function breaksAfterHyphen(word: string, at: number): boolean {
  if (!isLetter(word[at - 1])) return false;
  if (!isLetter(word[at - 2]) && !(word[at - 2] === '-' && isLetter(word[at - 3]))) return false;
  if (!isLetter(word[at + 1])) return false;
  return isLetter(word[at + 2]) || (word[at + 2] === '-' && isLetter(word[at + 3]));
}

/** Pieces that a line may be broken between: white space, words, dashes, and parts of words up to a hyphen. */
function chunksOf(text: string): string[] {
  const out: string[] = [];
  for (const part of text.split(/([\t\n\v\f\r ]+)/)) {
    if (part === '') continue;
    let from = 0;
    for (let at = part.indexOf('-'); at >= 0; at = part.indexOf('-', at)) {
      let end = at;
      while (part[end] === '-') end++;
      if (end - at >= 2) {
        const dash = (isWord(part[at - 1]) || `!"'&.,?`.includes(part[at - 1] ?? ' ')) && isWord(part[end]);
        if (dash) {
          if (at > from) out.push(part.slice(from, at));
          out.push(part.slice(at, end));
          from = end;
        }
      } else if (breaksAfterHyphen(part, at)) {
        out.push(part.slice(from, end));
        from = end;
      }
      at = end;
    }
    if (from < part.length) out.push(part.slice(from));
  }
  return out;
}

/** Cuts a text so that the first piece fits into some columns (but has at least one character). */
function cut(text: string, columns: number): readonly [string, string] {
  let width = 0;
  let length = 0;
  for (const char of text) {
    width += charWidth(char);
    if (width > columns) break;
    length += char.length;
  }
  if (length === 0) length = String.fromCodePoint(text.codePointAt(0) as number).length;
  return [text.slice(0, length), text.slice(length)];
}

/** Breaks one paragraph into lines no wider than `width` columns. O(n). */
export function wrapText(
  text: ByteString,
  width: number,
  firstIndent: ByteString = '',
  otherIndent: ByteString = '',
): ByteString {
  let limit = width;
  const widest = Math.max(columnsOf(firstIndent), columnsOf(otherIndent));
  // Too narrow to hold anything: hg falls back to a width that works.
  if (limit <= widest) limit = Math.max(78, widest + 1);
  const pending = chunksOf(textOfUtf8(text)).reverse();
  const lines: string[] = [];
  while (pending.length > 0) {
    const indent = textOfUtf8(lines.length === 0 ? firstIndent : otherIndent);
    const room = limit - textWidth(indent);
    if (lines.length > 0 && isBlank(pending.at(-1) as string)) pending.pop();
    const line: string[] = [];
    let used = 0;
    while (pending.length > 0) {
      const chunk = pending.at(-1) as string;
      const columns = textWidth(chunk);
      if (used + columns > room) break;
      line.push(chunk);
      used += columns;
      pending.pop();
    }
    const next = pending.at(-1);
    if (next !== undefined && textWidth(next) > room) {
      const [head, tail] = cut(next, Math.max(1, room - used));
      if (tail === '') pending.pop();
      else pending[pending.length - 1] = tail;
      line.push(head);
    }
    if (line.length > 0 && isBlank(line.at(-1) as string)) line.pop();
    if (line.length > 0) lines.push(indent + line.join(''));
  }
  return utf8Of(lines.join('\n'));
}

/** Wraps every paragraph of a text; blank lines and list bullets separate paragraphs. */
export function fillText(
  text: ByteString,
  width: number,
  firstIndent: ByteString = '',
  otherIndent: ByteString = '',
): ByteString {
  const breaks = /\n\n|\n[ \t-\r]*[-*][ \t-\r]*/g;
  let out = '';
  let from = 0;
  // hg wraps twice, first without indents: where that breaks a line after a hyphen, a space stays behind.
  const one = (paragraph: ByteString) => {
    const once = wrapText(paragraph.replace(/[ \t-\r]/g, ' '), width);
    return wrapText(once.replace(/[ \t-\r]+/g, ' '), width, firstIndent, otherIndent);
  };
  for (;;) {
    const match = breaks.exec(text);
    if (match === null) break;
    out += one(text.slice(from, match.index)) + match[0];
    from = match.index + match[0].length;
  }
  const body = stripSpaceEnd(text.slice(from));
  return out + one(body) + text.slice(from + body.length);
}

/** Lines as Python's `splitlines` for bytes: `\n`, `\r` and `\r\n` end a line. */
export function splitLines(text: ByteString, keepEnds = false): ByteString[] {
  const out: ByteString[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code !== 10 && code !== 13) continue;
    const end = code === 13 && text.charCodeAt(at + 1) === 10 ? at + 2 : at + 1;
    out.push(text.slice(from, keepEnds ? end : at));
    from = end;
    at = end - 1;
  }
  if (from < text.length) out.push(text.slice(from));
  return out;
}

/** The first of {@link splitLines}; '' when there is none. */
export function firstLine(text: ByteString): ByteString {
  const end = text.indexOf('\n');
  const line = end < 0 ? text : text.slice(0, end);
  const other = line.indexOf('\r');
  return other < 0 ? line : line.slice(0, other);
}

/** Puts `prefix` before every line that is not blank (`first` before the first one). */
export function indentText(text: ByteString, prefix: ByteString, first: ByteString = prefix): ByteString {
  const lines = splitLines(text);
  let out = '';
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] as ByteString;
    if (!isBlank(line)) out += i === 0 ? first : prefix;
    out += line;
    if (i < lines.length - 1 || text.endsWith('\n')) out += '\n';
  }
  return out;
}
