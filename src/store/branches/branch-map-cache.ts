/**
 * `cache/branch2-<filter>`: the heads of every branch in one view of the repository.
 *
 *     <tip node> SP <tip rev> [SP <hash of hidden revisions>] LF
 *     <head node> SP <o or c> SP <branch name> LF ...           o: open, c: closes the branch
 */
import { type ByteString, bytesOf, isHex, type NodeId } from '../../bytes/index.js';
import { type FileSystem, tryReadText } from '../../platform/index.js';
import type { History } from '../history.js';

export interface CachedBranchMap {
  /** The revisions up to this one are covered. */
  readonly tipRev: number;
  /** Heads per branch, ascending. */
  readonly heads: Map<ByteString, number[]>;
}

/**
 * The cached heads, or undefined when the file is missing, damaged or of another history.
 * @param hashUpTo the key of the view for a tip revision (see `filteredHash`).
 * @param isVisible heads must be visible; a file that says otherwise is stale.
 */
export function readBranchMapCache(
  cache: FileSystem,
  filterName: string,
  history: History,
  hashUpTo: (tipRev: number) => string | undefined,
  isVisible: (rev: number) => boolean,
): CachedBranchMap | undefined {
  const text = tryReadText(cache, filterName === '' ? 'branch2' : `branch2-${filterName}`);
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  // Every line ends with a line feed, so the last piece is empty unless the file was cut.
  if (lines.pop() !== '') return undefined;
  const [tipNode = '', number = '', hash, ...rest] = (lines.shift() ?? '').split(' ');
  if (rest.length > 0 || !/^-?\d+$/.test(number)) return undefined;
  const tipRev = Number(number);
  if (tipRev < -1 || tipRev >= history.length || history.revOf(tipNode) !== tipRev) return undefined;
  if (tipRev >= 0 && !isVisible(tipRev)) return undefined;
  if (hashUpTo(tipRev) !== hash) return undefined;
  const heads = new Map<ByteString, number[]>();
  for (const line of lines) {
    const state = line[41];
    const node = line.slice(0, 40);
    if (line[40] !== ' ' || line[42] !== ' ' || (state !== 'o' && state !== 'c') || !isHex(node))
      return undefined;
    const rev = history.revOf(node);
    if (rev === undefined || rev < 0 || rev > tipRev || !isVisible(rev)) return undefined;
    const name = line.slice(43);
    const known = heads.get(name);
    if (known === undefined) heads.set(name, [rev]);
    else known.push(rev);
  }
  for (const list of heads.values()) list.sort((a, b) => a - b);
  return { tipRev, heads };
}

/** The content of a cache. @param heads with what closes a branch, in the order of revisions. */
export function encodeBranchMap(
  key: { readonly tipNode: NodeId; readonly tipRev: number; readonly filteredHash: string | undefined },
  heads: ReadonlyMap<ByteString, readonly { readonly node: NodeId; readonly closes: boolean }[]>,
): Uint8Array {
  let text = `${key.tipNode} ${key.tipRev}${key.filteredHash === undefined ? '' : ` ${key.filteredHash}`}\n`;
  for (const [name, list] of [...heads].sort(([a], [b]) => (a < b ? -1 : 1)))
    for (const { node, closes } of list) text += `${node} ${closes ? 'c' : 'o'} ${name}\n`;
  return bytesOf(text);
}
