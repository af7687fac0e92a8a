/** As much of mail as patches come in: headers, parts, transfer encodings. */
import { type ByteString, byteStringOf } from '../bytes/index.js';

/** Names in lower case. */
export type MailHeaders = ReadonlyMap<ByteString, ByteString>;

export interface MailPart {
  readonly text: ByteString;
  /** `text/plain`, rather than a patch by its type. */
  readonly isPlain: boolean;
}

const FIELD = /^([A-Za-z0-9-]+):[ \t]*(.*(?:\n[ \t]+.*)*)(?:\n|$)/;

const KNOWN = ['from', 'subject', 'to', 'content-type', 'mime-version', 'message-id', 'x-mercurial-node'];

/** Headers, if the text begins with any, and what follows them. */
export function headerOf(text: ByteString): { headers: MailHeaders; body: ByteString } {
  const headers = new Map<ByteString, ByteString>();
  let rest = text.includes('\r\n') && FIELD.test(text) ? text.replaceAll('\r\n', '\n') : text;
  for (;;) {
    const match = FIELD.exec(rest);
    if (match === null) break;
    headers.set((match[1] as ByteString).toLowerCase(), decodedWords(match[2] as ByteString));
    rest = rest.slice(match[0].length);
  }
  // Text that looks like it is a message, too.
  if (!KNOWN.some((name) => headers.has(name))) return { headers: new Map(), body: text };
  return { headers, body: rest.startsWith('\n') ? rest.slice(1) : rest };
}

/** RFC 2047; what comes out is in the encoding that the words name. */
function decodedWords(text: ByteString): ByteString {
  return text
    .replace(/(\?=)\s+(?==\?)/g, '$1')
    .replace(/=\?[^?\s]+\?([QqBb])\?([^?\s]*)\?=/g, (_all, kind: string, word: string) =>
      kind.toLowerCase() === 'b' ? base64(word) : quoted(word.replaceAll('_', ' ')),
    );
}

function quoted(text: ByteString): ByteString {
  return text.replace(/=([0-9A-Fa-f]{2})/g, (_all, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** The texts of a mail. */
export function decodedParts(headers: MailHeaders, body: ByteString): MailPart[] {
  const type = headers.get('content-type') ?? 'text/plain';
  const boundary = /boundary="?([^";\s]+)"?/i.exec(type)?.[1];
  if (/^multipart\//i.test(type) && boundary !== undefined)
    return body
      .split(new RegExp(`^--${boundary.replace(/[^A-Za-z0-9]/g, '\\$&')}(?:--)?[ \\t]*\\n`, 'm'))
      .slice(1)
      .flatMap((part) => {
        const inner = headerOf(part.startsWith('\n') ? part.slice(1) : part);
        return part.trim() === '' ? [] : decodedParts(inner.headers, inner.body);
      });
  if (!/^text\/(plain|x-diff|x-patch)/i.test(type)) return [];
  return [{ text: decoded(headers, body), isPlain: /^text\/plain/i.test(type) }];
}

function decoded(headers: MailHeaders, body: ByteString): ByteString {
  const encoding = (headers.get('content-transfer-encoding') ?? '').trim().toLowerCase();
  if (encoding === 'quoted-printable') return quoted(body.replace(/=\n/g, ''));
  return encoding === 'base64' ? base64(body) : body;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Other characters do not count. */
function base64(text: ByteString): ByteString {
  const out = new Uint8Array(Math.ceil((text.length * 3) / 4));
  let used = 0;
  let bits = 0;
  let value = 0;
  for (const char of text) {
    const digit = ALPHABET.indexOf(char);
    if (digit < 0) continue;
    value = ((value << 6) | digit) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out[used++] = (value >> bits) & 0xff;
  }
  return byteStringOf(out, 0, used);
}
