import { expect, it } from 'vitest';
import { MemoryFileSystem, writeFile } from '../../../src/platform/index.js';
import { Revlog } from '../../../src/revlog/index.js';
import { platform } from '../../golden/revlog/fixtures.js';

const options = { codecs: platform.codecs, hasher: platform.hasher, kind: 'filelog' } as const;

/** An inline index of two revisions, whose first ends at `end`. */
function inlineFile(end: number, second: number): Uint8Array {
  const bytes = new Uint8Array(end + 64 + second);
  const view = new DataView(bytes.buffer);
  for (const [rev, at, length] of [
    [0, 0, end - 64],
    [1, end, second],
  ] as const) {
    view.setUint32(at + 2, rev === 0 ? 0 : end - 64);
    view.setInt32(at + 8, length);
    view.setInt32(at + 12, length);
    view.setInt32(at + 16, rev);
    view.setInt32(at + 24, rev - 1);
    view.setInt32(at + 28, -1);
    bytes.fill(rev + 1, at + 32, at + 52);
  }
  view.setUint16(0, 3);
  view.setUint16(2, 1);
  return bytes;
}

it('a revision that ends where the first read of a short file does is not the last one', () => {
  for (const end of [4096, 16383, 16384, 16385, 32768, 65536, 131072])
    for (const scratch of [undefined, new Uint8Array(end)]) {
      const fs = new MemoryFileSystem();
      writeFile(fs, 'a.i', inlineFile(end, 10));
      const revlog = Revlog.open(fs, 'a.i', options, scratch === undefined ? {} : { scratch });
      expect([end, revlog.length]).toEqual([end, 2]);
    }
});
