/** Top-down operator-precedence parser of revsets. */
import type { ByteString } from '../../bytes/index.js';
import { ParseError } from '../../errors/index.js';
import { type SymbolLookup, type Token, tokenize } from './tokenize.js';
import { isLeaf, type MaybeTree, mapArguments, type RevsetTree, treeOf } from './tree.js';

/** `operand` is the binding strength to the right; `close` the token that must follow. */
interface Rule {
  readonly op: string;
  readonly operand: number;
  readonly close?: string;
}

interface Grammar {
  readonly strength: number;
  readonly primary?: string;
  readonly prefix?: Rule;
  readonly infix?: Rule;
  readonly suffix?: string;
}

const rule = (op: string, operand: number, close?: string): Rule =>
  close === undefined ? { op, operand } : { op, operand, close };
const infix = (op: string, strength: number): Grammar => ({ strength, infix: rule(op, strength) });
const range = (op: string, strength: number): Grammar => ({
  strength,
  primary: `${op}all`,
  prefix: rule(`${op}pre`, strength),
  infix: rule(op, strength),
  suffix: `${op}post`,
});

const GRAMMAR: ReadonlyMap<string, Grammar> = new Map<string, Grammar>([
  ['(', { strength: 21, prefix: rule('group', 1, ')'), infix: rule('func', 1, ')') }],
  ['[', { strength: 21, infix: rule('subscript', 1, ']') }],
  ['#', infix('relation', 21)],
  ['##', infix('_concat', 20)],
  ['~', infix('ancestor', 18)],
  ['^', { ...infix('parent', 18), suffix: 'parentpost' }],
  ['-', { strength: 5, prefix: rule('negate', 19), infix: rule('minus', 5) }],
  ['::', range('dagrange', 17)],
  ['..', range('dagrange', 17)],
  [':', range('range', 15)],
  ['not', { strength: 10, prefix: rule('not', 10) }],
  ['!', { strength: 10, prefix: rule('not', 10) }],
  ['and', infix('and', 5)],
  ['&', infix('and', 5)],
  ['%', { ...infix('only', 5), suffix: 'onlypost' }],
  ['or', infix('or', 4)],
  ['|', infix('or', 4)],
  ['+', infix('or', 4)],
  ['=', infix('keyvalue', 3)],
  [',', infix('list', 2)],
  [')', { strength: 0 }],
  [']', { strength: 0 }],
  ['symbol', { strength: 0, primary: 'symbol' }],
  ['string', { strength: 0, primary: 'string' }],
  ['end', { strength: 0 }],
]);

/** Expressions nested deeper than this are refused: the parser and everything after it recurse. */
const MAXIMUM_DEPTH = 900;

class Parser {
  readonly #tokens: Iterator<Token, void>;
  #current: Token;
  #depth = 0;
  constructor(tokens: Iterator<Token, void>) {
    this.#tokens = tokens;
    this.#current = this.#next();
  }

  /** Offset of the token that was not consumed. */
  get position(): number {
    return this.#current.at;
  }

