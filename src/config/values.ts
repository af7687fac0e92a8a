/** The kinds of values in configuration: words for true and false, sizes, lists with quotes. */
import { type ByteString, stripSpace } from '../bytes/index.js';

const TRUE_WORDS = new Set(['1', 'yes', 'true', 'on', 'always']);
const FALSE_WORDS = new Set(['0', 'no', 'false', 'off', 'never']);

/** hg's reading of a boolean word; undefined when it is none. */
export function parseBool(word: ByteString): boolean | undefined {
  const lower = word.toLowerCase();
  if (TRUE_WORDS.has(lower)) return true;
  if (FALSE_WORDS.has(lower)) return false;
  return undefined;
}

const UNITS: readonly (readonly [string, number])[] = [
  ['kb', 2 ** 10],
  ['mb', 2 ** 20],
  ['gb', 2 ** 30],
  ['k', 2 ** 10],
  ['m', 2 ** 20],
  ['g', 2 ** 30],
  ['b', 1],
];

/** What stands before the unit of a size, in lower case and unchecked, and the unit's bytes; undefined without a unit. */
export function splitSize(text: ByteString): readonly [number: ByteString, unit: number | undefined] {
  const word = stripSpace(text).toLowerCase();
  const unit = UNITS.find(([name]) => word.endsWith(name));
  return unit === undefined ? [word, undefined] : [stripSpace(word.slice(0, -unit[0].length)), unit[1]];
}

/** A size such as `2 MB` or `1.5g`, in bytes; undefined when it is none. */
export function parseSize(text: ByteString): number | undefined {
  const [digits, unit] = splitSize(text);
  const pattern = unit === undefined ? /^[+-]?\d+(_\d+)*$/ : /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/;
  if (!pattern.test(digits)) return undefined;
  return Math.trunc(Number(digits.replaceAll('_', '')) * (unit ?? 1));
}

const isSpace = (char: string | undefined): boolean => char !== undefined && ' \t\n\r\v\f'.includes(char);
const isSeparator = (char: string | undefined): boolean => isSpace(char) || char === ',';

/**
 * A list: parts between commas or white space. A part that begins with `"` runs to the next `"`; `\\"` is a quote that
 * means itself. A quote without its partner is an ordinary character. As hg does, an empty quoted part and a separator
 * after a closing quote at the end of the text each leave an empty part behind. O(n), but for unpaired quotes.
 */
export function parseList(text: ByteString): ByteString[] {
  const trimmed = text.replace(/^[ ,\n]+/, '');
  return trimmed.replace(/[ ,]+$/, '') === '' ? [] : splitList(trimmed);
}

function splitList(untrimmed: ByteString): ByteString[] {
  const text = untrimmed.replace(/[ ,]+$/, '');
  const parts: ByteString[] = [];
  const end = text.length;
  let at = 0;
  let part = '';
  let quoted = false;
  while (true) {
    if (!quoted) {
      if (at >= end) break;
      const char = text[at] as string;
      if (char === '"' && part === '') {
        quoted = true;
        at++;
      } else if (isSeparator(char)) {
        at = skipSeparators(text, at);
        if (at >= end) break;
        parts.push(part);
        part = '';
      } else {
        part = char === '"' && part.endsWith('\\') ? `${part.slice(0, -1)}"` : part + char;
        at++;
      }
      continue;
    }
    quoted = false;
    if (text[at] === '"') {
      parts.push('');
      at = skipSeparators(text, at + 1);
      continue;
    }
    const close = readQuoted(text, at);
    if (close.next === undefined) {
      const [first = '', ...others] = splitList(close.part);
      return [...parts, `"${first}`, ...others];
    }
    part = close.part;
    if (close.next >= end) break;
    at = skipSeparators(text, close.next, ' ,');
    if (at === end - 1 && text[at] === '"') {
      part += '"';
      break;
    }
    parts.push(part);
    part = '';
    if (text[at] === '"') {
      quoted = true;
      at++;
    }
  }
  parts.push(part);
  return parts;
}

function skipSeparators(text: ByteString, at: number, separators = ' ,\t\n\r\v\f'): number {
  let next = at;
  while (next < text.length && separators.includes(text[next] as string)) next++;
  return next;
}

/** From behind an opening quote to the closing one; `next` is undefined when there is none. */
function readQuoted(text: ByteString, start: number): { part: ByteString; next: number | undefined } {
  let part = '';
  for (let at = start; at < text.length; at++) {
    if (text[at] === '"') return { part, next: at + 1 };
    if (text[at] === '\\' && text[at + 1] === '"') at++;
    part += text[at];
  }
  return { part, next: undefined };
}
