/** Python's spelling of byte strings, which hg's debug output and messages use, and its escapes in strings. */
import { type ByteString, nibbleOf, quoted } from '../../bytes/index.js';
import { ParseError } from '../../errors/index.js';

export { quoted };

const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
};

/** @throws ParseError for a `\x` without two hex digits. Unknown escapes stay as they are. */
export function unescapeString(text: ByteString): ByteString {
  if (!text.includes('\\')) return text;
  let out = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string;
    const next = text[at + 1];
    if (char !== '\\' || next === undefined) {
      out += char;
      continue;
    }
    const simple = SIMPLE[next];
    if (simple !== undefined) {
      out += simple;
      at++;
    } else if (next === 'x') {
      const high = nibbleOf(text.charCodeAt(at + 2));
      const low = nibbleOf(text.charCodeAt(at + 3));
      if (!(high >= 0 && low >= 0)) throw new ParseError(`invalid \\x escape at position ${at}`);
      out += String.fromCharCode(high * 16 + low);
      at += 3;
    } else if (next >= '0' && next <= '7') {
      const digits = (/^[0-7]{1,3}/.exec(text.slice(at + 1, at + 4)) as RegExpExecArray)[0];
      out += String.fromCharCode(Number.parseInt(digits, 8) & 255);
      at += digits.length;
    } else {
      out += char + next;
      at++;
    }
  }
  return out;
}
