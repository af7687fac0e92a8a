/** Regular expressions with Python's replacement syntax, matched in linear time. */
import { RE2JS } from 're2js';
import type { ByteString } from '../../bytes/index.js';

/** Undefined when the pattern is not valid. */
export function compilePattern(pattern: ByteString): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern);
  } catch {
    return undefined;
  }
}

type Part = ByteString | { readonly group: number | string };

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

/** Splits a replacement into texts and groups; undefined when it is not valid for the pattern. */
export function parseReplacement(text: ByteString, pattern: RE2JS): readonly Part[] | undefined {
  const parts: Part[] = [];
  const names = pattern.namedGroups();
  for (let at = 0; at < text.length; ) {
    const slash = text.indexOf('\\', at);
    if (slash !== at) {
      parts.push(text.slice(at, slash < 0 ? undefined : slash));
      if (slash < 0) break;
    }
    const char = text[slash + 1];
    at = slash + 2;
    if (char === undefined) return undefined;
    if (char === 'g') {
      const end = text.indexOf('>', at);
      if (text[at] !== '<' || end < 0) return undefined;
      const name = text.slice(at + 1, end);
      if (/^\d+$/.test(name)) {
        if (Number(name) > pattern.groupCount()) return undefined;
        parts.push({ group: Number(name) });
      } else if (Object.hasOwn(names, name)) parts.push({ group: name });
      else return undefined;
      at = end + 1;
    } else if (char === '0' || /^[0-3][0-7][0-7]/.test(text.slice(slash + 1))) {
      const digits = (/^[0-7]{1,3}/.exec(text.slice(slash + 1)) as RegExpExecArray)[0];
      parts.push(String.fromCharCode(Number.parseInt(digits, 8)));
      at = slash + 1 + digits.length;
    } else if (/[1-9]/.test(char)) {
      const digits = (/^\d\d?/.exec(text.slice(slash + 1)) as RegExpExecArray)[0];
      if (Number(digits) > pattern.groupCount()) return undefined;
      parts.push({ group: Number(digits) });
      at = slash + 1 + digits.length;
    } else if (SIMPLE[char] !== undefined) parts.push(SIMPLE[char]);
    else if (/[A-Za-z]/.test(char)) return undefined;
    else parts.push(`\\${char}`);
  }
  return parts;
}

/** Replaces every match. O(n) in the text. */
export function replaceAll(pattern: RE2JS, replacement: readonly Part[], text: ByteString): ByteString {
  const matcher = pattern.matcher(text);
  let out = '';
  let from = 0;
  while (matcher.find()) {
    out += text.slice(from, matcher.start());
    for (const part of replacement)
      out += typeof part === 'string' ? part : (matcher.group(part.group) ?? '');
    from = matcher.end();
  }
  return out + text.slice(from);
}
