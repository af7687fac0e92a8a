import { describe, expect, it } from 'vitest';
import { byteStringOf, hexOf } from '../../../src/bytes/index.js';
import { CensoredNodeError, type Revlog } from '../../../src/revlog/index.js';
import { type Entry, FIXTURES, fixture, openFixture, platform } from './fixtures.js';

/** Every index is read whole and page by page. */
const WAYS = [
  ['whole', 1 << 30],
  ['page by page', 1],
] as const;

function entryOf(revlog: Revlog, rev: number): Entry {
  return [
    revlog.linkrev(rev),
    revlog.node(rev),
    revlog.parent1(rev),
    revlog.parent2(rev),
    revlog.index.textLength(rev),
    revlog.base(rev),
    revlog.flags(rev),
    revlog.offset(rev),
    revlog.chunkLength(rev),
  ];
}

function chainOf(revlog: Revlog, rev: number): string {
  const { chain } = revlog.deltaChain(rev);
  const base = revlog.deltaParent(rev);
  const kind = (): string => {
    if (base === -1) return 'base';
    if (!revlog.generalDelta) return 'prev';
    if (base === revlog.parent1(rev)) return 'p1';
    if (base === revlog.parent2(rev)) return 'p2';
    if (revlog.isSnapshot(rev)) return 'snap';
    return base === rev - 1 ? 'prev' : 'other';
  };
  return `${chain.length} ${chain.length > 1 ? chain[chain.length - 2] : -1} ${kind()}`;
}

for (const [way, lazyIndexThreshold] of WAYS) {
  describe.each(FIXTURES.map((f) => [f.name, f] as const))(`%s, index read ${way}`, (name, data) => {
    const open = (): Revlog => openFixture(data, {}, { lazyIndexThreshold });
    const hasData = name !== 'persistent node map';

    it('has the entries that hg sees', () => {
      const revlog = open();
      expect(revlog.length).toBe(data.entries.length);
      expect(data.entries.map((_, rev) => entryOf(revlog, rev))).toEqual(data.entries);
    });

    it('has the delta chains that hg sees', () => {
      const revlog = open();
      expect(data.entries.map((_, rev) => chainOf(revlog, rev))).toEqual(data.chains);
    });

    it('finds every node', () => {
      const revlog = open();
      for (const [rev, [, node]] of data.entries.entries()) {
        expect(revlog.rev(node)).toBe(rev);
        expect(revlog.partialMatch(node.slice(0, 9))).toBe(node);
        const digits = revlog.shortest(node);
        expect(revlog.partialMatch(node.slice(0, digits))).toBe(node);
        if (digits > 1)
          expect(() => revlog.partialMatch(node.slice(0, digits - 1))).toThrow(/ambiguous identifier/);
      }
      expect(revlog.tryRev('12'.repeat(20))).toBeUndefined();
    });

    it.runIf(hasData)('gives texts that have the right hash, in any order, and visits the same ones', () => {
      const revlog = open();
      const texts = new Map<number, string>();
      const errors = new Set<number>();
      revlog.visitTexts({
        text: (rev, bytes, start, end) => texts.set(rev, platform.hasher.sha1Hex(bytes, start, end)),
        error: (rev) => errors.add(rev),
      });
      expect(texts.size + errors.size).toBe(revlog.length);
      expect(errors.size).toBe(name === 'censored file' ? 1 : 0);
      revlog.reading(() => {
        for (let i = 0; i < revlog.length; i++) {
          const rev = (i * 37 + 11) % revlog.length;
          if (errors.has(rev)) {
            expect(() => revlog.text(rev)).toThrow(CensoredNodeError);
            continue;
          }
          expect(platform.hasher.sha1Hex(revlog.text(rev))).toBe(texts.get(rev));
          revlog.clearCache();
          expect(platform.hasher.sha1Hex(revlog.rawText(rev))).toBe(texts.get(rev));
          expect(revlog.rawSize(rev)).toBe(revlog.text(rev).length);
          revlog.clearCache();
          expect(revlog.textString(rev)).toBe(byteStringOf(revlog.text(rev)));
        }
      });
    });

    it.runIf(hasData && name !== 'censored file')('gives the same texts from its cache of chunks', () => {
      const revlog = openFixture(data, {}, { lazyIndexThreshold, uncompressedCacheFactor: 16 });
      for (let i = 0; i < 3 * revlog.length; i++) {
        const rev = (i * 37 + 11) % revlog.length;
        // The hash is checked on the way.
        expect(revlog.text(rev).length).toBe(revlog.rawSize(rev));
      }
    });

    it.runIf(hasData)('gives the raw bytes of chunks', () => {
      const revlog = open();
      for (let rev = 0; rev < revlog.length; rev++) {
        const { offset, bytes } = revlog.segmentForRevs(rev, rev);
        expect(bytes.length).toBe(revlog.chunkLength(rev));
        expect(offset).toBe(revlog.offset(rev) + (revlog.inline ? 64 * (rev + 1) : 0));
        if (revlog.deltaParent(rev) === -1)
          expect(Buffer.compare(revlog.chunk(rev), revlog.rawText(rev))).toBe(0);
      }
    });
  });
}

describe('particular formats', () => {
  it('are what their names say', () => {
    const shape = (name: string): unknown => {
      const { version, inline, generalDelta } = openFixture(fixture(name));
      return { version, inline, generalDelta };
    };
    expect(shape('version 0 file')).toEqual({ version: 0, inline: false, generalDelta: false });
    // hg stores changelogs without general delta.
    expect(shape('inline changelog')).toEqual({ version: 1, inline: true, generalDelta: false });
    expect(shape('inline file, zlib')).toEqual({ version: 1, inline: true, generalDelta: true });
    expect(shape('inline file, no general delta')).toEqual({ version: 1, inline: true, generalDelta: false });
    expect(shape('split file')).toEqual({ version: 1, inline: false, generalDelta: true });
  });

  it('names a censored revision as hg does', () => {
    const data = fixture('censored file');
    const node = data.entries[1]?.[1] as string;
    expect(() => openFixture(data).text(1)).toThrow(`file censored data/f:${node.slice(0, 12)}`);
    expect(hexOf(openFixture(data).rawText(1), 0, 2)).toBe('010a');
  });

  it('reads without sparse reads what it reads with them', () => {
    const data = fixture('split file');
    for (const withSparseRead of [true, false])
      for (let rev = 0; rev < data.entries.length; rev++)
        expect(
          openFixture(data, {}, { withSparseRead, srMinGapSize: 0, srDensityThreshold: 1 }).text(rev).length,
        ).toBe(data.entries[rev]?.[4]);
  });
});
