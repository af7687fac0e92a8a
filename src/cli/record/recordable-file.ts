/** A changed file whose changes can be chosen one by one. */
import { type ByteString, byteStringOf } from '../../bytes/index.js';
import type { FileDiff, FilePair } from '../../diff/index.js';
import { changedLines, readHunks, splitHunk, type TextHunk } from '../../patch/index.js';

export interface RecordableFile {
  readonly pair: FilePair;
  /** The diff up to its first hunk. */
  readonly header: ByteString;
  /** The pieces. */
  readonly hunks: readonly TextHunk[];
  readonly isBinary: boolean;
}

/** Of a diff in git's format without binary patches; keeps nothing of its bytes. */
export function recordableFile({ pair, bytes, binary }: FileDiff): RecordableFile {
  const text = byteStringOf(bytes);
  const start = text.startsWith('@@') ? 0 : text.indexOf('\n@@') + 1;
  const hasHunks = start > 0 && !binary;
  return {
    pair,
    header: hasHunks ? text.slice(0, start) : text,
    hunks: hasHunks ? readHunks(text.slice(start)).flatMap(splitHunk) : [],
    isBinary: binary,
  };
}

/** Where its chosen changes are found again: the new name, or that of a file that is gone. */
export function pathOf({ pair }: RecordableFile): ByteString {
  return (pair.after ?? pair.before)?.path ?? '';
}

/** The names it concerns: two for a rename or copy. */
export function namesOf({ pair: { before, after } }: RecordableFile): readonly ByteString[] {
  const names = [before, after].flatMap((side) => (side === undefined ? [] : [side.path]));
  return [...new Set(names)];
}

/** Taken as a whole or not at all. */
export function isWhole({ pair, isBinary }: RecordableFile): boolean {
  return isBinary || pair.after === undefined;
}

/** Something is recorded even if none of its hunks is. */
export function isSpecial({ pair, isBinary, hunks }: RecordableFile): boolean {
  const { before, after, operation } = pair;
  if (isBinary || after === undefined || operation !== undefined) return true;
  if (before === undefined) return hunks.length === 0;
  return before.flags !== after.flags;
}

/** What the user is shown before the question. */
export function shownHeader(file: RecordableFile): readonly { text: ByteString; label: string }[] {
  const shown: { text: ByteString; label: string }[] = [];
  const isNew = file.pair.before === undefined || file.pair.after === undefined;
  for (const line of file.header.split('\n')) {
    if (line.startsWith('Binary file')) {
      const text = isNew ? 'this is a binary file\n' : 'this modifies a binary file (all or nothing)\n';
      shown.push({ text, label: '' });
    } else if (line !== '' && !/^(---|\+\+\+|index) /.test(line))
      shown.push({ text: `${line}\n`, label: line.startsWith('diff ') ? 'diff.diffline' : 'diff.extended' });
  }
  if (!isNew && !file.isBinary && file.hunks.length > 0) {
    let lines = 0;
    for (const hunk of file.hunks) {
      const { added, removed } = changedLines(hunk);
      lines += Math.max(added, removed);
    }
    shown.push({ text: `${file.hunks.length} hunks, ${lines} lines changed\n`, label: '' });
  }
  return shown;
}
