/** The obsolescence markers of one fate of a changeset. */
import type { ByteString } from '../../bytes/index.js';
import type { MarkerView } from '../resources.js';
import type { PlainValue, Wrapped } from '../values/index.js';

export class MarkersValue implements Wrapped {
  readonly kind = 'list';
  readonly markers: readonly MarkerView[];
  constructor(markers: readonly MarkerView[]) {
    this.markers = markers;
  }
  show(): ByteString {
    return this.markers
      .map(({ date, metadata }) => `${[...metadata].flat().join('')}${date.seconds}${date.offset}`)
      .join('');
  }
  truth(): boolean {
    return this.markers.length > 0;
  }
  plain(): PlainValue {
    return this.markers.map(({ date, metadata }) => [[...metadata].map((pair) => [...pair]), date]);
  }
  count(): number {
    return this.markers.length;
  }
}
