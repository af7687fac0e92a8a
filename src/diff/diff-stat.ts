/** `--stat`: how many lines changed in which files, as a histogram. */
import type { ByteString } from '../bytes/index.js';
import type { FileDiff } from './file-differ.js';
import type { LabelledText } from './label-diff.js';

/** One file of a diff. */
export interface FileStat {
  /** The path; `old => new` for a rename in git's format. */
  readonly name: ByteString;
  readonly added: number;
  readonly removed: number;
  readonly binary: boolean;
}

/** Sums over files. */
export interface DiffTotals {
  readonly files: number;
  readonly added: number;
  readonly removed: number;
  /** The most lines changed in one file. */
  readonly most: number;
}

/** The numbers of one file's diff. @param show a path as the user sees it. */
export function fileStat(diff: FileDiff, show: (path: ByteString) => ByteString = (path) => path): FileStat {
  const { before, after, operation } = diff.pair;
  const path = show(after?.path ?? before?.path ?? '');
  const name = operation === 'rename' && before !== undefined ? `${show(before.path)} => ${path}` : path;
  return { name, added: diff.added, removed: diff.removed, binary: diff.binary };
}

export function diffTotals(stats: readonly FileStat[]): DiffTotals {
  let added = 0;
  let removed = 0;
  let most = 0;
  for (const stat of stats) {
    added += stat.added;
    removed += stat.removed;
    most = Math.max(most, stat.added + stat.removed);
  }
  return { files: stats.length, added, removed, most };
}

/**
 * The histogram, one line per file, and a line of totals; nothing at all without files.
 * @param width columns of the terminal (80 when it is none).
 * @param columnsOf columns that a name takes; its bytes when absent.
 */
export function* formatDiffStat(
  stats: readonly FileStat[],
  width = 80,
  columnsOf: (name: ByteString) => number = (name) => name.length,
): Generator<LabelledText, void, undefined> {
  if (stats.length === 0) return;
  const totals = diffTotals(stats);
  let nameWidth = 0;
  let countWidth = String(totals.most).length;
  for (const stat of stats) {
    nameWidth = Math.max(nameWidth, columnsOf(stat.name));
    if (stat.binary) countWidth = Math.max(countWidth, 3);
  }
  const graphWidth = Math.max(width - countWidth - nameWidth - 6, 10);
  // Something changed is always at least one sign wide.
  const scale = (lines: number) =>
    totals.most <= graphWidth
      ? lines
      : Math.max(Math.floor((lines * graphWidth) / totals.most), lines > 0 ? 1 : 0);
  for (const { name, added, removed, binary } of stats) {
    const count = binary ? 'Bin' : String(added + removed);
    const padding = ' '.repeat(nameWidth - columnsOf(name));
    yield { text: ` ${name}${padding} |  ${count.padStart(countWidth)} `, label: '' };
    if (added > 0) yield { text: '+'.repeat(scale(added)), label: 'diffstat.inserted' };
    if (removed > 0) yield { text: '-'.repeat(scale(removed)), label: 'diffstat.deleted' };
    yield { text: '\n', label: '' };
  }
  const { files, added, removed } = totals;
  yield { text: ` ${files} files changed, ${added} insertions(+), ${removed} deletions(-)\n`, label: '' };
}
