/** From template text to tree: literal text with `{expressions}`, a Pratt parser inside the braces. */
import type { ByteString } from '../../bytes/index.js';
import { ParseError } from '../../errors/index.js';
import { branch, leaf, type Tree } from './tree.js';
import { unescapeString } from './unescape.js';

/** Deeper nesting than this is refused rather than risking the stack. */
const MAXIMUM_DEPTH = 200;

/** Binding strength of an infix operator. */
const INFIX: Readonly<Record<string, number>> = {
  '(': 20,
  '.': 18,
  '%': 15,
  '|': 15,
  '*': 5,
  '/': 5,
  '+': 4,
  '-': 4,
  '=': 3,
  ',': 2,
};
const NEGATE = 19;

interface Token {
  readonly type: string;
  /** Text of a leaf, or the tree of a quoted template. */
  readonly value: ByteString | Tree;
  readonly at: number;
}

const isSymbolStart = (char: string) => /[A-Za-z_]/.test(char);
const isSymbolPart = (char: string) => /[A-Za-z0-9_]/.test(char);
const isDigit = (char: string) => char >= '0' && char <= '9';

/** The text with a caret under the offending byte. */
function withHint(error: ParseError, text: ByteString): ParseError {
  if (error.location === undefined || error.hint !== undefined) return error;
  const before = text.slice(0, error.location);
  const column = before.length + (before.split('\n').length - 1) + 1;
  const hint = `${text.replaceAll('\n', '\\n')}\n${' '.repeat(column)}^ here`;
  return new ParseError(error.message, error.location, { hint });
}

class Parser {
  readonly #text: ByteString;
  /** Where the innermost `{...}` begins; -1 outside. */
  #expansionStart = -1;
  #token: Token = { type: 'end', value: '', at: 0 };
  #depth = 0;

  constructor(text: ByteString) {
    this.#text = text;
  }

