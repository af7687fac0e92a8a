/**
 * The text of a changelog entry.
 *
 *   manifest node in 40 hex digits LF
 *   user LF
 *   seconds SP offset [SP extra] LF        offset: seconds west of UTC
 *   path LF                                for every changed file, sorted
 *   LF
 *   description, to the end
 *
 * extra: `key:value` joined by NUL, with `\0`, `\n`, `\r` and `\\` written as two bytes.
 */
import { type ByteString, isHex, type NodeId, NULL_NODE } from '../bytes/index.js';
import { CorruptionError } from '../errors/index.js';
import type { Changeset, HgDate } from './changeset.js';

const CHANGELOG = '00changelog.i';
const DEFAULT_BRANCH = 'default';
const DEFAULT_EXTRA: ReadonlyMap<ByteString, ByteString> = new Map([['branch', DEFAULT_BRANCH]]);
const NO_FILES: readonly ByteString[] = [];

/** Numbers of this many digits are exact. */
const MOST_DIGITS = 15;

/** What Python's float() takes, without infinities and NaN, which are no moments. */
const FLOAT = /^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+)?$/;
const INTEGER = /^\s*[+-]?\d+(?:_\d+)*\s*$/;

/**
 * A changeset over its text: each part is decoded when it is asked for. Making one only finds where the parts are.
 * Messages of errors are hg's own, as its `verify` shows them.
 */
export class ChangesetText implements Changeset {
  readonly #text: ByteString;
  readonly #rev: number;
  readonly #userEnd: number;
  readonly #dateEnd: number;
  readonly #filesEnd: number;
  #date: HgDate | undefined;
  #extra: ReadonlyMap<ByteString, ByteString> | undefined;
  #files: readonly ByteString[] | undefined;

