/** `%XX` quoting of bytes, as in parameters of bundles and capabilities. */
import type { ByteString } from '../bytes/index.js';

const SAFE = /[A-Za-z0-9_.\-~/]/;

export function quoteUrl(text: ByteString): ByteString {
  let out = '';
  for (const char of text)
    out += SAFE.test(char) ? char : `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  return out;
}

/** What is no `%XX` stays as it is. */
export function unquoteUrl(text: ByteString): ByteString {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
