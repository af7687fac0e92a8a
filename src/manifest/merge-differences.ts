/** The difference of two manifests of which nothing is known but their entries. */
import type { Matcher } from '../match/index.js';
import type { Manifest, ManifestDifference, ManifestEntry } from './manifest.js';

export function mergeDifferences(left: Manifest, right: Manifest, matcher?: Matcher): ManifestDifference[] {
  return mergeEntries(left.entries(matcher), right.entries(matcher), []);
}

/** Merges two sorted lists of entries and appends what differs to `out`. O(entries). */
export function mergeEntries(
  left: Iterable<ManifestEntry>,
  right: Iterable<ManifestEntry>,
  out: ManifestDifference[],
): ManifestDifference[] {
  const lefts = left[Symbol.iterator]();
  const rights = right[Symbol.iterator]();
  let a = lefts.next();
  let b = rights.next();
  while (a.done !== true || b.done !== true) {
    if (b.done === true || (a.done !== true && a.value.path < b.value.path)) {
      const { path, node, flags } = a.value;
      out.push({ path, left: { node, flags }, right: undefined });
      a = lefts.next();
    } else if (a.done === true || b.value.path < a.value.path) {
      const { path, node, flags } = b.value;
      out.push({ path, left: undefined, right: { node, flags } });
      b = rights.next();
    } else {
      const { path, node, flags } = a.value;
      if (node !== b.value.node || flags !== b.value.flags)
        out.push({ path, left: { node, flags }, right: { node: b.value.node, flags: b.value.flags } });
      a = lefts.next();
      b = rights.next();
    }
  }
  return out;
}
