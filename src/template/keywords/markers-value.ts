/** The obsolescence markers of one fate of a changeset. */
import type { ByteString } from '../../bytes/index.js';
import type { HgDate } from '../../dates/index.js';
import type { MarkerView } from '../resources.js';
import type { PlainValue, Wrapped } from '../values/index.js';

/** Numbers of seconds are floating point in hg's markers, and look like that. */
const float = (value: number): ByteString => (Number.isInteger(value) ? `${value}.0` : String(value));

/** Marks a date whose seconds are floating point even where they are whole. */
function inFractions(date: HgDate): HgDate {
  const marked = { ...date, fractional: true };
  return marked;
}

export class MarkersValue implements Wrapped {
  readonly kind = 'list';
  readonly markers: readonly MarkerView[];
  constructor(markers: readonly MarkerView[]) {
    this.markers = markers;
  }
  show(): ByteString {
    return this.markers
      .map(({ predecessor, successors, flags, metadata, date, parents }) =>
        [
          predecessor,
          ...successors,
          flags,
          ...[...metadata].flat(),
          float(date.seconds),
          date.offset,
          ...(parents ?? []),
        ].join(''),
      )
      .join('');
  }
  truth(): boolean {
    return this.markers.length > 0;
  }
  plain(): PlainValue {
    return this.markers.map(({ predecessor, successors, flags, metadata, date, parents }) => [
      predecessor,
      [...successors],
      flags,
      [...metadata].map((pair) => [...pair]),
      inFractions(date),
      parents === undefined ? null : [...parents],
    ]);
  }
  count(): number {
    return this.markers.length;
  }
}
