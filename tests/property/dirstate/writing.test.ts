import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Dirstate, readDirstate } from '../../../src/dirstate/index.js';
import { MemoryFileSystem } from '../../../src/platform/index.js';

const NODES = ['1'.repeat(40), '2'.repeat(40), '0'.repeat(40)] as const;
const name = fc.constantFrom('a', 'b', 'a.b', 'a-', 'zz', '\xff', 'x\ny');
const directory = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
// Files have other names than directories: those that clash are refused.
const path = fc
  .tuple(fc.option(directory, { nil: undefined }), name)
  .map(([above, file]) => (above === undefined ? `${file}_` : `${above}/${file}_`));
const seen = fc.record({
  mode: fc.constantFrom(0o100644, 0o100755, 0o120777),
  size: fc.nat(),
  time: fc.option(
    fc.record({ seconds: fc.nat(), nanoseconds: fc.nat(999_999_999), secondAmbiguous: fc.boolean() }),
    { nil: undefined },
  ),
});
const operation = fc.oneof(
  fc.record({ kind: fc.constant('track' as const), path }),
  fc.record({ kind: fc.constant('untrack' as const), path }),
  fc.record({ kind: fc.constant('clean' as const), path, seen }),
  fc.record({
    kind: fc.constant('update' as const),
    path,
    tracked: fc.boolean(),
    inParent1: fc.boolean(),
    merged: fc.boolean(),
    seen,
  }),
  fc.record({ kind: fc.constant('copy' as const), path, source: path }),
  fc.record({ kind: fc.constant('parents' as const), one: fc.nat(1), two: fc.nat(2) }),
  fc.record({ kind: fc.constant('directory' as const), path: directory, seen }),
  fc.record({ kind: fc.constant('write' as const) }),
);
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

function apply(state: Dirstate, step: Operation): void {
  switch (step.kind) {
    case 'track':
      state.setTracked(step.path);
      break;
    case 'untrack':
      state.setUntracked(step.path);
      break;
    case 'clean':
      state.setClean(step.path, step.seen);
      break;
    case 'update':
      state.updateFile(step.path, step);
      break;
    case 'copy':
      if (state.has(step.path)) state.setCopy(step.path, step.source);
      break;
    case 'parents':
      state.setParents(NODES[step.one] as string, NODES[step.two] as string);
      break;
    case 'directory': {
      const { time } = step.seen;
      if (state.hasTrackedDirectory(step.path) && time !== undefined)
        state.setDirectoryTime(step.path, { ...time, ignoredRecorded: false });
      break;
    }
    case 'write':
      break;
  }
}

/** As far as the format holds it. */
function everything(state: Dirstate): unknown {
  const entryOf = (one: string) => {
    const entry = state.entry(one);
    return state.isVersion2 ? entry : { ...entry, mtimeNanoseconds: 0 };
  };
  return {
    parents: state.parents,
    entries: state.paths().map((one) => [one, entryOf(one)]),
    copies: [...state.copies].sort(),
  };
}

describe.each([
  ['1', false],
  ['2', true],
] as const)('format %s', (_format, version2) => {
  it('reads what was written, however often in between', () => {
    let id = 0;
    const random = (bytes: number): Uint8Array => new Uint8Array(bytes).fill(++id);
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 40 }), (steps) => {
        const fs = new MemoryFileSystem();
        let state = readDirstate(fs, version2);
        const model = readDirstate(new MemoryFileSystem(), version2);
        for (const step of steps) {
          apply(state, step);
          apply(model, step);
          if (step.kind !== 'write') continue;
          state.write(fs, random);
          state = readDirstate(fs, version2);
        }
        expect(everything(state)).toEqual(everything(model));
        state.write(fs, random);
        expect(everything(readDirstate(fs, version2))).toEqual(everything(model));
        // One data file at most; nothing is left of older ones.
        expect(fs.list('').filter((file) => file.startsWith('dirstate.')).length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 300 },
    );
  });
});
