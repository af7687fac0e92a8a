import { describe, expect, it } from 'vitest';
import { byteStringOf, bytesOf } from '../../../src/bytes/index.js';
import { createNodePlatform } from '../../../src/node/index.js';

const platform = createNodePlatform();

describe('the platform of Node', () => {
  it('converts every byte, and any length', () => {
    const bytes = Uint8Array.from({ length: 20_000 }, (_, i) => i & 255);
    const text = byteStringOf(bytes);
    for (const at of [0, 127, 128, 255, 256, 19_999]) expect(text.charCodeAt(at)).toBe(at & 255);
    expect(bytesOf(text)).toEqual(bytes);
    expect(byteStringOf(bytes, 65, 68)).toBe('ABC');
    expect(bytesOf('').length).toBe(0);
  });

  it('tells the time, and the zone as hg counts it', () => {
    expect(Math.abs(platform.clock.now() - Date.now() / 1000)).toBeLessThan(5);
    expect(platform.clock.timeZoneOffset(0)).toBe(new Date(0).getTimezoneOffset() * 60);
  });

  it('gives environment variables as UTF-8 byte strings', () => {
    process.env.QS_TEST_VARIABLE = 'é';
    expect(platform.env('QS_TEST_VARIABLE')).toBe('\xc3\xa9');
    delete process.env.QS_TEST_VARIABLE;
    expect(platform.env('QS_TEST_VARIABLE')).toBeUndefined();
  });

  it('gives random bytes', () => {
    expect(platform.random(16)).toHaveLength(16);
    expect(platform.random(16)).not.toEqual(platform.random(16));
  });
});
