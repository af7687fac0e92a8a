import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bytesOf, equalBytes } from '../../../src/bytes/index.js';
import { MemoryFileSystem, tryReadFile } from '../../../src/platform/index.js';
import { Revlog, type RevlogOptions, RevlogWriter } from '../../../src/revlog/index.js';
import { platform } from '../../golden/revlog/fixtures.js';
import { SimpleTransaction } from '../../unit/revlog/writing/simple-transaction.js';

const revision = fc.record({
  parent: fc.nat(5),
  other: fc.oneof({ weight: 3, arbitrary: fc.constant(-1) }, fc.nat(9)),
  from: fc.nat(4),
  at: fc.nat(400),
  remove: fc.nat(20),
  insert: fc.array(fc.stringMatching(/^[a-d ]{0,30}$/), { maxLength: 25 }),
  linkrev: fc.nat(1000),
});
type Revision = typeof revision extends fc.Arbitrary<infer T> ? T : never;

const form = fc.record({
  generalDelta: fc.boolean(),
  sparseRevlog: fc.boolean(),
  kind: fc.constantFrom('filelog', 'manifest', 'changelog'),
  engine: fc.constantFrom('zlib', 'zstd', 'none'),
  maxChainLength: fc.constantFrom(undefined, 2, 1000),
} as const);

/** Texts that grow out of one another, with parents nearby. */
function textsOf(revisions: readonly Revision[]): { text: Uint8Array; p1: number; p2: number }[] {
  const lines: string[][] = [];
  return revisions.map(({ parent, other, from, at, remove, insert }, rev) => {
    const base = lines[rev - 1 - from] ?? Array.from({ length: 60 }, (_, i) => `line ${i}`);
    const list = [...base];
    list.splice(at % (list.length + 1), remove, ...insert, `${rev}`);
    lines.push(list);
    const p1 = Math.max(-1, rev - 1 - parent);
    return {
      text: bytesOf(`${list.join('\n')}\n`),
      p1,
      p2: other < 0 || rev - 2 - other === p1 ? -1 : Math.max(-1, rev - 2 - other),
    };
  });
}

it('reads back what it wrote, in every form, across transactions, some of them aborted', () => {
  fc.assert(
    fc.property(
      form,
      fc.array(fc.record({ revisions: fc.array(revision, { maxLength: 30 }), abort: fc.boolean() }), {
        maxLength: 5,
      }),
      ({ engine, maxChainLength, ...how }, rounds) => {
        const fs = new MemoryFileSystem();
        const options: RevlogOptions = { codecs: platform.codecs, hasher: platform.hasher, ...how };
        const stored: { text: Uint8Array; p1: number; p2: number; linkrev: number }[] = [];
        const planned = textsOf(rounds.flatMap(({ revisions }) => revisions));
        let next = 0;
        for (const { revisions, abort } of rounds) {
          const before = [tryReadFile(fs, 'data/a.i'), tryReadFile(fs, 'data/a.d')];
          const writer = new RevlogWriter(Revlog.open(fs, 'data/a.i', options), {
            compression: { engine },
            sparseRevlog: how.sparseRevlog,
            ...(maxChainLength === undefined ? {} : { maxChainLength }),
          });
          const transaction = new SimpleTransaction(fs);
          const added: typeof stored = [];
          writer.writing(transaction, () => {
            for (const { linkrev } of revisions) {
              const { text, p1, p2 } = planned[next++] as (typeof planned)[0];
              // What an aborted round would have held is not there.
              const tip = writer.revlog.length - 1;
              const entry = { text, p1: Math.min(p1, tip), p2: Math.min(p2, tip), linkrev };
              if (writer.addRevision(transaction, entry).isNew) added.push(entry);
            }
          });
          const all = [...stored, ...added];
          for (let rev = 0; rev < all.length; rev++)
            expect(equalBytes(writer.revlog.text(rev), (all[rev] as (typeof all)[0]).text)).toBe(true);
          if (abort) {
            transaction.abort();
            expect([tryReadFile(fs, 'data/a.i'), tryReadFile(fs, 'data/a.d')]).toEqual(before);
          } else {
            transaction.close();
            stored.push(...added);
          }
        }
        const revlog = Revlog.open(fs, 'data/a.i', options);
        expect(revlog.length).toBe(stored.length);
        stored.forEach(({ text, p1, p2, linkrev }, rev) => {
          expect(equalBytes(revlog.text(rev), text)).toBe(true);
          expect([...revlog.parents(rev), revlog.linkrev(rev)]).toEqual([p1, p2, linkrev]);
          const node = revlog.node(rev);
          expect(revlog.tryChild(node, ...revlog.parents(rev))).toBe(rev);
          expect(revlog.tryRev(node)).toBe(rev);
          if (maxChainLength !== undefined && how.kind !== 'changelog')
            expect(revlog.deltaChain(rev).chain.length - 1).toBeLessThanOrEqual(maxChainLength);
        });
      },
    ),
    { numRuns: 120 },
  );
});
