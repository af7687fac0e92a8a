/** `--word-diff`: which words changed between removed and added lines. */
import { type ByteString, bytesOf } from '../bytes/index.js';
import type { LabelledText } from './label-diff.js';
import { type LineDiffer, REGION_CHANGED } from './line-diff.js';

/** A word, a run of tabs or of blanks, or any other single byte. */
const WORD = /\t+| +|[a-zA-Z0-9_\x80-\xff]+|[^ \ta-zA-Z0-9_\x80-\xff]/g;

/**
 * The removed and the added lines of one change, in pieces.
 * @param removed lines without `-`, @param added lines without `+`; all end with `\n`.
 */
export function wordDiff(
  removed: readonly ByteString[],
  added: readonly ByteString[],
  differ: LineDiffer,
): LabelledText[] {
  const before = removed.join('').match(WORD) ?? [];
  const after = added.join('').match(WORD) ?? [];
  // Every word becomes a line, so that the line diff compares words.
  const { regions } = differ.compare(wordsAsLines(before), wordsAsLines(after));
  const out: LabelledText[] = [];
  label(out, '-', 'diff.deleted', before, regions, 1);
  label(out, '+', 'diff.inserted', after, regions, 3);
  return out;
}

function wordsAsLines(words: readonly string[]): Uint8Array {
  return bytesOf(words.map((word) => (word === '\n' ? word : `${word}\n`)).join(''));
}

/** Appends the lines of one side; `side` is where its range is in a region. */
function label(
  out: LabelledText[],
  prefix: string,
  name: string,
  words: readonly string[],
  regions: Int32Array,
  side: 1 | 3,
): void {
  let atLineStart = true;
  for (let region = 0; region < regions.length; region += 5) {
    const text = words.slice(regions[region + side], regions[region + side + 1]).join('');
    const label = regions[region] === REGION_CHANGED ? `${name}.changed` : `${name}.unchanged`;
    for (const piece of text.match(/[^\n]*\n|[^\n]+/g) ?? []) {
      if (atLineStart) out.push({ text: prefix, label: name });
      atLineStart = piece.endsWith('\n');
      let end = '';
      let blanks = '';
      let shown = piece;
      if (atLineStart) {
        const chomped = piece.endsWith('\r\n') ? piece.slice(0, -2) : piece.slice(0, -1);
        shown = chomped.replace(/[ \t\n\r\x0b\x0c]+$/, '');
        end = piece.slice(chomped.length);
        blanks = chomped.slice(shown.length);
      }
      for (const part of shown.match(/\t+|[^\t]+/g) ?? [])
        out.push({ text: part, label: part.startsWith('\t') ? 'diff.tab' : label });
      if (blanks !== '') out.push({ text: blanks, label: 'diff.trailingwhitespace' });
      if (end !== '') out.push({ text: end, label: '' });
    }
  }
}
