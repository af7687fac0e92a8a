import { afterAll, describe, expect, it } from 'vitest';
import { HgError } from '../../../src/errors/index.js';
import { type FaultKind, FaultyFileSystem, SimulatedCrash } from '../../../src/platform/index.js';
import {
  canRollBack,
  type Durability,
  hasAbandonedTransaction,
  recover,
  rollBack,
} from '../../../src/transaction/index.js';
import {
  append,
  begin,
  change,
  samplePlaces,
  sampleRepository,
  state,
} from '../../unit/transaction/sample.js';
import { expectWhole } from './expect-whole.js';

const KINDS: readonly FaultKind[] = ['fail', 'tear', 'crash', 'tear-and-crash', 'crash-after'];

/** A repository with one finished transaction, and its state before and after that. */
function prepared() {
  const fs = sampleRepository();
  const before = state(fs);
  const transaction = begin(fs);
  append(transaction, 'data/A.i', 'filelog-0.');
  transaction.addFileGenerator('bookmarks', {
    files: ['bookmarks'],
    location: 'plain',
    generate: () => [new Uint8Array(3).fill(65)],
  });
  transaction.close();
  transaction.release();
  return { fs, before, after: state(fs) };
}

function run(fs: FaultyFileSystem, pending: boolean, durability: Durability): void {
  const transaction = begin(fs, { durability });
  try {
    change(transaction, fs);
    if (pending) transaction.writePending();
    transaction.close();
  } finally {
    transaction.release();
  }
}

const quiet = () => undefined;

describe('a transaction with a fault at every mutation', () => {
  const counts = { faults: 0, old: 0, new: 0, recovered: 0, 'faults within recover': 0 };
  afterAll(() => console.log(`transaction faults: ${JSON.stringify(counts)}`));

  const complete = prepared();
  run(new FaultyFileSystem(complete.fs), true, 'process');
  const wanted = state(complete.fs);

  function mutations(pending: boolean, durability: Durability): number {
    const counting = new FaultyFileSystem(prepared().fs);
    run(counting, pending, durability);
    return counting.mutations;
  }

  function check(kind: FaultKind, at: number, pending: boolean, durability: Durability): void {
    const { fs, before, after } = prepared();
    const faulty = new FaultyFileSystem(fs, { mutation: { at, kind, errno: 'ENOSPC' } });
    const label = `${kind} at ${at} ${pending} ${durability}`;
    try {
      run(faulty, pending, durability);
    } catch (error) {
      if (!(error instanceof HgError) && !(error instanceof SimulatedCrash)) throw error;
    }
    counts.faults++;
    const { isNew, recovered } = expectWhole(fs, { old: after, new: wanted }, label);
    if (recovered) counts.recovered++;
    counts[isNew ? 'new' : 'old']++;
    const places = samplePlaces(fs);
    // Whatever happened, the undo files belong to the last finished transaction, or there are none.
    if (canRollBack(places)) {
      rollBack({ places, warn: quiet, keepDirstate: false });
      expect(state(fs), `rollback after ${label}`).toEqual(isNew ? after : before);
    }
    // And the next transaction works.
    run(new FaultyFileSystem(fs), pending, durability);
  }

  it.each(KINDS)('%s: the old state or the new one', (kind) => {
    for (const durability of ['process', 'power'] as const)
      for (const pending of [false, true]) {
        const total = mutations(pending, durability);
        expect(total).toBeGreaterThan(60);
        for (let at = 1; at <= total; at++) check(kind, at, pending, durability);
      }
  });

  it('recover itself may crash anywhere and be repeated', () => {
    const total = mutations(true, 'process');
    for (let at = 1; at <= total; at += 3) {
      for (let second = 1; ; second++) {
        const { fs, after } = prepared();
        try {
          run(new FaultyFileSystem(fs, { mutation: { at, kind: 'crash-after' } }), true, 'process');
        } catch (error) {
          if (!(error instanceof SimulatedCrash)) throw error;
        }
        if (!hasAbandonedTransaction(samplePlaces(fs))) break;
        const faulty = new FaultyFileSystem(fs, { mutation: { at: second, kind: 'tear-and-crash' } });
        counts['faults within recover']++;
        let crashed = false;
        try {
          recover({ places: samplePlaces(faulty), warn: quiet });
        } catch (error) {
          if (!(error instanceof SimulatedCrash)) throw error;
          crashed = true;
        }
        const places = samplePlaces(fs);
        if (hasAbandonedTransaction(places)) recover({ places, warn: quiet });
        expect(state(fs)).toEqual(after);
        if (!crashed) break;
      }
    }
  });
});
