/** A small history with two branches, a merge, a tag, bookmarks and a hidden revision. */
import type { Clock } from '../../../src/platform/index.js';
import type { RevsetContext } from '../../../src/revset/index.js';
import type { MemoryChangeset, MemoryFile, MemoryRepository } from './memory-view.js';

const node = (rev: number) => `${rev}abc`.padEnd(40, String(rev));
const file = (id: string): MemoryFile => ({ node: id.padEnd(40, '0'), content: `${id}\nline\n` });

interface Extras {
  readonly branch?: string;
  readonly phase?: number;
  readonly hidden?: boolean;
  readonly user?: string;
  readonly extra?: Readonly<Record<string, string>>;
}

function changeset(
  rev: number,
  parents: readonly [number, number],
  files: readonly string[],
  manifest: Readonly<Record<string, MemoryFile>>,
  more: Extras = {},
): MemoryChangeset {
  return {
    node: node(rev),
    parents,
    user: more.user ?? 'Ann <ann@x>',
    date: [rev * 1000, 0],
    description: `change ${rev}\nmore about it`,
    files,
    extra: { branch: more.branch ?? 'default', ...more.extra },
    phase: more.phase ?? 0,
    hidden: more.hidden ?? false,
    manifest,
  };
}

const [a1, a2, b1, c1] = [file('a1'), file('a2'), file('b1'), file('c1')];

/**
 * ```
 * 0 - 1 - 2 ------- 5 (merge) - 7 (draft)
 *      \- 3 - 4 ---/     \- 6 (draft, hidden)
 * ```
 */
export const SAMPLE: MemoryRepository = {
  changesets: [
    changeset(0, [-1, -1], ['a'], { a: a1 }),
    changeset(1, [0, -1], ['b'], { a: a1, b: b1 }, { user: 'Bob' }),
    changeset(2, [1, -1], ['a'], { a: a2, b: b1 }),
    changeset(3, [1, -1], ['d/c'], { a: a1, b: b1, 'd/c': c1 }, { branch: 'old-stable' }),
    changeset(4, [3, -1], ['b'], { a: a1, 'd/c': c1 }, { branch: 'old-stable', extra: { close: '1' } }),
    changeset(5, [2, 4], ['b'], { a: a2, 'd/c': c1 }, { user: 'Bob' }),
    changeset(6, [5, -1], ['e'], { a: a2, 'd/c': c1, e: a1 }, { phase: 1, hidden: true }),
    changeset(7, [5, -1], ['f'], { a: a2, 'd/c': c1, f: a1 }, { phase: 1, extra: { source: node(3) } }),
  ],
  bookmarks: { 'mark-1': node(4) },
  tags: { '1.0': node(2) },
  workingParents: [7, -1],
};

const clock: Clock = { now: () => 100000, timeZoneOffset: () => 0 };
export const CONTEXT: RevsetContext = { clock };
