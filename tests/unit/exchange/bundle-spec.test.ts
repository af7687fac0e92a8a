import { describe, expect, it } from 'vitest';
import { parseBundleSpec } from '../../../src/exchange/index.js';

describe('bundle specifications', () => {
  it.each([
    ['v1', 'BZ', 'v1'],
    ['v2', 'BZ', 'v2'],
    ['none-v1', 'UN', 'v1'],
    ['gzip', 'GZ', 'v2'],
    ['zstd', 'ZS', 'v2'],
    ['NONE-v2', 'UN', 'v2'],
    ['none-packed1', 'UN', 'packed1'],
    ['packed1', 'UN', 'packed1'],
  ] as const)('%s', (text, compression, type) => {
    expect(parseBundleSpec(text)).toMatchObject({ compression, type });
  });

  it('has options', () => {
    expect(parseBundleSpec('none-v2;obsolescence=yes;phases=on;unknown=1')).toMatchObject({
      obsolescence: true,
      phases: true,
      stream: false,
    });
    expect(parseBundleSpec('none-v2;stream=v2').stream).toBe(true);
    expect(parseBundleSpec('none-v2;stream=v1').stream).toBe(false);
    expect(parseBundleSpec('v2;cg.version=03').changegroupVersion).toBe('03');
  });

  it('knows what repositories without general delta use', () => {
    expect(parseBundleSpec('gzip', false).type).toBe('v1');
    expect(parseBundleSpec('zstd', false).type).toBe('v2');
  });

  it.each([
    ['', ' is not a recognized bundle specification'],
    ['foo', 'foo is not a recognized bundle specification'],
    ['v3', 'v3 is not a recognized bundle specification'],
    ['none-v3', 'v3 is not a recognized bundle version'],
    ['none-', ' is not a recognized bundle version'],
    ['foo-v2', 'foo compression is not supported'],
    ['zstd-v1', 'compression engine zstd is not supported on v1 bundles'],
    ['v2;cg.version=05', 'repository does not support bundle version 05'],
    ['v2;phases', 'invalid bundle specification: missing "=" in parameter: phases'],
    ['v2;phases=foo', "parameter phases should be a boolean ('foo')"],
  ])('%j is none', (text, message) => {
    expect(() => parseBundleSpec(text)).toThrow(message);
  });
});
