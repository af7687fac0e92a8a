import { describe, expect, it } from 'vitest';
import { NamesByNode } from '../../../src/repo/names.js';

describe('NamesByNode', () => {
  const first = `abc${'0'.repeat(37)}`;
  // The same first digits: told apart by the rest.
  const alike = `abc${'0'.repeat(36)}1`;
  const names = new NamesByNode([
    ['second', first],
    ['also', first],
    ['one', 'f'.repeat(40)],
  ]);

  it('gives the names of a node in byte order', () => {
    expect(names.at(first)).toEqual(['also', 'second']);
    expect(names.at('f'.repeat(40))).toEqual(['one']);
  });

  it('has none for other nodes', () => {
    expect(names.at(alike)).toEqual([]);
    expect(names.at('0'.repeat(40))).toEqual([]);
  });
});
