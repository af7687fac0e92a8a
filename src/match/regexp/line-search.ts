/** Searches texts for the lines that an expression matches, as `grep` shows them. */
import type { ByteString } from '../../bytes/index.js';
import { type CompiledRegExp, compileRegExp } from './compile.js';
import { emitRegExp, judge } from './emit.js';
import { parseRegExp, type RegExpFlags } from './parse.js';
import { isWithinLine, requiredTexts } from './required-text.js';

/** A line, or several when the match goes on in the next, without the last line end. */
export interface MatchedLine {
  readonly line: ByteString;
  /** Where it begins in the text. */
  readonly offset: number;
  /** From 1. */
  readonly number: number;
  /** Where the first match in it is. */
  readonly start: number;
  readonly end: number;
}

/** Up to here, quadratic backtracking within a line is quicker than the linear engine. */
const SHORT_LINE = 1024;

export class LineSearch {
  readonly #compiled: CompiledRegExp;
  readonly #native: RegExp;
  readonly #isWithinLine: boolean;
  /** For texts of any length, or of short lines only, or not at all. */
  readonly #nativeFor: 'all' | 'short lines' | 'none';
  readonly #required: readonly ByteString[] | undefined;
  readonly #fold: boolean;

  /** `^` and `$` match at lines. @throws ParseError */
  constructor(source: ByteString, flags: Pick<RegExpFlags, 'ignoreCase'> = {}) {
    const all = { ...flags, multiline: true };
    this.#compiled = compileRegExp(source, all);
    const { root } = parseRegExp(source, all);
    const { repeats, exponential, onlyNative } = judge(root);
    this.#native = new RegExp(emitRegExp(root, 'native'), 'g');
    this.#isWithinLine = isWithinLine(root);
    this.#nativeFor =
      onlyNative || (!exponential && repeats === 0)
        ? 'all'
        : !exponential && repeats === 1 && this.#isWithinLine
          ? 'short lines'
          : 'none';
    this.#fold = flags.ignoreCase === true;
    this.#required = requiredTexts(root, this.#fold);
  }

  /** Ascending; of several matches in one line the first counts. */
  lines(text: ByteString): MatchedLine[] {
    const folded = this.#fold ? text.toLowerCase() : text;
    if (this.#required?.some((part) => folded.includes(part)) === false) return [];
    const found: MatchedLine[] = [];
    let from = 0;
    let number = 0;
    const find = this.#finder(text, folded);
    while (from < text.length) {
      const match = find(from);
      if (match === undefined) break;
      const [start, end] = match;
      number++;
      let lineStart = from;
      for (let at = text.indexOf('\n', from); at >= 0 && at < start; at = text.indexOf('\n', at + 1)) {
        number++;
        lineStart = at + 1;
      }
      const lineEnd = text.indexOf('\n', end);
      const line = text.slice(lineStart, lineEnd < 0 ? text.length : lineEnd);
      found.push({ line, offset: lineStart, number, start: start - lineStart, end: end - lineStart });
      from = lineEnd < 0 ? text.length : lineEnd + 1;
    }
    return found;
  }

  /** All matches within a line that was found; empty ones after the first do not count. */
  *spans({ line, start, end }: MatchedLine): Generator<readonly [start: number, end: number]> {
    yield [start, end];
    for (let at = end; at < line.length; ) {
      const match = this.#compiled.find(line, at);
      if (match === undefined) return;
      if (match.end === at) at++;
      else {
        yield [match.start, match.end];
        at = match.end;
      }
    }
  }

  /** What finds the first match at or after a position, which is the beginning of a line. */
  #finder(text: ByteString, folded: ByteString): (from: number) => readonly [number, number] | undefined {
    if (this.#nativeFor === 'all' || (this.#nativeFor === 'short lines' && hasShortLines(text))) {
      const native = this.#native;
      return (from) => {
        native.lastIndex = from;
        const match = native.exec(text);
        return match === null ? undefined : [match.index, match.index + match[0].length];
      };
    }
    const compiled = this.#compiled;
    const required = this.#required;
    if (!this.#isWithinLine || required === undefined)
      return (from) => {
        const match = compiled.find(text, from);
        return match && [match.start, match.end];
      };
    return (from) => {
      for (let at = from; at < text.length; ) {
        const next = nextOf(folded, required, at);
        if (next < 0) return undefined;
        const start = Math.max(at, text.lastIndexOf('\n', next) + 1);
        const lineEnd = text.indexOf('\n', next);
        const end = lineEnd < 0 ? text.length : lineEnd;
        const match = compiled.find(text.slice(start, end));
        if (match !== undefined) return [start + match.start, start + match.end];
        at = end + 1;
      }
      return undefined;
    };
  }
}

function nextOf(text: ByteString, parts: readonly ByteString[], from: number): number {
  let next = -1;
  for (const part of parts) {
    const at = text.indexOf(part, from);
    if (at >= 0 && (next < 0 || at < next)) next = at;
  }
  return next;
}

function hasShortLines(text: ByteString): boolean {
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start);
    const next = end < 0 ? text.length : end + 1;
    if (next - start > SHORT_LINE) return false;
    start = next;
  }
  return true;
}
