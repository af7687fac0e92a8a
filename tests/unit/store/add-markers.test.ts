import { describe, expect, it } from 'vitest';
import { MemoryFileSystem, readFile } from '../../../src/platform/index.js';
import {
  addMarkers,
  deleteMarkers,
  encodeMarkers,
  type MarkerTransaction,
  mergeMarkers,
  type ObsMarker,
  ObsStore,
} from '../../../src/store/obsolescence/index.js';

const node = (digit: string): string => digit.repeat(40);

function marker(
  predecessor: string,
  successors: readonly string[],
  more: Partial<ObsMarker> = {},
): ObsMarker {
  return {
    predecessor: node(predecessor),
    successors: successors.map(node),
    flags: 0,
    metadata: new Map([['user', 'me']]),
    date: { seconds: 5.5, offset: -60 },
    parents: undefined,
    ...more,
  };
}

function place(): { fs: MemoryFileSystem; transaction: MarkerTransaction; noted: [string, number][] } {
  const fs = new MemoryFileSystem();
  const noted: [string, number][] = [];
  const transaction: MarkerTransaction = {
    add: (file, length) => noted.push([file, length]),
    openStoreFile: (file, mode) => fs.open(file, mode),
    changes: { addedRevisions: undefined, phases: [], bookmarks: new Map(), obsolescenceMarkers: 0 },
    hookArguments: new Map(),
  };
  return { fs, transaction, noted };
}

describe('addMarkers', () => {
  it('appends what is new, once, and tells the transaction', () => {
    const { fs, transaction, noted } = place();
    const one = marker('1', ['2']);
    expect(addMarkers(transaction, fs, [one, one, marker('1', ['3'])])).toBe(2);
    expect(noted).toEqual([['obsstore', 0]]);
    const size = readFile(fs, 'obsstore').length;
    expect(addMarkers(transaction, fs, [one, marker('4', [], { parents: [node('5')] })])).toBe(1);
    expect(noted.at(-1)).toEqual(['obsstore', size]);
    expect(addMarkers(transaction, fs, [one])).toBe(0);
    expect(noted).toHaveLength(2);
    expect(transaction.changes.obsolescenceMarkers).toBe(3);
    expect(transaction.hookArguments.get('NEW_OBSMARKERS')).toBe('3');
    const store = new ObsStore(fs);
    expect(store.length).toBe(3);
    expect(store.prunedChildMarkers(node('5'))).toHaveLength(1);
  });

  it('keeps the format of a file that is there, whatever comes', () => {
    const { fs, transaction } = place();
    const markers = [
      marker('1', ['2'], { parents: [] }),
      marker('3', [], { parents: [node('4'), node('5')] }),
    ];
    expect(addMarkers(transaction, fs, markers, { format: 0 })).toBe(2);
    expect(mergeMarkers(transaction, fs, encodeMarkers(markers, 1))).toBe(0);
    expect(mergeMarkers(transaction, fs, encodeMarkers([marker('6', ['7'])], 1))).toBe(1);
    expect(readFile(fs, 'obsstore')).toEqual(encodeMarkers([...markers, marker('6', ['7'])], 0));
    expect(new ObsStore(fs).prunedChildMarkers(node('5'))).toHaveLength(1);
  });

  it('refuses what no file may hold, before it writes', () => {
    const { fs, transaction } = place();
    const refused: readonly (readonly [ObsMarker, string])[] = [
      [marker('1', ['1']), 'in-marker cycle'],
      [marker('1', ['0']), 'invalid successors nullid'],
      [marker('1', [], { flags: 0x10000 }), 'bad obsmarker input'],
      [marker('1', [], { flags: 2 }), 'bad obsmarker input'],
      [marker('1', [], { metadata: new Map([['k', 'v'.repeat(256)]]) }), 'cannot be longer than 255 bytes'],
      [
        marker(
          '1',
          Array.from({ length: 256 }, () => '2'),
        ),
        '256 successors',
      ],
    ];
    for (const [wrong, message] of refused)
      expect(() => addMarkers(transaction, fs, [wrong])).toThrow(message);
    expect(fs.stat('obsstore')).toBeUndefined();
    expect(() => mergeMarkers(transaction, fs, Uint8Array.of(9, 1))).toThrow('unknown version 9');
  });

  it('takes markers out', () => {
    const { fs, transaction } = place();
    expect(deleteMarkers(fs, () => true)).toBe(0);
    addMarkers(transaction, fs, [marker('1', ['2']), marker('3', []), marker('4', [])]);
    expect(deleteMarkers(fs, (number) => number === 1)).toBe(1);
    expect(readFile(fs, 'obsstore')).toEqual(encodeMarkers([marker('1', ['2']), marker('4', [])], 1));
    expect(deleteMarkers(fs, () => true)).toBe(2);
    expect(readFile(fs, 'obsstore')).toEqual(Uint8Array.of(1));
    expect(new ObsStore(fs).isEmpty).toBe(true);
  });
});
