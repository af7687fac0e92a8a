/** One obsolescence marker in a line, as debug commands list them. */
import type { ByteString } from '../../bytes/index.js';
import { formatDate } from '../../dates/index.js';
import type { ObsMarker } from '../../store/index.js';
import { QuotedPairs } from '../../template/index.js';

/** With its newline. @param number of the marker, put first where it is wanted. */
export function markerLine(marker: ObsMarker, number?: number): ByteString {
  const { predecessor, successors, flags, metadata, date, parents } = marker;
  return [
    ...(number === undefined ? [] : [number]),
    predecessor,
    ...successors,
    flags.toString(16).toUpperCase(),
    ...(parents?.length ? [`{${parents.join(', ')}}`] : []),
    `(${formatDate(date)})`,
    `{${new QuotedPairs(metadata)}}\n`,
  ].join(' ');
}
