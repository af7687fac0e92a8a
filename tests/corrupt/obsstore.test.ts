import { describe, expect, it } from 'vitest';
import { CorruptionError } from '../../src/errors/index.js';
import { ObsMarkers, ObsStore, SuccessorsSets } from '../../src/store/obsolescence/index.js';

/** A marker of format 0 or 1 for nodes of one repeated byte. */
function marker(
  version: 0 | 1,
  predecessor: number,
  successors: readonly number[],
  parents: number,
): number[] {
  const node = (byte: number): number[] => Array<number>(20).fill(byte);
  const nodes = [...node(predecessor), ...successors.flatMap(node)];
  if (version === 0) {
    const text = `date:10 -3600\0p1:${'12'.repeat(20)}\0user:bob`;
    const metadata = [...text].map((char) => char.charCodeAt(0));
    return [successors.length, 0, 0, 0, metadata.length, 1, ...nodes, ...metadata];
  }
  const rest = [
    ...nodes,
    ...(parents === 3 ? [] : Array<number>(20 * parents).fill(7)),
    4,
    3,
    ...[...'userbob'].map((char) => char.charCodeAt(0)),
  ];
  const length = 19 + rest.length;
  return [
    0,
    0,
    0,
    length,
    0x40,
    0x24,
    0,
    0,
    0,
    0,
    0,
    0,
    0xff,
    0xc4,
    0,
    1,
    successors.length,
    parents,
    1,
    ...rest,
  ];
}

function exercise(bytes: Uint8Array): void {
  try {
    const store = new ObsStore(bytes);
    for (const i of store.markers.offsets) {
      const { predecessor } = store.marker(i);
      store.predecessorMarkers(predecessor);
      new SuccessorsSets(store, () => true).of(predecessor);
    }
  } catch (error) {
    expect(error).toBeInstanceOf(CorruptionError);
  }
}

describe('damaged obsolescence markers', () => {
  for (const version of [0, 1] as const) {
    const bytes = Uint8Array.from([
      version,
      ...marker(version, 1, [2], 3),
      ...marker(version, 2, [3, 4], 1),
      ...marker(version, 3, [], 2),
    ]);

    it(`reads whole ones of format ${version}`, () => {
      const all = new ObsMarkers(bytes);
      expect(all.length).toBe(3);
      expect(all.marker(all.offsets[1] as number).successors).toEqual(['03'.repeat(20), '04'.repeat(20)]);
      expect(all.marker(all.offsets[1] as number).date).toEqual({ seconds: 10, offset: -3600 });
      expect([...all.marker(all.offsets[1] as number).metadata]).toEqual([['user', 'bob']]);
      expect(all.marker(all.offsets[1] as number).parents).toHaveLength(1);
      const sets = new SuccessorsSets(new ObsStore(bytes), () => true).of('01'.repeat(20));
      expect(sets.map((set) => set.successors)).toEqual([['04'.repeat(20)]]);
    });

    it(`names what is wrong with any prefix and any flipped bit of format ${version}`, () => {
      for (let length = 0; length <= bytes.length; length++) exercise(bytes.subarray(0, length));
      for (let bit = 0; bit < bytes.length * 8; bit++) {
        const damaged = bytes.slice();
        damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
        exercise(damaged);
      }
    });
  }

  it('refuses unknown versions and null successors', () => {
    expect(() => new ObsMarkers(Uint8Array.of(2))).toThrow('parsing obsolete marker: unknown version 2');
    const bytes = Uint8Array.from([1, ...marker(1, 1, [0], 3)]);
    expect(() => new ObsStore(bytes).predecessorMarkers('00'.repeat(20))).toThrow(
      'invalid successors nullid',
    );
  });

  it('follows a chain of 200,000 rewrites', () => {
    const count = 200_000;
    const size = 59;
    const bytes = new Uint8Array(1 + count * size);
    const view = new DataView(bytes.buffer);
    bytes[0] = 1;
    for (let i = 0; i < count; i++) {
      const at = 1 + i * size;
      view.setUint32(at, size);
      bytes[at + 16] = 1;
      bytes[at + 17] = 3;
      view.setUint32(at + 19, i + 1);
      view.setUint32(at + 39, i + 2);
    }
    const start = performance.now();
    const store = new ObsStore(bytes);
    const node = (n: number): string => n.toString(16).padStart(8, '0') + '0'.repeat(32);
    expect(store.hasSuccessorMarkers(node(count))).toBe(true);
    expect(store.predecessorMarkers(node(count + 1))).toEqual([1 + (count - 1) * size]);
    expect(performance.now() - start).toBeLessThan(5000);
    const last = node(count + 1);
    expect(new SuccessorsSets(store, (n) => n === last).of(node(1))[0]?.successors).toEqual([last]);
  });
});
