/** Patterns of strings: `re:`, `literal:` and plain text. */
import { type ByteString, textOfUtf8, utf8Of } from '../bytes/index.js';
import { ParseError } from '../errors/index.js';
import { compileRegExp } from '../match/index.js';

/** Lower case of UTF-8 text; of ASCII letters only when it is not UTF-8. */
export function lowerCase(text: ByteString): ByteString {
  let ascii = true;
  for (let i = 0; ascii && i < text.length; i++) ascii = text.charCodeAt(i) < 0x80;
  if (ascii) return text.toLowerCase();
  const decoded = textOfUtf8(text);
  if (decoded.includes('\ufffd')) return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return utf8Of(decoded.toLowerCase());
}

export interface StringMatcher {
  readonly kind: 're' | 'literal';
  /** Without the prefix. */
  readonly pattern: ByteString;
  matches(text: ByteString): boolean;
}

/** A literal must be the whole text; a regular expression may match anywhere in it. @throws ParseError */
export function stringMatcher(written: ByteString, ignoreCase = false): StringMatcher {
  if (written.startsWith('re:')) {
    const pattern = written.slice(3);
    try {
      const expression = compileRegExp(pattern, { ignoreCase });
      return { kind: 're', pattern, matches: (text) => expression.search(text) };
    } catch (error) {
      if (error instanceof ParseError)
        throw new ParseError(`invalid regular expression: ${error.message}`, undefined, { cause: error });
      throw error;
    }
  }
  const pattern = written.startsWith('literal:') ? written.slice(8) : written;
  if (!ignoreCase) return { kind: 'literal', pattern, matches: (text) => text === pattern };
  const lower = lowerCase(pattern);
  return { kind: 'literal', pattern, matches: (text) => lowerCase(text) === lower };
}

/** As {@link stringMatcher}, but a literal may be anywhere in the text. Ignores case. */
export function substringMatcher(written: ByteString): StringMatcher {
  const matcher = stringMatcher(written, true);
  if (matcher.kind === 're') return matcher;
  const pattern = lowerCase(matcher.pattern);
  return { kind: 'literal', pattern, matches: (text) => lowerCase(text).includes(pattern) };
}
