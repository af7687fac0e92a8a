import { describe, expect, it } from 'vitest';
import { byteStringOf, bytesOf } from '../../../src/bytes/index.js';
import { applyDelta, patchedLength } from '../../../src/delta/index.js';
import { type LineChange, spliceManifest } from '../../../src/repo/commit/write-manifest.js';

const node = (digit: string): string => digit.repeat(40);
const line = (path: string, digit: string): string => `${path}\0${node(digit)}\n`;
const LINE = line('a', '1').length;

describe('the manifest of a new changeset', () => {
  const base = bytesOf(['a', 'b', 'c', 'd', 'e'].map((path) => line(path, '1')).join(''));
  const splice = (changes: readonly LineChange[]): { hunks: number[][]; text: string } => {
    const { text, delta } = spliceManifest(base, changes);
    const patched = new Uint8Array(patchedLength(delta, 0, delta.length, base.length));
    applyDelta(delta, 0, delta.length, base, 0, base.length, patched, 0);
    expect(byteStringOf(patched)).toBe(byteStringOf(text));
    const view = new DataView(delta.buffer, delta.byteOffset, delta.length);
    const hunks: number[][] = [];
    for (let at = 0; at < delta.length; at += 12 + view.getUint32(at + 8))
      hunks.push([view.getUint32(at), view.getUint32(at + 4), view.getUint32(at + 8)]);
    return { hunks, text: byteStringOf(text) };
  };

  it('takes lines next to each other for one hunk', () => {
    const { hunks, text } = splice([
      { path: 'a', value: node('2') },
      { path: 'b', value: undefined },
      { path: 'bb', value: node('3') },
      { path: 'd', value: node('4') },
      { path: 'f', value: node('5') },
    ]);
    expect(hunks).toEqual([
      [0, 2 * LINE, 2 * LINE + 1],
      [3 * LINE, 4 * LINE, LINE],
      [5 * LINE, 5 * LINE, LINE],
    ]);
    expect(text).toBe(
      line('a', '2') + line('bb', '3') + line('c', '1') + line('d', '4') + line('e', '1') + line('f', '5'),
    );
  });

  it('leaves out what is gone already', () => {
    expect(splice([{ path: 'bb', value: undefined }])).toEqual({ hunks: [], text: byteStringOf(base) });
  });
});
