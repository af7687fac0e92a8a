import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteStringOf, bytesOf } from '../../../src/bytes/index.js';
import { CorruptionError } from '../../../src/errors/index.js';
import {
  diffManifestTexts,
  encodeManifest,
  FlatManifest,
  findLine,
  lowerBound,
  type ManifestEntry,
  mergeDifferences,
  walkLines,
} from '../../../src/manifest/index.js';

const NODE = 'a'.repeat(40);
const flat = (text: string) => new FlatManifest(bytesOf(text));

const name = fc
  .array(fc.constantFrom('a', 'b', 'A', '-', '.', '\xff', '0'), { minLength: 1, maxLength: 3 })
  .map((chars) => chars.join(''));
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
const entry = fc.record({
  path,
  node: fc.constantFrom('a'.repeat(40), 'b'.repeat(40), '0123456789abcdef0123456789abcdef01234567'),
  flags: fc.constantFrom('' as const, 'x' as const, 'l' as const),
});
const entries = fc.uniqueArray(entry, { selector: (e) => e.path, maxLength: 30 });
const sorted = (list: readonly ManifestEntry[]) => [...list].sort((a, b) => (a.path < b.path ? -1 : 1));

describe('manifest lines', () => {
  it('are found as a linear search finds them', () => {
    fc.assert(
      fc.property(entries, fc.array(path), (list, more) => {
        const text = encodeManifest(list);
        const manifest = new FlatManifest(text);
        expect([...manifest.entries()]).toEqual(sorted(list));
        expect(manifest.size()).toBe(list.length);
        for (const wanted of [...more, ...list.map((e) => e.path)]) {
          const expected = list.find((e) => e.path === wanted);
          expect(manifest.entry(wanted)).toEqual(expected);
          expect(manifest.find(wanted)).toBe(expected?.node);
          expect(manifest.hasDirectory(wanted)).toBe(list.some((e) => e.path.startsWith(`${wanted}/`)));
          const bound = lowerBound(text, wanted);
          const first = sorted(list).find((e) => e.path >= wanted);
          expect(bound).toBe(first === undefined ? text.length : findLine(text, first.path));
        }
      }),
    );
  });

  it('are compared in one pass as entry by entry', () => {
    fc.assert(
      fc.property(entries, entries, fc.array(fc.nat()), (common, extra, picks) => {
        const left = encodeManifest(common);
        // Mostly the same lines, as manifests have.
        const changed = new Map(common.map((e) => [e.path, e]));
        for (const [i, e] of extra.entries()) if ((picks[i] ?? 0) % 3 > 0) changed.set(e.path, e);
        for (const [i, e] of common.entries()) if ((picks[i] ?? 1) % 5 === 0) changed.delete(e.path);
        const right = encodeManifest([...changed.values()]);
        const a = new FlatManifest(left);
        const b = new FlatManifest(right);
        expect(a.diff(b)).toEqual(mergeDifferences(a, b));
        expect(b.diff(a)).toEqual(mergeDifferences(b, a));
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['a', 'Manifest did not end in a newline.'],
    [`a\0${NODE}`, 'Manifest did not end in a newline.'],
    ['a\n', 'Manifest had implausibly-short line.'],
    [`a\0${NODE.slice(1)}\n`, 'Manifest had implausibly-short line.'],
    [`abc\0${NODE.slice(1)}\n`, 'invalid node length in manifest'],
    [`\0${NODE}\n`, 'Manifest had implausibly-short line.'],
    [`a\0${NODE}q\n`, 'invalid node length in manifest'],
    [`a\0${NODE}xl\n`, 'invalid node length in manifest'],
    [`a\0${NODE.slice(1)}g\n`, 'input contains non-hex character'],
    [`b\0${NODE}\na\0${NODE}\n`, 'Manifest lines not in sorted order.'],
    [`a\0${NODE}\na\0${NODE}\n`, 'Manifest lines not in sorted order.'],
    [`${'a'.repeat(60)}\n`, 'Manifest entry has no NUL byte.'],
  ])('that are damaged are refused: %j', (text, message) => {
    expect(() => [...flat(text).entries()]).toThrow(
      expect.objectContaining({ message, path: '00manifest.i' }),
    );
    expect(() => flat(text).check()).toThrow(message);
  });

  it('throw nothing but corruption, whatever bit is flipped', () => {
    const text = encodeManifest(['a', 'a/b', 'c', 'dd'].map((p) => ({ path: p, node: NODE, flags: 'x' })));
    const good = new FlatManifest(text);
    for (let bit = 0; bit < text.length * 8; bit++) {
      const bad = text.slice();
      bad[bit >> 3] = (bad[bit >> 3] as number) ^ (1 << (bit & 7));
      for (const action of [
        () => [...new FlatManifest(bad).entries()],
        () => new FlatManifest(bad).entry('c'),
        () => new FlatManifest(bad).diff(good),
        () => good.diff(new FlatManifest(bad)),
        () => walkLines(bad, 'name', () => undefined),
      ])
        try {
          action();
        } catch (error) {
          expect(error).toBeInstanceOf(CorruptionError);
        }
    }
  });

  it('can have digits in upper case', () => {
    expect(flat(`a\0${NODE.toUpperCase()}\n`).find('a')).toBe(NODE);
  });

  it('cannot hold paths with line ends', () => {
    expect(() => encodeManifest([{ path: 'a\nb', node: NODE, flags: '' }])).toThrow(
      "'\\n' and '\\r' disallowed",
    );
  });

  it('visit nothing for equal texts', () => {
    const text = encodeManifest([{ path: 'a', node: NODE, flags: '' }]);
    diffManifestTexts(text, text.slice(), ['l', 'r'], () => expect.unreachable());
    expect(byteStringOf(text)).toBe(`a\0${NODE}\n`);
  });
});
