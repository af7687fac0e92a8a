/** Splits a revset into tokens. */
import type { ByteString } from '../../bytes/index.js';
import { ParseError } from '../../errors/index.js';
import { unescapeString } from './quote.js';

/** `type` is an operator, `symbol`, `string` or `end`; `at` is a byte offset. */
export interface Token {
  readonly type: string;
  readonly value: ByteString | undefined;
  readonly at: number;
}

/** Tells whether a symbol names a revision as it stands, so that `foo-bar` can be one name. */
export type SymbolLookup = (symbol: ByteString) => boolean;

const OPERATORS = new Set('()[]#:=,-|&+!~^%');
const KEYWORDS = new Set(['and', 'or', 'not']);

function startsSymbol(char: string, aliasMode: boolean): boolean {
  return /[A-Za-z0-9._@]/.test(char) || char > '\x7f' || (aliasMode && char === '$');
}

function continuesSymbol(char: string, aliasMode: boolean): boolean {
  return startsSymbol(char, aliasMode) || char === '-' || char === '/';
}

/** Old-style arguments, `NAME` and `NAME:NAME`, may hold any char when the names exist. */
function oldStyleTokens(text: ByteString, lookup: SymbolLookup): Token[] | undefined {
  const colon = text.indexOf(':');
  const parts = colon < 0 ? [text] : [text.slice(0, colon), text.slice(colon + 1)];
  if (!parts.every((part) => part === '' || lookup(part))) return undefined;
  const tokens: Token[] = [];
  const [first, second] = parts as [string, string | undefined];
  if (first) tokens.push({ type: 'symbol', value: first, at: 0 });
  if (second !== undefined) {
    tokens.push({ type: ':', value: undefined, at: colon });
    if (second) tokens.push({ type: 'symbol', value: second, at: colon + 1 });
  }
  tokens.push({ type: 'end', value: undefined, at: text.length });
  return tokens;
}

/**
 * Lazily yields tokens, the last one being `end`: a syntax error after the end of a complete expression is never
 * reached. `aliasMode` also takes `$1` as symbols.
 * @throws ParseError with a location.
 */
export function* tokenize(
  text: ByteString,
  lookup: SymbolLookup | undefined,
  aliasMode = false,
): Generator<Token, void> {
  if (text !== '' && lookup !== undefined) {
    const tokens = oldStyleTokens(text, lookup);
    if (tokens !== undefined) {
      yield* tokens;
      return;
    }
  }
  let at = 0;
  while (at < text.length) {
    const char = text[at] as string;
    const pair = text.slice(at, at + 2);
    if (/[ \t\n\r\v\f]/.test(char)) at++;
    else if (pair === '::' || pair === '..' || pair === '##') {
      yield { type: pair, value: undefined, at };
      at += 2;
    } else if (OPERATORS.has(char)) {
      yield { type: char, value: undefined, at };
      at++;
    } else if (char === '"' || char === "'" || pair === 'r"' || pair === "r'") {
      const raw = char === 'r';
      const quote = raw ? pair[1] : char;
      const start = at + (raw ? 2 : 1);
      let end = start;
      while (end < text.length && text[end] !== quote) end += text[end] === '\\' ? 2 : 1;
      if (end >= text.length) throw new ParseError('unterminated string', start);
      const body = text.slice(start, end);
      yield { type: 'string', value: raw ? body : unescapeString(body), at: start };
      at = end + 1;
    } else if (startsSymbol(char, aliasMode)) {
      let end = at + 1;
      for (; end < text.length && continuesSymbol(text[end] as string, aliasMode); end++) {
        if (text[end] === '.' && text[end - 1] === '.') {
          // `a..b` is a range; the first dot was taken for a part of the symbol.
          end--;
          break;
        }
      }
      yield* symbolTokens(text.slice(at, end), at, lookup);
      at = end;
    } else throw new ParseError(`syntax error in revset '${text}'`, at);
  }
  yield { type: 'end', value: undefined, at };
}

function* symbolTokens(
  symbol: ByteString,
  start: number,
  lookup: SymbolLookup | undefined,
): Generator<Token, void> {
  if (KEYWORDS.has(symbol)) yield { type: symbol, value: undefined, at: start };
  else if (!symbol.includes('-') || lookup?.(symbol)) yield { type: 'symbol', value: symbol, at: start };
  else {
    let at = start;
    for (const [i, part] of symbol.split('-').entries()) {
      if (i > 0) yield { type: '-', value: undefined, at: at++ };
      if (part) yield { type: 'symbol', value: part, at };
      at += part.length;
    }
  }
}
