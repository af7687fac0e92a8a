/**
 * Between what the store holds (UTF-8) and what the user's terminal and command line speak. Inside, texts stay as they are
 * stored; they are converted on their way out and in, so nothing is lost on the way through.
 */
import { HgError } from '../errors/index.js';
import type { ByteString } from './byte-string.js';
import { builtinCharset, type Charset, isAsciiText } from './charset.js';
import { textWidth } from './column-width.js';

export interface LocalEncodingOptions {
  /** What to do with input that is not valid: `HGENCODINGMODE`. Default `strict`. */
  readonly mode?: 'strict' | 'replace' | 'ignore';
  /** What stored text is in that is not UTF-8 (configuration `ui.fallbackencoding`). Default ISO-8859-1. */
  readonly fallback?: Charset;
  /** Characters of ambiguous width take two columns: `HGENCODINGAMBIGUOUS=wide`. */
  readonly ambiguousIsWide?: boolean;
}

export interface Localized {
  readonly local: ByteString;
  /** False when characters became `?`. */
  readonly lossless: boolean;
}

const UTF8 = builtinCharset('utf-8') as Charset;
const LATIN1 = builtinCharset('iso-8859-1') as Charset;

/** Undefined when anything cannot be decoded. */
function tryDecode(charset: Charset, bytes: ByteString): string | undefined {
  let failed = false;
  const text = charset.decode(bytes, () => {
    failed = true;
    return '';
  });
  return failed ? undefined : text;
}

function tryEncode(charset: Charset, text: string): ByteString | undefined {
  let failed = false;
  const bytes = charset.encode(text, () => {
    failed = true;
    return '';
  });
  return failed ? undefined : bytes;
}

export class LocalEncoding {
  readonly charset: Charset;
  readonly #mode: 'strict' | 'replace' | 'ignore';
  readonly #fallback: Charset;
  readonly #ambiguousIsWide: boolean;

  constructor(charset: Charset, options: LocalEncodingOptions = {}) {
    this.charset = charset;
    this.#mode = options.mode ?? 'strict';
    this.#fallback = options.fallback ?? LATIN1;
    this.#ambiguousIsWide = options.ambiguousIsWide ?? false;
  }

  /** Stored text for the user: what the local encoding does not have becomes `?`. O(n). */
  toLocal(stored: ByteString): ByteString {
    return isAsciiText(stored) ? stored : this.localize(stored).local;
  }

  /** As {@link toLocal}, and whether anything was lost. Text that is not UTF-8 is taken to be in the fallback encoding. */
  localize(stored: ByteString): Localized {
    if (isAsciiText(stored)) return { local: stored, lossless: true };
    const text =
      tryDecode(UTF8, stored) ?? tryDecode(this.#fallback, stored) ?? UTF8.decode(stored, () => '\ufffd');
    let lossless = true;
    const local = this.charset.encode(text, () => {
      lossless = false;
      return '?';
    });
    return { local, lossless };
  }

  /** The user's text for the store. @throws HgError in hg's words when it is not valid in the local encoding. */
  fromLocal(local: ByteString): ByteString {
    if (isAsciiText(local)) return local;
    const text = this.charset.decode(local, (failure) => {
      if (this.#mode === 'replace') return '\ufffd';
      if (this.#mode === 'ignore') return '';
      const near = local.slice(Math.max(0, failure.start - 10), failure.start + 10);
      throw new HgError('abort', `decoding near '${near}': ${failure.message}!`);
    });
    return UTF8.encode(text, () => '?');
  }

  #text(local: ByteString): string {
    return this.charset.decode(local, () => '\ufffd');
  }

  /** Columns that local text takes on a terminal. O(n). */
  width(local: ByteString): number {
    return isAsciiText(local) ? local.length : textWidth(this.#text(local), this.#ambiguousIsWide);
  }

  /** The part of `columns` columns that begins at byte `start`; undefined when no cut gives just that. */
  columns(local: ByteString, start: number, columns: number): ByteString | undefined {
    for (let end = start + columns; end <= local.length; end++) {
      const part = local.slice(start, end);
      if (this.width(part) === columns) return part;
    }
    return undefined;
  }

  /**
   * Cuts local text to `columns` columns, `ellipsis` (ASCII or local) included. `leftSide` cuts at the start.
   * Bytes that are not valid are counted one by one.
   */
  trim(local: ByteString, columns: number, ellipsis: ByteString = '', leftSide = false): ByteString {
    const valid = tryDecode(this.charset, local);
    const room = columns - ellipsis.length;
    if (valid === undefined) {
      if (local.length <= columns) return local;
      if (room <= 0) return ellipsis.slice(0, Math.max(0, columns));
      return leftSide ? ellipsis + local.slice(-room) : local.slice(0, room) + ellipsis;
    }
    if (textWidth(valid, this.#ambiguousIsWide) <= columns) return local;
    const space = columns - this.width(ellipsis);
    if (space <= 0) return ellipsis.slice(0, Math.max(0, columns));
    const chars = [...valid];
    if (leftSide) chars.reverse();
    let used = 0;
    const kept: string[] = [];
    for (const char of chars) {
      used += textWidth(char, this.#ambiguousIsWide);
      if (used > space) break;
      kept.push(char);
    }
    if (leftSide) kept.reverse();
    const part = this.charset.encode(kept.join(''), () => '?');
    return leftSide ? ellipsis + part : part + ellipsis;
  }

  lower(local: ByteString): ByteString {
    return this.#changeCase(local, (text) => text.toLowerCase());
  }

  upper(local: ByteString): ByteString {
    return this.#changeCase(local, (text) => text.toUpperCase());
  }

  /** Only ASCII letters change in text that is not valid, or whose result the encoding does not have. */
  #changeCase(local: ByteString, change: (text: string) => string): ByteString {
    if (isAsciiText(local)) return change(local);
    const text = tryDecode(this.charset, local);
    const changed = text === undefined ? undefined : tryEncode(this.charset, change(text));
    if (changed !== undefined) return changed;
    return local.replace(/[A-Za-z]+/g, change);
  }
}

/**
 * The name of the encoding that the environment asks for: `HGENCODING`, otherwise the part behind the dot in the locale.
 * Without either, UTF-8.
 */
export function encodingName(env: (name: string) => ByteString | undefined): ByteString {
  const explicit = env('HGENCODING');
  if (explicit !== undefined && explicit !== '') return explicit;
  const locale = env('LC_ALL') || env('LC_CTYPE') || env('LANG') || '';
  return /\.([^@]+)/.exec(locale)?.[1] ?? 'utf-8';
}

/**
 * @param more finds encodings that are not built in.
 * @throws HgError for an unknown encoding.
 */
export function localEncoding(
  name: ByteString,
  more: (name: ByteString) => Charset | undefined = () => undefined,
  options: LocalEncodingOptions = {},
): LocalEncoding {
  const charset = builtinCharset(name) ?? more(name);
  if (charset === undefined)
    throw new HgError('abort', `unknown encoding: ${name}`, { hint: 'please check your locale settings' });
  return new LocalEncoding(charset, options);
}
