/** Escaping for XML, URLs and spam robots. */
import { type ByteString, isValidUtf8, textOfUtf8 } from '../../bytes/index.js';

const XML: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for HTML: NUL bytes vanish, single quotes stay. */
export function escapeHtml(text: ByteString): ByteString {
  return text.replace(/[\0&<>"]/g, (char) => XML[char] ?? '');
}

/** Text for XML: control characters become blanks. */
export function escapeXml(text: ByteString): ByteString {
  return text
    .replace(/[&<>"']/g, (char) => XML[char] as string)
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f]/g, ' ');
}

/** Percent encoding of everything but letters, digits, `_.-~` and the characters of `safe`. */
export function escapeUrl(text: ByteString, safe = '/'): ByteString {
  let out = '';
  for (const char of text) {
    if (/[A-Za-z0-9_.~-]/.test(char) || safe.includes(char)) out += char;
    else out += `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}

/** Every character as a numeric XML entity. */
export function obfuscate(text: ByteString): ByteString {
  const chars = isValidUtf8(text) ? textOfUtf8(text) : text;
  let out = '';
  for (const char of chars) out += `&#${char.codePointAt(0)};`;
  return out;
}

/** A value of a changeset's extras as `log --debug` and `{extras}` show it: what is not printable ASCII as in Python. */
export function escapeExtra(text: ByteString): ByteString {
  let out = '';
  for (const char of text) {
    const code = char.charCodeAt(0);
    if (char === '\\') out += '\\\\';
    else if (char === '\n') out += '\\n';
    else if (char === '\r') out += '\\r';
    else if (char === '\t') out += '\\t';
    else if (char === "'") out += "\\'";
    else if (code < 32 || code > 126) out += `\\x${code.toString(16).padStart(2, '0')}`;
    else out += char;
  }
  return out;
}
