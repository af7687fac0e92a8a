import { describe, expect, it } from 'vitest';
import { compressBundle, decompressBundle } from '../../../src/exchange/index.js';
import { createNodePlatform } from '../../../src/node/index.js';
import { threadsFor } from '../job-programs.js';

const BYTES = 6 << 20;

/** Words in no order, in pieces of all sizes; what is given out is overwritten afterwards, as the promise is. */
function* pieces(): Generator<Uint8Array> {
  const buffer = new Uint8Array(400_000);
  let state = 1;
  for (let made = 0; made < BYTES; ) {
    const length = Math.min(1 + (state % 400_000), BYTES - made);
    for (let at = 0; at < length; at++) {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
      buffer[at] = (state >> 16) & (at % 7 === 0 ? 0xff : 0x0f);
    }
    yield buffer.subarray(0, length);
    made += length;
  }
}

function gathered(stream: Iterable<Uint8Array>): Buffer {
  const parts: Buffer[] = [];
  for (const piece of stream) parts.push(Buffer.from(piece));
  return Buffer.concat(parts);
}

describe('compression in a thread', () => {
  const { streams } = createNodePlatform();
  const threads = threadsFor('compress', 1);

  it.each(['ZS', 'GZ'] as const)('makes the same bytes: %s', (engine) => {
    const alone = gathered(compressBundle(engine, pieces(), { streams }));
    let count = 0;
    const counted = {
      count: 1,
      start: (job: string, data: unknown) => {
        count++;
        return threads.start(job, data);
      },
    };
    const beside = gathered(compressBundle(engine, pieces(), { streams, threads: counted }));
    expect(count).toBe(1);
    expect(beside.equals(alone)).toBe(true);
    let length = 0;
    for (const piece of decompressBundle(engine, [beside], { streams })) length += piece.length;
    expect(length).toBe(BYTES);
  });

  it('starts none for little, and ends when its reader does', () => {
    const none = {
      count: 1,
      start: () => {
        throw new Error('not worth it');
      },
    };
    expect(
      [...compressBundle('ZS', [new Uint8Array(1000)], { streams, threads: none })].length,
    ).toBeGreaterThan(0);
    let isOpen = true;
    const opened = function* (): Generator<Uint8Array> {
      try {
        for (;;) yield* pieces();
      } finally {
        isOpen = false;
      }
    };
    for (const piece of compressBundle('ZS', opened(), { streams, threads })) {
      expect(piece.length).toBeGreaterThan(0);
      expect(isOpen).toBe(true);
      break;
    }
    expect(isOpen).toBe(false);
  });

  it('passes on what fails while the stream is made', () => {
    const broken = function* (): Generator<Uint8Array> {
      yield* pieces();
      throw new RangeError('as expected');
    };
    expect(() => [...compressBundle('GZ', broken(), { streams, threads })]).toThrow('as expected');
  });
});