  #next(): Token {
    const result = this.#tokens.next();
    return result.done ? this.#current : result.value;
  }

  #advance(): Token {
    const token = this.#current;
    this.#current = this.#next();
    return token;
  }

  #grammar(): Grammar {
    return GRAMMAR.get(this.#current.type) as Grammar;
  }

  #checkDepth(depth: number): void {
    if (depth > MAXIMUM_DEPTH) throw new ParseError('expression is nested too deeply', this.position);
  }

  #startsTerm(): boolean {
    const grammar = this.#grammar();
    return grammar.primary !== undefined || grammar.prefix !== undefined;
  }

  #operand({ operand, close }: Rule): MaybeTree {
    if (close !== undefined && this.#current.type === close) {
      this.#advance();
      return undefined;
    }
    const tree = this.parse(operand);
    if (close !== undefined) {
      if (this.#current.type !== close)
        throw new ParseError(`unexpected token: ${this.#current.type}`, this.#current.at);
      this.#advance();
    }
    return tree;
  }

  parse(strength = 0): RevsetTree {
    this.#checkDepth(++this.#depth);
    const token = this.#advance();
    const { primary, prefix } = GRAMMAR.get(token.type) as Grammar;
    let tree: RevsetTree;
    if (primary !== undefined && !(prefix !== undefined && this.#startsTerm()))
      tree =
        token.value === undefined
          ? treeOf(primary, undefined)
          : { op: primary, value: token.value, args: [] };
    else if (prefix !== undefined) tree = treeOf(prefix.op, this.#operand(prefix));
    else throw new ParseError(`not a prefix: ${token.type}`, token.at);
    let wrapped = 0;
    while (strength < this.#grammar().strength) {
      const operator = this.#advance();
      const before = tree;
      const grammar = GRAMMAR.get(operator.type) as Grammar;
      if (grammar.suffix !== undefined && !(grammar.infix !== undefined && this.#startsTerm()))
        tree = treeOf(grammar.suffix, tree);
      else if (grammar.infix !== undefined) {
        const operand = this.#operand(grammar.infix);
        const { op } = grammar.infix;
        // Chains become one node at once, so that long ones neither nest nor take quadratic time to flatten.
        if ((op === 'or' || op === 'list') && tree.op === op) (tree.args as MaybeTree[]).push(operand);
        else tree = treeOf(op, tree, operand);
      } else throw new ParseError(`not an infix: ${operator.type}`, operator.at);
      if (tree !== before) this.#checkDepth(this.#depth + ++wrapped);
    }
    this.#depth--;
    return tree;
  }
}

const AFTER_PARENT: Readonly<Record<string, string>> = {
  dagrangepre: 'dagrange',
  dagrangeall: 'dagrangepost',
  rangepre: 'range',
  rangeall: 'rangepost',
};

/** Settles what the grammar cannot: `x^:y` is `(x^):y`, `or` takes one list, `x#y[z]` is ternary. */
function settle(tree: MaybeTree): MaybeTree {
  if (tree === undefined || isLeaf(tree)) return tree;
  const [first, second] = tree.args;
  if (tree.op === 'parent' && second !== undefined) {
    const op = AFTER_PARENT[second.op];
    if (op !== undefined) {
      const post = treeOf('parentpost', first);
      return settle(op.endsWith('post') ? treeOf(op, post) : treeOf(op, post, second.args[0]));
    }
  }
  if (tree.op === 'or') return treeOf('or', settle(treeOf('list', ...tree.args)));
  if (tree.op === 'subscript' && first?.op === 'relation')
    return settle(treeOf('relsubscript', first.args[0], first.args[1], second));
  return mapArguments(tree, settle);
}

/** Adds the lines that point at the place of a parse error. */
function located(error: unknown, text: ByteString): unknown {
  if (!(error instanceof ParseError) || error.location === undefined) return error;
  const shown = text.replaceAll('\n', ' ');
  const hint = `${shown}\n${' '.repeat(error.location + 1)}^ here`;
  return new ParseError(error.message, error.location, { hint });
}

export interface ParseOptions {
  readonly lookup?: SymbolLookup | undefined;
  /** Accepts `$1` symbols, as in alias definitions. */
  readonly aliasMode?: boolean;
}

/**
 * Parses a whole revset. O(n).
 * @throws ParseError with location and a hint that shows the place, or without when a string's escape is wrong.
 */
export function parseRevset(text: ByteString, options: ParseOptions = {}): RevsetTree {
  try {
    const parser = new Parser(tokenize(text, options.lookup, options.aliasMode));
    const tree = parser.parse();
    if (parser.position !== text.length) throw new ParseError('invalid token', parser.position);
    return settle(tree) as RevsetTree;
  } catch (error) {
    throw located(error, text);
  }
}
