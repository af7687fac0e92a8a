/** Batches of results as they travel between threads: numbers and index entries in two buffers instead of objects. */
import type { FileBatch, FileResult } from './file-job.js';

/** Numbers per result: its file, bytes of entries, version, whether inline, how far the data file's length is off. */
const NUMBERS = 5;
/** A thread's last message. */
export const ALL_DELIVERED = 'all delivered';
const NOTHING: readonly never[] = [];

/** What few results have. */
type Extras = Pick<FileResult, 'broken' | 'problems' | 'copies'>;

export interface PackedBatch {
  readonly numbers: Float64Array;
  readonly entries: Uint8Array;
  /** By position in the batch. */
  readonly extras: ReadonlyMap<number, Extras>;
}

export function packBatch({ files, results }: FileBatch): PackedBatch {
  const numbers = new Float64Array(NUMBERS * files.length);
  const entries = new Uint8Array(results.reduce((sum, result) => sum + result.entries.length, 0));
  const extras = new Map<number, Extras>();
  let end = 0;
  results.forEach((result, i) => {
    const { broken, problems, copies } = result;
    entries.set(result.entries, end);
    end += result.entries.length;
    numbers.set(
      [files[i] as number, result.entries.length, result.version, result.inline ? 1 : 0, result.dataOff],
      NUMBERS * i,
    );
    if (broken !== undefined || problems.length > 0 || copies.length > 0)
      extras.set(i, { problems, copies, ...(broken !== undefined && { broken }) });
  });
  return { numbers, entries, extras };
}

export function unpackBatch({ numbers, entries, extras }: PackedBatch): FileBatch {
  const files: number[] = [];
  const results: FileResult[] = [];
  for (let i = 0, at = 0, end = 0; at < numbers.length; i++, at += NUMBERS) {
    const start = end;
    end += numbers[at + 1] as number;
    const extra = extras.get(i);
    files.push(numbers[at] as number);
    results.push({
      entries: entries.subarray(start, end),
      version: numbers[at + 2] as number,
      inline: numbers[at + 3] === 1,
      dataOff: numbers[at + 4] as number,
      problems: extra?.problems ?? NOTHING,
      copies: extra?.copies ?? NOTHING,
      ...(extra?.broken !== undefined && { broken: extra.broken }),
    });
  }
  return { files, results };
}
