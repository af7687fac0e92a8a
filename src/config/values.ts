/** The kinds of values in configuration: words for true and false, sizes, lists with quotes. */
import type { ByteString } from '../bytes/index.js';

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

/** A size such as `2 MB` or `1.5g`, in bytes; undefined when it is none. */
export function parseSize(text: ByteString): number | undefined {
  const word = text.trim().toLowerCase();
  const unit = UNITS.find(([name]) => word.endsWith(name));
  const digits = (unit === undefined ? word : word.slice(0, -unit[0].length)).trim();
  const pattern = unit === undefined ? /^[+-]?\d+$/ : /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/;
  if (!pattern.test(digits)) return undefined;
  return Math.trunc(Number(digits) * (unit?.[1] ?? 1));
}

const isSpace = (char: string | undefined): boolean => char !== undefined && ' \t\n\r\v\f'.includes(char);
const isSeparator = (char: string | undefined): boolean => isSpace(char) || char === ',';

/**
 * A list: parts between commas or white space; a part that begins with `"` runs to the next `"` (`\"` is a quote inside).
 * A quote without its partner is an ordinary character.
 */
export function parseList(text: ByteString): ByteString[] {
  const out: ByteString[] = [];
  const end = text.length;
  let at = 0;
  while (true) {
    while (at < end && isSeparator(text[at])) at++;
    if (at >= end) return out;
    if (text[at] === '"') {
      const quoted = quotedPart(text, at + 1);
      if (quoted !== undefined) {
        // Text glued to the closing quote makes the whole an ordinary word, but for the first quote.
        if (quoted.next >= end || isSeparator(text[quoted.next])) {
          out.push(quoted.part);
          at = quoted.next;
          continue;
        }
        let stop = quoted.next;
        while (stop < end && !isSeparator(text[stop])) stop++;
        out.push(quoted.part, text.slice(quoted.next, stop));
        at = stop;
        continue;
      }
    }
    let part = '';
    while (at < end && !isSeparator(text[at])) {
      if (text[at] === '\\' && text[at + 1] === '"' && part === '') at++;
      part += text[at];
      at++;
    }
    out.push(part);
  }
}

function quotedPart(text: ByteString, start: number): { part: ByteString; next: number } | undefined {
  let part = '';
  for (let at = start; at < text.length; at++) {
    if (text[at] === '"') return { part, next: at + 1 };
    if (text[at] === '\\' && text[at + 1] === '"') at++;
    part += text[at];
  }
  return undefined;
}
