/** Parses the regular expressions of Python's `re` (for bytes) into a syntax tree. */
import type { ByteString } from '../../bytes/index.js';
import { ParseError } from '../../errors/index.js';
import {
  ANY_BYTE,
  type ByteClass,
  CLASS_ESCAPES,
  complement,
  foldCase,
  NOT_NEWLINE,
  singleByte,
} from './byte-class.js';
import type { Assertion, ParsedRegExp, RegExpNode } from './syntax-tree.js';

export interface RegExpFlags {
  readonly ignoreCase?: boolean;
  readonly multiline?: boolean;
  readonly dotAll?: boolean;
  readonly verbose?: boolean;
}

/** Deeper nesting than this is refused, so that a pattern cannot exhaust the stack. */
const DEEPEST = 200;
/** Python's own limit is far above what any engine can run. */
const MOST_REPEATS = 1000;

const CONTROL_ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };
const ASSERTION_ESCAPES: Readonly<Record<string, Assertion>> = {
  A: 'start',
  Z: 'very-end',
  b: 'word',
  B: 'not-word',
};
const FLAG_NAMES: Readonly<Record<string, keyof RegExpFlags | undefined>> = {
  i: 'ignoreCase',
  m: 'multiline',
  s: 'dotAll',
  x: 'verbose',
};
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const LETTER = /^[A-Za-z]$/;

/**
 * @throws ParseError with the offset, for what Python refuses and for what no linear-time engine can run: atomic groups,
 * possessive repeats, conditions.
 */
export function parseRegExp(source: ByteString, flags: RegExpFlags = {}): ParsedRegExp {
  return new Parser(source, flags).parse();
}

class Parser {
  readonly #source: ByteString;
  #flags: RegExpFlags;
  #at = 0;
  #depth = 0;
  #captures = 0;
  readonly #open = new Set<number>();
  readonly #names = new Map<string, number>();

  constructor(source: ByteString, flags: RegExpFlags) {
    this.#source = source;
    this.#flags = flags;
  }

