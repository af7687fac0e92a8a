/** Flags of files in the working directory. */
import type { FileFlags } from '../../manifest/index.js';
import type { FileStat } from '../../platform/index.js';

export const EXECUTABLE_BIT = 0o100;

/** Flags that a file in the working directory has. */
export function flagsOfStat(stat: FileStat): FileFlags {
  if (stat.kind === 'symlink') return 'l';
  return (stat.mode & EXECUTABLE_BIT) !== 0 ? 'x' : '';
}
