/** Results that are plain members without order of their own. */

import { bitsOf } from './graph/sets.js';
import { BaseSet, filterSet, intersect, type SmartSet } from './sets/index.js';

/** Members of `subset` among the given ones (any order), in the order of `subset`. `typeName` is for representations. */
export function withinSubset(subset: SmartSet, members: Iterable<number>, typeName = 'set'): SmartSet {
  const set = BaseSet.fromMembers(members);
  if (subset.kind === 'full') return intersect(subset, set);
  const bits = bitsOf(set.sorted());
  const shown = set.sorted();
  return filterSet(
    subset,
    (rev) => bits.has(rev),
    () => {
      const items = shown.join(', ');
      return typeName === 'set' ? `set([${items}])` : `${typeName}({${items}})`;
    },
  );
}

export const noRevisions = (): SmartSet => BaseSet.fromList([]);
