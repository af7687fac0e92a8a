/** Modification times, and when they can be trusted. */
import type { FileStat } from '../platform/index.js';
import { LOW_31_BITS } from './entry-flags.js';

export interface FileTime {
  /** Since the epoch, the lower 31 bits. */
  readonly seconds: number;
  /** Within the second; 0: unknown. */
  readonly nanoseconds: number;
  /** Without nanoseconds on the other side, the time says nothing. */
  readonly secondAmbiguous: boolean;
}

const DAY = 24 * 3600;

/**
 * The modification time of a file, when a later change must give it another one. It must be older than `now`, which is the
 * file system's own clock before the file was looked at: otherwise a writer may come after us within the same tick. More than
 * a day in the future is taken for a clock gone wrong, which is as good as the past.
 * @param stat with exact nanoseconds.
 */
export function reliableTime(
  stat: Pick<FileStat, 'mtimeSeconds' | 'mtimeNanoseconds'>,
  now: FileTime,
): FileTime | undefined {
  const seconds = stat.mtimeSeconds & LOW_31_BITS;
  const nanoseconds = stat.mtimeNanoseconds;
  if (seconds === now.seconds) {
    if (nanoseconds > 0 && now.nanoseconds > 0 && nanoseconds < now.nanoseconds)
      return { seconds, nanoseconds, secondAmbiguous: true };
    return undefined;
  }
  if (seconds > now.seconds && seconds < now.seconds + DAY) return undefined;
  return { seconds, nanoseconds, secondAmbiguous: false };
}
