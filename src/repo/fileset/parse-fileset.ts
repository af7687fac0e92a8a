/** The syntax tree of a fileset. */
import type { ByteString } from '../../bytes/index.js';
import { ParseError } from '../../errors/index.js';
import { type FilesetToken, tokenizeFileset } from './tokenize-fileset.js';

export type FilesetTree =
  /** A name or a quoted text: a pattern. */
  | { readonly op: 'symbol' | 'string'; readonly value: ByteString }
  /** `kind:pattern`. */
  | { readonly op: 'pattern'; readonly kind: ByteString; readonly value: ByteString }
  | { readonly op: 'not' | 'negate'; readonly operand: FilesetTree }
  | { readonly op: 'and' | 'or' | 'minus'; readonly left: FilesetTree; readonly right: FilesetTree }
  | { readonly op: 'call'; readonly name: ByteString; readonly args: readonly FilesetTree[] };

/** How tightly operators bind. */
const BINDING: Readonly<Record<string, number>> = {
  '(': 20,
  ':': 15,
  '-': 5,
  and: 5,
  '&': 5,
  or: 4,
  '|': 4,
  '+': 4,
  ',': 2,
};
const NOT = 10;
const NEGATE = 19;
/** Deeper nesting is no query of a person. */
const DEEPEST = 200;

class Parser {
  readonly #tokens: readonly FilesetToken[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly FilesetToken[]) {
    this.#tokens = tokens;
  }

  get #token(): FilesetToken {
    return this.#tokens[this.#at] as FilesetToken;
  }

  #next(): FilesetToken {
    const token = this.#token;
    this.#at++;
    return token;
  }

  #expect(type: string): void {
    const token = this.#next();
    if (token.type !== type) throw new ParseError(`unexpected token: ${token.type}`, token.at);
  }

  whole(): FilesetTree {
    const tree = this.#expression(0);
    const { type, at } = this.#token;
    if (type !== 'end') throw new ParseError('invalid token', at);
    return tree;
  }

  #expression(binding: number): FilesetTree {
    if (++this.#depth > DEEPEST) throw new ParseError('fileset is nested too deeply', this.#token.at);
    let left = this.#prefix();
    while ((BINDING[this.#token.type] ?? 0) > binding) left = this.#infix(left);
    this.#depth--;
    return left;
  }

  #prefix(): FilesetTree {
    const token = this.#next();
    switch (token.type) {
      case 'symbol':
      case 'string':
        return { op: token.type, value: token.value };
      case 'not':
      case '!':
        return { op: 'not', operand: this.#expression(NOT) };
      case '-':
        return { op: 'negate', operand: this.#expression(NEGATE) };
      case '(': {
        const inside = this.#expression(1);
        this.#expect(')');
        return inside;
      }
      default:
        throw new ParseError(`not a prefix: ${token.type}`, token.at);
    }
  }

  #infix(left: FilesetTree): FilesetTree {
    const { type, at } = this.#next();
    switch (type) {
      case '(':
        if (left.op !== 'symbol') throw new ParseError('not a symbol', at);
        return { op: 'call', name: left.value, args: this.#arguments() };
      case ':': {
        const right = this.#expression(15);
        if (left.op !== 'symbol') throw new ParseError('pattern must be a string', at);
        if (right.op !== 'symbol' && right.op !== 'string')
          throw new ParseError('pattern must be a string', at);
        return { op: 'pattern', kind: left.value, value: right.value };
      }
      case '-':
        return { op: 'minus', left, right: this.#expression(5) };
      case 'and':
      case '&':
        return { op: 'and', left, right: this.#expression(5) };
      case 'or':
      case '|':
      case '+':
        return { op: 'or', left, right: this.#expression(4) };
      default:
        throw new ParseError("can't use a list in this context", undefined, {
          hint: `see 'hg help "filesets.x or y"'`,
        });
    }
  }

  #arguments(): FilesetTree[] {
    const args: FilesetTree[] = [];
    if (this.#token.type === ')') {
      this.#next();
      return args;
    }
    for (;;) {
      args.push(this.#expression(2));
      const { type, at } = this.#next();
      if (type === ')') return args;
      if (type !== ',') throw new ParseError(`unexpected token: ${type}`, at);
    }
  }
}

/** @throws ParseError in hg's words, with a byte offset */
export function parseFileset(text: ByteString): FilesetTree {
  return new Parser(tokenizeFileset(text)).whole();
}
