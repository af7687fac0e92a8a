import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { NodeId } from '../../../src/bytes/index.js';
import { MemoryFileSystem, writeFile } from '../../../src/platform/index.js';
import type { History, Phase, PhaseTransaction } from '../../../src/store/index.js';
import { encodePhaseRoots, PhaseBoundaries, Phases } from '../../../src/store/phases/index.js';

const nodeOf = (rev: number): NodeId => rev.toString(16).padStart(40, '1');

function historyOf(parents: readonly (readonly [number, number])[]): History {
  const revs = new Map(parents.map((_, rev) => [nodeOf(rev), rev]));
  return {
    get length() {
      return parents.length;
    },
    parent1: (rev) => parents[rev]?.[0] ?? -1,
    parent2: (rev) => parents[rev]?.[1] ?? -1,
    node: nodeOf,
    revOf: (node) => revs.get(node),
    nodePrefix: () => 0,
  } as History;
}

/** Revisions and their phases, the slow way. */
class Model {
  readonly phases: Phase[] = [];
  constructor(readonly parents: readonly (readonly [number, number])[]) {}

  add(rev: number, phase: Phase): void {
    const inherited = (this.parents[rev] ?? []).map((parent) => this.phases[parent] ?? 0);
    this.phases.push(Math.max(phase, ...inherited));
  }
  advance(target: Phase, rev: number): void {
    if (rev < 0 || (this.phases[rev] as number) <= target) return;
    this.phases[rev] = target;
    for (const parent of this.parents[rev] ?? []) this.advance(target, parent);
  }
  retract(target: Phase, rev: number): void {
    this.phases[rev] = Math.max(target, this.phases[rev] as number);
    for (let at = rev + 1; at < this.phases.length; at++)
      if (this.parents[at]?.includes(rev) === true) this.retract(target, at);
  }
}

const phase = fc.constantFrom(0, 1, 2, 32, 96);
const operation = fc.record({
  kind: fc.constantFrom('advance' as const, 'retract' as const, 'register' as const),
  phase,
  pick: fc.nat(),
  count: fc.integer({ min: 1, max: 4 }),
});

it('moves boundaries as the rules say, keeps the fewest roots, and tells what changed', () => {
  const shape = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.boolean()), { minLength: 1, maxLength: 24 });
  fc.assert(
    fc.property(
      shape,
      fc.integer({ min: 0, max: 24 }),
      fc.array(operation, { maxLength: 12 }),
      (raw, old, operations) => {
        const parents = raw.map(
          ([a, b, merge], rev) => [(a % (rev + 1)) - 1, merge ? (b % (rev + 1)) - 1 : -1] as const,
        );
        const known = parents.slice(0, Math.min(old, parents.length));
        const history = historyOf(known as never);
        const model = new Model(parents);
        const roots = known.flatMap((_, rev) =>
          rev % 3 === 0 ? [] : [{ node: nodeOf(rev), phase: rev % 3 }],
        );
        for (const [rev] of known.entries()) model.add(rev, rev % 3);
        const before = [...model.phases];
        const fs = new MemoryFileSystem();
        writeFile(fs, 'phaseroots', encodePhaseRoots(roots));
        const changes: PhaseTransaction['changes'] = {
          addedRevisions: undefined,
          phases: [],
          bookmarks: new Map(),
          obsolescenceMarkers: 0,
        };
        const validators: (() => void)[] = [];
        const transaction = {
          changes,
          hookArguments: new Map(),
          isRunning: true,
          addFileGenerator: () => undefined,
          addValidator: (_: string, run: (of: never) => void) =>
            validators.push(() => run({ changes } as never)),
        };
        const boundaries = new PhaseBoundaries(transaction, fs, history);
        for (const { kind, phase: target, pick, count } of operations) {
          const length = known.length;
          if (kind === 'register') {
            const added = parents.slice(length, length + count);
            (known as (readonly [number, number])[]).push(...added);
            for (const [i] of added.entries()) model.add(length + i, target);
            if (added.length > 0) boundaries.register(length, length + added.length, target);
          } else if (length > 0) {
            const revs = Array.from({ length: count }, (_, i) => (pick * (i + 1)) % length);
            for (const rev of revs) model[kind](target, rev);
            boundaries[kind === 'advance' ? 'advanceRevs' : 'retractRevs'](target, revs);
          }
          expect(known.map((_, rev) => boundaries.phase(rev))).toEqual(model.phases);
        }
        const whole = historyOf(known);
        const read = new Phases(whole, boundaries.roots());
        expect(known.map((_, rev) => read.phase(rev))).toEqual(model.phases);
        for (const validate of validators) validate();
        const told = new Map<number, readonly [number | undefined, number]>();
        for (const { first, end, from, to } of changes.phases)
          for (let rev = first; rev < end; rev++) told.set(rev, [from, to]);
        const expected = new Map<number, readonly [number | undefined, number]>();
        for (const [rev, now] of model.phases.entries())
          if (before[rev] !== now) expected.set(rev, [before[rev], now]);
        expect(told).toEqual(expected);
      },
    ),
    { numRuns: 300 },
  );
});
