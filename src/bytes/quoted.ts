/** Quotes bytes for messages. */
import type { ByteString } from './byte-string.js';

/**
 * The bytes between quotes with everything that is not printable ASCII escaped, the way hg's messages show raw lines:
 * single quotes unless the text holds some and no double ones.
 */
export function quoted(text: ByteString): ByteString {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let out = quote;
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    const code = text.charCodeAt(i);
    if (char === quote || char === '\\') out += `\\${char}`;
    else if (char === '\n') out += '\\n';
    else if (char === '\r') out += '\\r';
    else if (char === '\t') out += '\\t';
    else if (code < 0x20 || code > 0x7e) out += `\\x${code.toString(16).padStart(2, '0')}`;
    else out += char;
  }
  return out + quote;
}