  /** @throws CorruptionError when parts are missing. */
  constructor(text: ByteString, rev: number) {
    this.#text = text;
    this.#rev = rev;
    const nodeEnd = text.indexOf('\n');
    this.#userEnd = nodeEnd < 0 ? -1 : text.indexOf('\n', nodeEnd + 1);
    this.#dateEnd = this.#userEnd < 0 ? -1 : text.indexOf('\n', this.#userEnd + 1);
    if (this.#dateEnd < 0) this.#corrupt('subsection not found', 0);
    // No files: the empty line follows at once.
    this.#filesEnd =
      text.charCodeAt(this.#dateEnd + 1) === 0x0a ? this.#dateEnd : text.indexOf('\n\n', this.#dateEnd + 1);
    if (this.#filesEnd < 0) this.#corrupt('subsection not found', this.#dateEnd);
  }

  #corrupt(message: string, offset: number): never {
    throw new CorruptionError(CHANGELOG, message, { rev: this.#rev, offset });
  }

  get manifestNode(): NodeId {
    const end = this.#text.indexOf('\n');
    const hex = this.#text.slice(0, end);
    if (hex.length !== 40 || !isHex(hex)) {
      if (hex.length % 2 !== 0) this.#corrupt('Odd-length string', 0);
      this.#corrupt(isHex(hex) ? `wrong length of manifest node: ${end}` : 'Non-hexadecimal digit found', 0);
    }
    return hex.toLowerCase();
  }

  get user(): ByteString {
    return this.#text.slice(this.#text.indexOf('\n') + 1, this.#userEnd);
  }

  /** A zone that is not a number counts as UTC: very old versions wrote other things there. */
  get date(): HgDate {
    this.#date ??= this.#plainDate() ?? this.#anyDate();
    return this.#date;
  }

  /** A date in digits alone, as nearly all are: read in place. */
  #plainDate(): HgDate | undefined {
    const text = this.#text;
    const start = this.#userEnd + 1;
    let at = start;
    let seconds = 0;
    let digit = text.charCodeAt(at) - 0x30;
    for (; digit >= 0 && digit <= 9; digit = text.charCodeAt(++at) - 0x30) seconds = seconds * 10 + digit;
    if (at === start || at - start > MOST_DIGITS || text.charCodeAt(at++) !== 0x20) return undefined;
    const negative = text.charCodeAt(at) === 0x2d;
    if (negative) at++;
    const zone = at;
    let offset = 0;
    digit = text.charCodeAt(at) - 0x30;
    for (; digit >= 0 && digit <= 9; digit = text.charCodeAt(++at) - 0x30) offset = offset * 10 + digit;
    if (at === zone || at - zone > MOST_DIGITS) return undefined;
    if (at !== this.#dateEnd && text.charCodeAt(at) !== 0x20) return undefined;
    return { seconds, offset: negative && offset !== 0 ? -offset : offset };
  }

  #anyDate(): HgDate {
    const start = this.#userEnd + 1;
    const line = this.#text.slice(start, this.#dateEnd);
    const space = line.indexOf(' ');
    const seconds = space < 0 ? line : line.slice(0, space);
    if (!FLOAT.test(seconds) || !Number.isFinite(Number(seconds.replaceAll('_', ''))))
      this.#corrupt(`could not convert string to float: b'${seconds}'`, start);
    if (space < 0) this.#corrupt('list index out of range', start);
    const extra = line.indexOf(' ', space + 1);
    const zone = line.slice(space + 1, extra < 0 ? line.length : extra);
    const offset = INTEGER.test(zone) ? Number(zone.replaceAll('_', '')) : 0;
    return { seconds: Number(seconds.replaceAll('_', '')), offset: offset === 0 ? 0 : offset };
  }

  /** Offset of the extra within the text, or -1. */
  #extraStart(): number {
    const zone = this.#text.indexOf(' ', this.#userEnd + 1);
    if (zone < 0 || zone >= this.#dateEnd) return -1;
    const space = this.#text.indexOf(' ', zone + 1);
    return space < 0 || space >= this.#dateEnd ? -1 : space + 1;
  }

  get extra(): ReadonlyMap<ByteString, ByteString> {
    if (this.#extra === undefined) {
      const start = this.#extraStart();
      this.#extra =
        start < 0
          ? DEFAULT_EXTRA
          : decodeExtra(this.#text.slice(start, this.#dateEnd), (message) => this.#corrupt(message, start));
    }
    return this.#extra;
  }

  get branch(): ByteString {
    return this.#mayHave('branch') ? (this.extra.get('branch') as ByteString) : DEFAULT_BRANCH;
  }

  get closesBranch(): boolean {
    return this.#mayHave('close') && this.extra.has('close');
  }

  /**
   * False when extra, which most entries do not have, is sound and lacks the key; found out without decoding it. Questions
   * about the branch are asked of every changeset.
   */
  #mayHave(key: ByteString): boolean {
    if (this.#extra !== undefined) return true;
    const start = this.#extraStart();
    if (start < 0) return false;
    // In place: a part of the text would have to be made for each changeset.
    const text = this.#text;
    const stop = this.#dateEnd;
    // Anything escaped might be part of a key.
    const backslash = text.indexOf('\\', start);
    if (backslash >= 0 && backslash < stop) return true;
    const first = key.charCodeAt(0);
    for (let at = start; at < stop; ) {
      if (text.charCodeAt(at) === first && text.startsWith(key, at)) return true;
      const end = text.indexOf('\0', at);
      const next = end < 0 || end > stop ? stop : end;
      const colon = text.indexOf(':', at);
      // Not sound: decoding says what is wrong.
      if (colon < 0 || colon >= next) return true;
      at = next + 1;
    }
    return false;
  }

  get files(): readonly ByteString[] {
    this.#files ??=
      this.#filesEnd === this.#dateEnd
        ? NO_FILES
        : this.#text.slice(this.#dateEnd + 1, this.#filesEnd).split('\n');
    return this.#files;
  }

  get description(): ByteString {
    return this.#text.slice(this.#filesEnd + 2);
  }
}

/** The changeset of the null revision. */
export const NULL_CHANGESET: Changeset = {
  manifestNode: NULL_NODE,
  user: '',
  date: { seconds: 0, offset: 0 },
  files: NO_FILES,
  description: '',
  extra: DEFAULT_EXTRA,
  branch: DEFAULT_BRANCH,
  closesBranch: false,
};

/**
 * Splits and unescapes extra; `branch` is always there.
 * @param corrupt throws an error with the given message.
 */
export function decodeExtra(
  text: ByteString,
  corrupt: (message: string) => never,
): ReadonlyMap<ByteString, ByteString> {
  const extra = new Map([['branch', DEFAULT_BRANCH]]);
  for (const item of text.split('\0')) {
    if (item === '') continue;
    const plain = unescapeExtra(item, corrupt);
    const colon = plain.indexOf(':');
    if (colon < 0) corrupt('not enough values to unpack (expected 2, got 1)');
    extra.set(plain.slice(0, colon), plain.slice(colon + 1));
  }
  return extra;
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  '0': '\0',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** `\0` is NUL whatever follows; the rest is as in string literals of Python, which is what hg reads it with. */
function unescapeExtra(text: ByteString, corrupt: (message: string) => never): ByteString {
  let backslash = text.indexOf('\\');
  if (backslash < 0) return text;
  let out = '';
  let copied = 0;
  while (backslash >= 0) {
    out += text.slice(copied, backslash);
    const next = text[backslash + 1];
    if (next === undefined) return corrupt('Trailing \\ in string');
    const simple = SIMPLE_ESCAPES[next];
    const octal = simple === undefined ? /^[0-7]{1,3}/.exec(text.slice(backslash + 1, backslash + 4)) : null;
    if (simple !== undefined) {
      out += simple;
      copied = backslash + 2;
    } else if (octal !== null) {
      out += String.fromCharCode(Number.parseInt(octal[0], 8) & 0xff);
      copied = backslash + 1 + octal[0].length;
    } else if (next === 'x') {
      const digits = text.slice(backslash + 2, backslash + 4);
      if (digits.length < 2 || !isHex(digits)) return corrupt(`invalid \\x escape at position ${backslash}`);
      out += String.fromCharCode(Number.parseInt(digits, 16));
      copied = backslash + 4;
    } else {
      out += next === '\n' ? '' : `\\${next}`;
      copied = backslash + 2;
    }
    backslash = text.indexOf('\\', copied);
  }
  return out + text.slice(copied);
}

/** Escapes and joins, sorted by key: what hg writes. */
export function encodeExtra(extra: ReadonlyMap<ByteString, ByteString>): ByteString {
  return [...extra.keys()]
    .sort()
    .map((key) =>
      `${key}:${extra.get(key)}`
        .replaceAll('\\', '\\\\')
        .replaceAll('\n', '\\n')
        .replaceAll('\r', '\\r')
        .replaceAll('\0', '\\0'),
    )
    .join('\0');
}

/** Everything a changeset's text holds. */
export type ChangesetParts = Pick<
  Changeset,
  'manifestNode' | 'user' | 'date' | 'files' | 'description' | 'extra'
>;

/** The text of an entry. Extra that says nothing but the default branch is left out, as hg does. */
export function encodeChangeset(parts: ChangesetParts): ByteString {
  const { manifestNode, user, date, files, description } = parts;
  const extra = new Map(parts.extra);
  if (extra.get('branch') === DEFAULT_BRANCH) extra.delete('branch');
  const tail = extra.size === 0 ? '' : ` ${encodeExtra(extra)}`;
  const lines = [
    manifestNode,
    user,
    `${date.seconds} ${date.offset}${tail}`,
    ...[...files].sort(),
    '',
    description,
  ];
  return lines.join('\n');
}