  /** Parts of a text from `start` up to `stop`; `quote` is the closing quote, or '' for the whole text. */
  parts(start: number, stop: number, quote: string, parts: Tree[]): number {
    if (++this.#depth > MAXIMUM_DEPTH) throw new ParseError('template is nested too deeply', start);
    const text = this.#text;
    const end = stop;
    let at = start;
    while (at < end) {
      let next = at;
      while (next < end && text[next] !== '{' && (quote === '' || text[next] !== quote)) next++;
      if (next === end) {
        if (quote !== '') break;
        parts.push(leaf('string', this.#unescape(at, next)));
        at = end;
        break;
      }
      let slashes = 0;
      while (next - 1 - slashes >= at && text[next - 1 - slashes] === '\\') slashes++;
      if (slashes % 2 === 1) {
        parts.push(leaf('string', this.#unescape(at, next - 1) + (text[next] as string)));
        at = next + 1;
        continue;
      }
      if (next > at) parts.push(leaf('string', this.#unescape(at, next)));
      if (quote !== '' && text[next] === quote) {
        this.#depth--;
        return next + 1;
      }
      at = this.#expansion(next + 1, end, parts);
    }
    if (quote !== '') throw new ParseError('unterminated string', start);
    this.#depth--;
    return at;
  }

  #unescape(from: number, to: number): ByteString {
    return unescapeString(this.#text.slice(from, to));
  }

  #expansion(start: number, end: number, parts: Tree[]): number {
    const outer = this.#token;
    const outerStart = this.#expansionStart;
    this.#expansionStart = start;
    this.#next(start, end);
    const tree = this.#expression(0, end);
    const last = this.#token;
    if (last.type !== 'end') throw new ParseError('invalid token', last.at);
    if (this.#text[last.at] !== '}') throw new ParseError('unterminated template expansion', start);
    this.#token = outer;
    this.#expansionStart = outerStart;
    parts.push(tree);
    return last.at + 1;
  }

  /** Where the next token starts; set by {@link #read}. */
  #position = 0;

  #next(at: number, end: number): void {
    this.#position = at;
    this.#read(end);
  }

  #read(end: number): void {
    const text = this.#text;
    let at = this.#position;
    while (at < end && /[ \t-\r]/.test(text[at] as string)) at++;
    const set = (type: string, value: ByteString | Tree, next: number, where = at): void => {
      this.#token = { type, value, at: where };
      this.#position = next;
    };
    if (at >= end) {
      if (this.#expansionStart >= 0)
        throw new ParseError('unterminated template expansion', this.#expansionStart);
      set('end', '', at);
      return;
    }
    const char = text[at] as string;
    if (char === '}') {
      set('end', '', at);
      return;
    }
    if ('(=,).%|+-*/'.includes(char)) {
      set(char, '', at + 1);
      return;
    }
    if (char === '"' || char === "'") {
      const parts: Tree[] = [];
      const outer = this.#token;
      const next = this.parts(at + 1, end, char, parts);
      this.#token = outer;
      set('template', branch('template', ...parts), next, at + 1);
      return;
    }
    if (char === 'r' && (text[at + 1] === '"' || text[at + 1] === "'")) {
      this.#rawString(at, end, set);
      return;
    }
    if (isDigit(char)) {
      let next = at;
      while (next < end && isDigit(text[next] as string)) next++;
      set('integer', text.slice(at, next), next);
      return;
    }
    if (
      (char === '\\' && /["']/.test(text[at + 1] ?? '')) ||
      text.startsWith("r\\'", at) ||
      text.startsWith('r\\"', at)
    ) {
      this.#escapedString(at, end, set);
      return;
    }
    if (isSymbolStart(char)) {
      let next = at;
      while (next < end && isSymbolPart(text[next] as string)) next++;
      set('symbol', text.slice(at, next), next);
      return;
    }
    throw new ParseError('syntax error', at);
  }

  #rawString(
    at: number,
    end: number,
    set: (type: string, value: ByteString, next: number, where?: number) => void,
  ): void {
    const text = this.#text;
    const quote = text[at + 1];
    let next = at + 2;
    while (next < end && text[next] !== quote) next += text[next] === '\\' ? 2 : 1;
    if (next >= end) throw new ParseError('unterminated string', at + 2);
    set('string', text.slice(at + 2, next), next + 1, at + 2);
  }

  /** Quotes that are themselves escaped, `{if(x, \'text\')}`, as old map files have them. */
  #escapedString(
    at: number,
    end: number,
    set: (type: string, value: ByteString | Tree, next: number, where?: number) => void,
  ): void {
    const text = this.#text;
    const raw = text[at] === 'r';
    const from = raw ? at + 3 : at + 2;
    const quote = text.slice(from - 2, from);
    let next = from;
    while (next < end && !text.startsWith(quote, next)) {
      if (text.startsWith('\\\\\\', next)) next += 4;
      else if (text[next] === '\\') next += 2;
      else next++;
    }
    if (next >= end) throw new ParseError('unterminated string', from);
    const body = text.slice(from, next);
    if (raw) {
      set('string', body, next + 2, from);
      return;
    }
    // One level of escaping is gone before the text is read as a template.
    const inner = unescapeString(body);
    const tree = parseParts(inner);
    set('template', tree, next + 2, from);
  }

  #expression(binding: number, end: number): Tree {
    if (++this.#depth > MAXIMUM_DEPTH) throw new ParseError('template is nested too deeply', this.#token.at);
    let left = this.#prefix(end);
    for (;;) {
      const operator = this.#token;
      const strength = INFIX[operator.type];
      if (strength === undefined || strength <= binding) {
        break;
      }
      this.#read(end);
      left = this.#infix(operator, left, strength, end);
    }
    this.#depth--;
    return left;
  }

  #prefix(end: number): Tree {
    const token = this.#token;
    switch (token.type) {
      case 'integer':
      case 'symbol':
      case 'string':
        this.#read(end);
        return leaf(token.type, token.value as ByteString);
      case 'template':
        this.#read(end);
        return token.value as Tree;
      case '-': {
        this.#read(end);
        return branch('negate', this.#expression(NEGATE, end));
      }
      case '(': {
        this.#read(end);
        const tree = branch('group', this.#expression(1, end));
        this.#expect(')', end);
        return tree;
      }
      default:
        throw new ParseError(`not a prefix: ${token.type}`, token.at);
    }
  }

  #infix(operator: Token, left: Tree, strength: number, end: number): Tree {
    if (operator.type !== '(') {
      const type =
        operator.type === ',' ? 'list' : operator.type === '=' ? 'keyvalue' : (operator.type as Tree['type']);
      return branch(type, left, this.#expression(strength, end));
    }
    if (this.#token.type === ')') {
      this.#read(end);
      return branch('func', left);
    }
    const args = this.#expression(1, end);
    this.#expect(')', end);
    return branch('func', left, args);
  }

  #expect(type: string, end: number): void {
    if (this.#token.type !== type)
      throw new ParseError(`unexpected token: ${this.#token.type}`, this.#token.at);
    this.#read(end);
  }
}

/** A template of one literal is that literal. */
function simplified(tree: Tree): Tree {
  if (tree.type === 'template') {
    const parts = tree.children.map(simplified);
    if (parts.length === 0) return leaf('string', '');
    if (parts.length === 1 && (parts[0] as Tree).type === 'string') return parts[0] as Tree;
    return branch('template', ...parts);
  }
  if (tree.children.length === 0) return tree;
  return { type: tree.type, value: tree.value, children: tree.children.map(simplified) };
}

function parseParts(text: ByteString): Tree {
  const parts: Tree[] = [];
  try {
    new Parser(text).parts(0, text.length, '', parts);
  } catch (error) {
    throw error instanceof ParseError ? withHint(error, text) : error;
  }
  return branch('template', ...parts);
}

/**
 * Parses a whole template. O(n).
 * @throws ParseError with the position and a hint that points at it.
 */
export function parseTemplate(text: ByteString): Tree {
  return simplified(parseParts(text));
}

/**
 * Parses what stands between braces, as in the definition of an alias.
 * @throws ParseError
 */
export function parseExpression(text: ByteString): Tree {
  // The position of errors must count from the start of the definition, hence no wrapping hint.
  const parts: Tree[] = [];
  try {
    new Parser(`{${text}}`).parts(0, text.length + 2, '', parts);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw new ParseError(error.message, error.location === undefined ? undefined : error.location - 1);
  }
  return simplified(branch('group', ...parts)).children[0] as Tree;
}
