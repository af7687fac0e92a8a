/** Colour labels for diff text. */
import { type ByteString, byteStringOf } from '../bytes/index.js';
import { LineDiffer } from './line-diff.js';
import { wordDiff } from './word-diff.js';

/** Text and the label of its colour; `''` for none. */
export interface LabelledText {
  readonly text: ByteString;
  readonly label: string;
}

const HEADER_LABELS: readonly (readonly [string, string])[] = [
  ['diff', 'diff.diffline'],
  ['copy', 'diff.extended'],
  ['rename', 'diff.extended'],
  ['old', 'diff.extended'],
  ['new', 'diff.extended'],
  ['deleted', 'diff.extended'],
  ['index', 'diff.extended'],
  ['similarity', 'diff.extended'],
  ['---', 'diff.file_a'],
  ['+++', 'diff.file_b'],
];

const HUNK_LABELS: readonly (readonly [string, string])[] = [
  ['@', 'diff.hunk'],
  ['-', 'diff.deleted'],
  ['+', 'diff.inserted'],
];

/** Cuts diff text (of one or more whole files) into labelled pieces. Line ends are unlabelled. O(bytes). */
export function* labelDiff(
  diff: Uint8Array,
  options: { readonly wordDiff?: boolean } = {},
): Generator<LabelledText, void, undefined> {
  const differ = options.wordDiff === true ? new LineDiffer() : undefined;
  let inHeader = false;
  let removed: ByteString[] = [];
  let added: ByteString[] = [];
  function* flush(): Generator<LabelledText, void, undefined> {
    if (removed.length > 0 && added.length > 0 && differ !== undefined)
      yield* wordDiff(removed, added, differ);
    else {
      for (const line of removed) yield* labelLine(`-${line}`, 'diff.deleted');
      for (const line of added) yield* labelLine(`+${line}`, 'diff.inserted');
    }
    removed = [];
    added = [];
  }
  for (let at = 0; at < diff.length; ) {
    let end = diff.indexOf(10, at) + 1;
    if (end === 0) end = diff.length;
    const line = byteStringOf(diff, at, end);
    at = end;
    const first = line[0] as string;
    if (inHeader) {
      if (first === '@') inHeader = false;
    } else if (!' +-@\\\n'.includes(first)) inHeader = true;
    if (differ !== undefined && !inHeader && line.endsWith('\n')) {
      if (first === '-') {
        if (added.length > 0) yield* flush();
        removed.push(line.slice(1));
        continue;
      }
      if (first === '+') {
        added.push(line.slice(1));
        continue;
      }
    }
    yield* flush();
    const labels = inHeader ? HEADER_LABELS : HUNK_LABELS;
    yield* labelLine(line, labels.find(([prefix]) => line.startsWith(prefix))?.[1] ?? '');
  }
  yield* flush();
}

function* labelLine(line: ByteString, label: string): Generator<LabelledText, void, undefined> {
  if (label === '') {
    yield { text: line, label };
    return;
  }
  const chomped = line.replace(/[\r\n]+$/, '');
  const shown = chomped.replace(/[ \t\n\r\x0b\x0c]+$/, '');
  const hasTabs = label === 'diff.deleted' || label === 'diff.inserted';
  if (hasTabs && shown.includes('\t')) {
    for (const part of shown.match(/\t+|[^\t]+/g) ?? [])
      yield { text: part, label: part.startsWith('\t') ? 'diff.tab' : label };
  } else if (shown !== '') yield { text: shown, label };
  if (shown.length < chomped.length)
    yield { text: chomped.slice(shown.length), label: 'diff.trailingwhitespace' };
  if (chomped.length < line.length) yield { text: line.slice(chomped.length), label: '' };
}
