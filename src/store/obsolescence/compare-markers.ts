/** The order of markers. */
import type { ObsMarker } from './markers.js';

type Comparable = string | number;

function compareLists(a: readonly Comparable[], b: readonly Comparable[]): number {
  for (let i = 0; i < a.length && i < b.length; i++)
    if (a[i] !== b[i]) return (a[i] as Comparable) < (b[i] as Comparable) ? -1 : 1;
  return a.length - b.length;
}

function compare(a: Comparable, b: Comparable): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** By predecessor, successors, flags, metadata, date, parents (unknown ones first, like none). */
export function compareMarkers(a: ObsMarker, b: ObsMarker): number {
  return (
    compare(a.predecessor, b.predecessor) ||
    compareLists(a.successors, b.successors) ||
    compare(a.flags, b.flags) ||
    compareLists([...a.metadata].flat(), [...b.metadata].flat()) ||
    compareLists([a.date.seconds, a.date.offset], [b.date.seconds, b.date.offset]) ||
    compareLists(a.parents ?? [], b.parents ?? [])
  );
}
