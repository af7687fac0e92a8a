/** Splits text into words as a POSIX shell would, without expansions. */
import type { ByteString } from '../../bytes/index.js';

/** @throws Error with the message that hg shows for unbalanced quotes. */
export function shellSplit(text: ByteString): ByteString[] {
  const out: ByteString[] = [];
  let word: ByteString | undefined;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string;
    if (' \t\r\n'.includes(char)) {
      if (word !== undefined) out.push(word);
      word = undefined;
    } else if (char === "'") {
      const end = text.indexOf("'", at + 1);
      if (end < 0) throw new Error('No closing quotation');
      word = (word ?? '') + text.slice(at + 1, end);
      at = end;
    } else if (char === '"') {
      word ??= '';
      for (at++; ; at++) {
        if (at >= text.length) throw new Error('No closing quotation');
        if (text[at] === '"') break;
        if (text[at] === '\\' && (text[at + 1] === '"' || text[at + 1] === '\\')) at++;
        word += text[at];
      }
    } else if (char === '\\') {
      if (at + 1 >= text.length) throw new Error('No escaped character');
      word = (word ?? '') + text[++at];
    } else word = (word ?? '') + char;
  }
  if (word !== undefined) out.push(word);
  return out;
}
