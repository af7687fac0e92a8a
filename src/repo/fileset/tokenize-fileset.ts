/** Splits a fileset into tokens. */
import type { ByteString } from '../../bytes/index.js';
import { ParseError } from '../../errors/index.js';
import { unescapeString } from '../../revset/index.js';

/** `type` is an operator, `symbol`, `string` or `end`; `at` is a byte offset. */
export interface FilesetToken {
  readonly type: string;
  readonly value: ByteString;
  readonly at: number;
}

const OPERATORS = '(),-:|&+!';
const KEYWORDS: ReadonlySet<string> = new Set(['and', 'or', 'not']);

function isNameChar(char: string): boolean {
  return /[A-Za-z0-9]/.test(char) || '.*{}[]?/\\_'.includes(char) || char > '\x7f';
}

/** @returns where the string ends. */
function endOfString(text: ByteString, start: number, quote: string): number {
  for (let at = start; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote) return at;
  }
  throw new ParseError('unterminated string', start);
}

/** The last token is `end`. @throws ParseError */
export function tokenizeFileset(text: ByteString): FilesetToken[] {
  const tokens: FilesetToken[] = [];
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string;
    if (/\s/.test(char)) continue;
    const isRaw = char === 'r' && (text[at + 1] === '"' || text[at + 1] === "'");
    if (isRaw || char === '"' || char === "'") {
      const start = isRaw ? at + 2 : at + 1;
      const end = endOfString(text, start, text[start - 1] as string);
      const inside = text.slice(start, end);
      tokens.push({ type: 'string', value: isRaw ? inside : unescapeString(inside), at: start });
      at = end;
    } else if (OPERATORS.includes(char)) tokens.push({ type: char, value: char, at });
    else if (isNameChar(char)) {
      let end = at + 1;
      while (end < text.length && isNameChar(text[end] as string)) end++;
      const value = text.slice(at, end);
      tokens.push({ type: KEYWORDS.has(value) ? value : 'symbol', value, at });
      at = end - 1;
    } else throw new ParseError('syntax error', at);
  }
  tokens.push({ type: 'end', value: '', at: text.length });
  return tokens;
}
