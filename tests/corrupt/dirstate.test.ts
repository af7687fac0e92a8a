import { describe, expect, it } from 'vitest';
import { bytesOf, concatBytes } from '../../src/bytes/index.js';
import { dirstateFromV1, dirstateFromV2, parseDocket, type WorkingState } from '../../src/dirstate/index.js';
import { HgError } from '../../src/errors/index.js';
import { buildDirstateV2 } from '../unit/dirstate/build-dirstate.js';

/** Reads everything; only errors of ours may come out. */
function readAll(open: () => WorkingState): 'read' | 'refused' {
  try {
    const state = open();
    for (const path of state.paths()) state.entry(path);
    return 'read';
  } catch (error) {
    if (!(error instanceof HgError)) throw error;
    return 'refused';
  }
}

function* damages(bytes: Uint8Array): Iterable<Uint8Array> {
  for (let length = 0; length < bytes.length; length++) yield bytes.slice(0, length);
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = bytes.slice();
    flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
    yield flipped;
  }
}

describe('damaged dirstates', () => {
  const { docket, data } = buildDirstateV2([
    { path: 'a', flags: 0xc03, size: 3, seconds: 1000, nanoseconds: 5 },
    {
      path: 'dir',
      flags: 1 << 13,
      children: [
        { path: 'dir/sub', flags: 0, children: [{ path: 'dir/sub/x', flags: 1, copiedFrom: 'a' }] },
        { path: 'dir/y', flags: 2 },
      ],
    },
  ]);

  it('format 2: the docket', () => {
    const seen = new Set<string>();
    for (const bytes of damages(docket)) seen.add(readAll(() => dirstateFromV2(parseDocket(bytes), data)));
    expect([...seen].sort()).toEqual(['read', 'refused']);
  });

  it('format 2: the data', () => {
    const seen = new Set<string>();
    for (const bytes of damages(data)) seen.add(readAll(() => dirstateFromV2(parseDocket(docket), bytes)));
    expect([...seen].sort()).toEqual(['read', 'refused']);
  });

  it('format 1', () => {
    const head = new Uint8Array(17);
    head[0] = 0x6e;
    head[16] = 5;
    const bytes = concatBytes([new Uint8Array(40).fill(1), head, bytesOf('a/b\0c'), head, bytesOf('other')]);
    const seen = new Set<string>();
    for (const damaged of damages(bytes)) seen.add(readAll(() => dirstateFromV1(damaged)));
    expect([...seen].sort()).toEqual(['read', 'refused']);
  });
});
