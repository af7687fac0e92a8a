import { describe, expect, it } from 'vitest';
import { byteStringOf, bytesOf, concatBytes } from '../../../src/bytes/index.js';
import {
  Bundle2Reader,
  ByteReader,
  encodePartHeader,
  encodeParts,
  encodeStreamParameters,
  openBundle,
  type PartHeader,
} from '../../../src/exchange/index.js';
import { createNodePlatform } from '../../../src/node/index.js';

const platform = createNodePlatform();
const int32 = (value: number): Uint8Array => Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
const text = (value: string): Uint8Array => concatBytes([int32(value.length), bytesOf(value)]);

function contentOf(payload: Iterable<Uint8Array>): string {
  let all = '';
  for (const piece of payload) all += byteStringOf(piece);
  return all;
}

describe('bundle2', () => {
  it('hands out parts and passes over what nobody reads', () => {
    const parts = [
      {
        type: 'first',
        isMandatory: true,
        mandatory: new Map([['a', '1']]),
        payload: bytesOf('x'.repeat(70_000)),
      },
      {
        type: 'second',
        isMandatory: false,
        advisory: new Map([['b', '']]),
        payload: [bytesOf('one'), bytesOf('two')],
      },
      { type: 'third', isMandatory: false },
    ];
    const bytes = concatBytes([...encodeParts(parts)].map((piece) => piece.slice()));
    for (const size of [1, 3, 4096, bytes.length]) {
      const pieces = function* (): Generator<Uint8Array> {
        for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
      };
      const seen: (readonly [string, boolean, number, string])[] = [];
      for (const part of new Bundle2Reader(new ByteReader(pieces())).parts())
        seen.push([
          part.type,
          part.isMandatory,
          part.id,
          part.type === 'first' ? '' : contentOf(part.payload),
        ]);
      expect(seen).toEqual([
        ['first', true, 0, ''],
        ['second', false, 1, 'onetwo'],
        ['third', false, 2, ''],
      ]);
    }
  });

  it('lets parts come in the middle of others', () => {
    const header = (type: string, id: number) => encodePartHeader({ type, isMandatory: false }, id);
    const bytes = concatBytes([
      header('outer', 0),
      text('before '),
      int32(-1),
      header('inner', 1),
      text('in between'),
      int32(0),
      text('after'),
      int32(0),
      int32(0),
    ]);
    const seen: string[] = [];
    const note = ({ type }: PartHeader, content: string) => seen.push(`${type}: ${content}`);
    const reader = new Bundle2Reader(new ByteReader([bytes]), (part) => note(part, contentOf(part.payload)));
    for (const part of reader.parts()) note(part, contentOf(part.payload));
    expect(seen).toEqual(['inner: in between', 'outer: before after']);
    const refuses = new Bundle2Reader(new ByteReader([bytes]));
    expect(() => [...refuses.parts()]).toThrow('unexpected interrupting part: inner');
  });

  it('does not follow parts within parts for ever', () => {
    const header = encodePartHeader({ type: 'deep', isMandatory: false }, 0);
    const bytes = concatBytes(Array.from({ length: 50 }, () => [header, int32(-1)]).flat());
    const reader = new Bundle2Reader(new ByteReader([bytes]), () => undefined);
    expect(() => [...reader.parts()]).toThrow('too many bundle parts within each other');
  });

  it('has parameters for the whole stream', () => {
    const parameters = new Map<string, string | undefined>([
      ['Compression', 'GZ'],
      ['a word', 'a=b c'],
      ['flag', undefined],
    ]);
    const bundle = openBundle([encodeStreamParameters(parameters)], platform, 'name');
    expect(bundle.kind === 'bundle2' && bundle.parameters).toEqual(parameters);
    expect(bundle.kind === 'bundle2' && bundle.compression).toBe('GZ');
    const bad = concatBytes([bytesOf('HG20'), text('1foo')]);
    expect(() => openBundle([bad], platform, 'name')).toThrow('non letter first character: 1foo');
  });
});
