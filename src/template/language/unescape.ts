/** Backslash escapes of template strings. */
import { type ByteString, nibbleOf } from '../../bytes/index.js';
import { ParseError } from '../../errors/index.js';

const SIMPLE: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\n': '',
};

const isOctal = (char: string | undefined) => char !== undefined && char >= '0' && char <= '7';

/** @throws ParseError for a trailing backslash and an incomplete `\x`. */
export function unescapeString(text: ByteString): ByteString {
  let slash = text.indexOf('\\');
  if (slash < 0) return text;
  let out = '';
  let from = 0;
  while (slash >= 0) {
    out += text.slice(from, slash);
    const char = text[slash + 1];
    if (char === undefined) throw new ParseError('trailing \\ in string');
    const simple = SIMPLE[char];
    from = slash + 2;
    if (simple !== undefined) out += simple;
    else if (char === 'x') {
      const high = nibbleOf(text.charCodeAt(from) || 0);
      const low = nibbleOf(text.charCodeAt(from + 1) || 0);
      if (high < 0 || low < 0) throw new ParseError(`invalid \\x escape at position ${slash}`);
      out += String.fromCharCode((high << 4) | low);
      from += 2;
    } else if (isOctal(char)) {
      let end = slash + 2;
      while (end < slash + 4 && isOctal(text[end])) end++;
      out += String.fromCharCode(Number.parseInt(text.slice(slash + 1, end), 8) & 0xff);
      from = end;
    } else out += `\\${char}`;
    slash = text.indexOf('\\', from);
  }
  return out + text.slice(from);
}