  parse(): ParsedRegExp {
    const start = /^\(\?([aiLmstux]+)\)/.exec(this.#source);
    if (start !== null) {
      this.#flags = this.#withFlags(this.#flags, start[1], true);
      this.#at = start[0].length;
    }
    const root = this.#alternatives();
    if (this.#at < this.#source.length) this.#fail('unbalanced parenthesis');
    return { root, captures: this.#captures, names: this.#names };
  }

  #fail(message: string, at = this.#at): never {
    throw new ParseError(`${message} at position ${at}`, at);
  }

  #withFlags(flags: RegExpFlags, letters: string, value: boolean): RegExpFlags {
    const changed: Record<string, boolean> = { ...flags } as Record<string, boolean>;
    for (const letter of letters) {
      if (letter === 'u') this.#fail("bad inline flags: cannot use 'u' flag with a bytes pattern");
      const name = FLAG_NAMES[letter];
      if (name !== undefined) changed[name] = value;
    }
    return changed;
  }

  #alternatives(): RegExpNode {
    if (++this.#depth > DEEPEST) this.#fail('pattern nested too deeply');
    const branches = [this.#sequence()];
    while (this.#source[this.#at] === '|') {
      this.#at++;
      branches.push(this.#sequence());
    }
    this.#depth--;
    return branches.length === 1 ? branches[0] : { type: 'alternatives', branches };
  }

  #skipVerbose(): void {
    if (!this.#flags.verbose) return;
    for (; this.#at < this.#source.length; this.#at++) {
      const char = this.#source[this.#at];
      if (char === '#') {
        while (this.#at + 1 < this.#source.length && this.#source[this.#at + 1] !== '\n') this.#at++;
      } else if (!' \t\n\r\f\v'.includes(char)) return;
    }
  }

  #sequence(): RegExpNode {
    const items: RegExpNode[] = [];
    for (;;) {
      this.#skipVerbose();
      const char = this.#source[this.#at];
      if (char === undefined || char === '|' || char === ')') break;
      const item = this.#item();
      if (item !== undefined) items.push(this.#repeated(item));
    }
    return items.length === 1 ? items[0] : { type: 'sequence', items };
  }

  #repeated(item: RegExpNode): RegExpNode {
    this.#skipVerbose();
    const start = this.#at;
    const range = this.#repeatRange();
    if (range === undefined) return item;
    if (item.type === 'assertion') this.#fail('nothing to repeat', start);
    const [least, most] = range;
    if (most < least) this.#fail('min repeat greater than max repeat', start);
    if (least > MOST_REPEATS || (most !== Infinity && most > MOST_REPEATS))
      this.#fail('the repetition number is too large', start);
    let lazy = false;
    if (this.#source[this.#at] === '?') {
      lazy = true;
      this.#at++;
    } else if (this.#source[this.#at] === '+') this.#fail('possessive repeats are not supported');
    this.#skipVerbose();
    const again = this.#at;
    if (this.#repeatRange() !== undefined) this.#fail('multiple repeat', again);
    return { type: 'repeat', body: item, least, most, lazy };
  }

  /** Reads a repetition operator; undefined (and nothing read) when there is none. */
  #repeatRange(): [number, number] | undefined {
    const char = this.#source[this.#at];
    if (char === '*' || char === '+' || char === '?') {
      this.#at++;
      return [char === '+' ? 1 : 0, char === '?' ? 1 : Infinity];
    }
    if (char !== '{') return undefined;
    const match = /^\{(\d*)(,?)(\d*)\}/.exec(this.#source.slice(this.#at, this.#at + 40));
    if (match === null || (match[1] === '' && match[2] === '')) return undefined;
    this.#at += match[0].length;
    const least = match[1] === '' ? 0 : Number(match[1]);
    const most = match[2] === '' ? least : match[3] === '' ? Infinity : Number(match[3]);
    return [least, most];
  }

  #class(bytes: ByteClass): RegExpNode {
    return { type: 'class', bytes: this.#flags.ignoreCase ? foldCase(bytes) : bytes };
  }

  #item(): RegExpNode | undefined {
    const char = this.#source[this.#at++];
    switch (char) {
      case '.':
        return { type: 'class', bytes: this.#flags.dotAll ? ANY_BYTE : NOT_NEWLINE };
      case '^':
        return { type: 'assertion', kind: this.#flags.multiline ? 'line-start' : 'start' };
      case '$':
        return { type: 'assertion', kind: this.#flags.multiline ? 'line-end' : 'end' };
      case '[':
        return this.#class(this.#bracket());
      case '(':
        return this.#group();
      case '\\':
        return this.#escape();
      case '*':
      case '+':
      case '?':
        return this.#fail('nothing to repeat', this.#at - 1);
      case '{':
        this.#at--;
        if (this.#repeatRange() !== undefined) this.#fail('nothing to repeat');
        this.#at++;
        return this.#class(singleByte(123));
      default:
        return this.#class(singleByte(char.charCodeAt(0)));
    }
  }

  #escape(): RegExpNode {
    const char = this.#source[this.#at];
    if (char === undefined) this.#fail('bad escape (end of pattern)');
    const set = CLASS_ESCAPES[char];
    if (set !== undefined) {
      this.#at++;
      return { type: 'class', bytes: set };
    }
    const kind = ASSERTION_ESCAPES[char];
    if (kind !== undefined) {
      this.#at++;
      return { type: 'assertion', kind };
    }
    const reference = /^[1-9]\d?/.exec(this.#source.slice(this.#at, this.#at + 3));
    if (reference !== null && !/^[0-3][0-7][0-7]/.test(this.#source.slice(this.#at, this.#at + 3))) {
      this.#at += reference[0].length;
      return this.#backReference(Number(reference[0]));
    }
    return this.#class(singleByte(this.#byteEscape()));
  }

  #backReference(group: number): RegExpNode {
    if (group > this.#captures) this.#fail(`invalid group reference ${group}`);
    if (this.#open.has(group)) this.#fail('cannot refer to an open group');
    if (this.#flags.ignoreCase) this.#fail('back references that ignore case are not supported');
    return { type: 'back-reference', group };
  }

  /** The byte an escape stands for; `#at` is after the backslash. */
  #byteEscape(): number {
    const char = this.#source[this.#at];
    if (char === undefined) this.#fail('bad escape (end of pattern)');
    if (char === 'x') {
      const digits = /^[0-9A-Fa-f]{2}/.exec(this.#source.slice(this.#at + 1, this.#at + 3));
      if (digits === null) this.#fail('incomplete escape \\x');
      this.#at += 3;
      return Number.parseInt(digits[0], 16);
    }
    const octal = /^(?:0[0-7]{0,2}|[0-7]{3})/.exec(this.#source.slice(this.#at, this.#at + 3));
    if (octal !== null) {
      const value = Number.parseInt(octal[0], 8);
      if (value > 255) this.#fail('octal escape value outside of range 0-0o377');
      this.#at += octal[0].length;
      return value;
    }
    const control = CONTROL_ESCAPES[char];
    if (control === undefined && (LETTER.test(char) || /\d/.test(char))) this.#fail(`bad escape \\${char}`);
    this.#at++;
    return control ?? char.charCodeAt(0);
  }

  #bracket(): ByteClass {
    const start = this.#at - 1;
    const bytes = new Uint8Array(256);
    let negated = false;
    if (this.#source[this.#at] === '^') {
      negated = true;
      this.#at++;
    }
    for (let first = true; ; first = false) {
      const char = this.#source[this.#at];
      if (char === undefined) this.#fail('unterminated character set', start);
      if (char === ']' && !first) break;
      const low = this.#bracketMember();
      if (typeof low !== 'number') {
        for (let byte = 0; byte < 256; byte++) bytes[byte] |= low[byte];
        if (this.#source[this.#at] === '-' && this.#source[this.#at + 1] !== ']')
          this.#fail('bad character range');
        continue;
      }
      if (this.#source[this.#at] !== '-' || this.#source[this.#at + 1] === ']') {
        bytes[low] = 1;
        continue;
      }
      this.#at++;
      if (this.#at >= this.#source.length) this.#fail('unterminated character set', start);
      const high = this.#bracketMember();
      if (typeof high !== 'number' || high < low) this.#fail('bad character range');
      bytes.fill(1, low, high + 1);
    }
    this.#at++;
    // Case folds before the complement: `(?i)[^a]` excludes both.
    if (!negated) return bytes;
    return complement(this.#flags.ignoreCase ? foldCase(bytes) : bytes);
  }

  #bracketMember(): number | ByteClass {
    const char = this.#source[this.#at];
    if (char !== '\\') {
      this.#at++;
      return char.charCodeAt(0);
    }
    this.#at++;
    const set = CLASS_ESCAPES[this.#source[this.#at]];
    if (set === undefined) return this.#byteEscape();
    this.#at++;
    return set;
  }

  /** A group; `#at` is after the opening parenthesis. Undefined for what matches nothing (comments). */
  #group(): RegExpNode | undefined {
    const start = this.#at - 1;
    if (this.#source[this.#at] !== '?') return this.#capture(undefined, start);
    this.#at++;
    const rest = this.#source.slice(this.#at, this.#at + 2);
    if (rest.startsWith('#')) {
      const end = this.#source.indexOf(')', this.#at);
      if (end < 0) this.#fail('missing ), unterminated comment', start);
      this.#at = end + 1;
      return undefined;
    }
    if (rest.startsWith('=') || rest.startsWith('!')) return this.#look(true, rest[0] === '!', 1, start);
    if (rest === '<=' || rest === '<!') return this.#look(false, rest === '<!', 2, start);
    if (rest === 'P<') {
      const name = this.#name('>', start);
      if (this.#names.has(name)) this.#fail(`redefinition of group name '${name}'`, start);
      return this.#capture(name, start);
    }
    if (rest === 'P=') {
      const name = this.#name(')', start);
      const group = this.#names.get(name);
      if (group === undefined) this.#fail(`unknown group name '${name}'`, start);
      return this.#backReference(group);
    }
    if (rest.startsWith(':')) {
      this.#at++;
      return this.#body(start);
    }
    return this.#flagGroup(start);
  }

  #name(terminator: string, start: number): string {
    const end = this.#source.indexOf(terminator, this.#at + 2);
    const name = end < 0 ? '' : this.#source.slice(this.#at + 2, end);
    if (!NAME.test(name)) this.#fail(`bad character in group name '${name}'`, start);
    this.#at = end + 1;
    return name;
  }

  #flagGroup(start: number): RegExpNode {
    const match = /^([aiLmsux]*)(?:-([imsx]+))?([:)])/.exec(this.#source.slice(this.#at, this.#at + 24));
    if (match === null) this.#fail('unknown extension', start);
    if (match[3] === ')') this.#fail('global flags not at the start of the expression', start);
    const outer = this.#flags;
    this.#flags = this.#withFlags(this.#withFlags(outer, match[1], true), match[2] ?? '', false);
    this.#at += match[0].length;
    const body = this.#body(start);
    this.#flags = outer;
    return body;
  }

  #capture(name: string | undefined, start: number): RegExpNode {
    const group = ++this.#captures;
    if (name !== undefined) this.#names.set(name, group);
    this.#open.add(group);
    const body = this.#body(start);
    this.#open.delete(group);
    return { type: 'capture', body };
  }

  #look(ahead: boolean, negated: boolean, skip: number, start: number): RegExpNode {
    this.#at += skip;
    return { type: 'look', ahead, negated, body: this.#body(start) };
  }

  #body(start: number): RegExpNode {
    const body = this.#alternatives();
    if (this.#source[this.#at] !== ')') this.#fail('missing ), unterminated subpattern', start);
    this.#at++;
    // A sequence of its own, so that `(?:^)*` and `(?:ab)*` are told from bare items.
    return body.type === 'assertion' ? { type: 'sequence', items: [body] } : body;
  }
}
