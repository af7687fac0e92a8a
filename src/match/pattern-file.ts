/** Reads the lines of `.hgignore` and other pattern files. */
import type { ByteString } from '../bytes/index.js';

/** Receives a warning, without a newline. */
export type Warn = (message: ByteString) => void;

export interface PatternLine {
  /** With its kind in front. */
  readonly pattern: ByteString;
  /** From 1. */
  readonly line: number;
  /** The line without comment, trailing blanks and what names its syntax. */
  readonly lineText: ByteString;
}

/** What a syntax name puts before a line. The last two have no colon: hg's own table, which lines show through. */
const SYNTAXES: readonly (readonly [name: ByteString, prefix: ByteString])[] = [
  ['re', 'relre:'],
  ['regexp', 'relre:'],
  ['glob', 'relglob:'],
  ['rootglob', 'rootglob:'],
  ['include', 'include'],
  ['subinclude', 'subinclude'],
];

/** Cuts a comment: from a `#` that an even number of backslashes precedes; `\#` becomes `#`. */
function withoutComment(line: ByteString): ByteString {
  if (!line.includes('#')) return line;
  let backslashes = 0;
  let end = line.length;
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '#' && backslashes % 2 === 0) {
      end = at;
      break;
    }
    backslashes = line[at] === '\\' ? backslashes + 1 : 0;
  }
  return line.slice(0, end).replaceAll('\\#', '#');
}

/** @param path how to call the file in warnings */
export function parsePatternFile(content: ByteString, path: ByteString, warn?: Warn): PatternLine[] {
  const out: PatternLine[] = [];
  let syntax = 'relre:';
  const lines = content.split('\n');
  for (let index = 0; index < lines.length; index++) {
    let text = withoutComment(lines[index]).replace(/[ \t\n\r\v\f]+$/, '');
    if (text === '') continue;
    if (text.startsWith('syntax:')) {
      const name = text.slice(7).replace(/^[ \t\n\r\v\f]+/, '');
      const known = SYNTAXES.find(([known]) => known === name);
      if (known === undefined) warn?.(`${path}: ignoring invalid syntax '${name}'`);
      else syntax = known[1];
      continue;
    }
    let prefix = syntax;
    for (const [name, before] of SYNTAXES) {
      if (text.startsWith(before)) {
        prefix = before;
        text = text.slice(before.length);
        break;
      }
      if (text.startsWith(`${name}:`)) {
        prefix = before;
        text = text.slice(name.length + 1);
        break;
      }
    }
    out.push({ pattern: prefix + text, line: index + 1, lineText: text });
  }
  return out;
}
