/** Random obsolescence markers in format 1, with chains, splits, folds, prunes with and without parents, and cycles. */

import type { ObsMarker } from '../../../src/store/obsolescence/index.js';
import { encodeMarkers, ObsMarkers } from '../../../src/store/obsolescence/index.js';
import { generator } from './history.js';

/**
 * @param nodes changesets of a repository; others are made up.
 * @param acyclic no node comes back to itself: what hg calls divergent depends on the order of a hash table otherwise.
 */
export function randomMarkers(
  nodes: readonly string[],
  count: number,
  seed: number,
  acyclic = false,
): Uint8Array {
  const random = generator(seed);
  const strangers = Array.from({ length: Math.ceil(count / 3) }, () =>
    Array.from({ length: 40 }, () => random(16).toString(16)).join(''),
  );
  // Nodes are hashes, as good as any order.
  const before = (a: string, b: string): boolean => a.slice(3) < b.slice(3);
  const any = (): string =>
    (random(2) === 0 ? nodes[random(nodes.length)] : strangers[random(strangers.length)]) as string;
  const markers = Array.from({ length: count }, (_, i): ObsMarker => {
    const predecessor = any();
    const successors = Array.from({ length: [1, 1, 1, 0, 0, 2, 3][random(7)] as number }, any).filter(
      (node, at, all) =>
        node !== predecessor && all.indexOf(node) === at && (!acyclic || before(predecessor, node)),
    );
    return {
      predecessor,
      successors,
      flags: random(6) === 0 ? 1 : 0,
      metadata: new Map<string, string>([
        ...(random(3) === 0 ? ([['note', "it's"]] as const) : []),
        ['user', `user ${random(3)}`],
      ]),
      date: { seconds: 1_600_000_000 + i + random(2) / 2, offset: [0, -3600, 16200][random(3)] as number },
      parents: random(2) === 0 ? undefined : Array.from({ length: random(3) }, any),
    };
  });
  const bytes = encodeMarkers(markers, 1);
  if (new ObsMarkers(bytes).length !== count) throw new Error('markers were lost');
  return bytes;
}
