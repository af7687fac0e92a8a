/** Patterns for names: `re:`, `literal:` or plain text. */
import type { ByteString } from '../../bytes/index.js';
import { ParseError } from '../../errors/index.js';
import { compilePattern } from '../text/regexp.js';

/** @throws ParseError for an invalid regular expression. */
export function tagMatcher(pattern: ByteString): (name: ByteString) => boolean {
  if (pattern.startsWith('re:')) {
    const source = pattern.slice(3);
    const compiled = compilePattern(source);
    if (compiled === undefined) throw new ParseError(`invalid regular expression: ${source}`);
    return (name) => compiled.matcher(name).find();
  }
  const literal = pattern.startsWith('literal:') ? pattern.slice('literal:'.length) : pattern;
  return (name) => name === literal;
}
