import { describe, expect, it } from 'vitest';
import { byteStringOf, bytesOf } from '../../../src/bytes/index.js';
import { HgError, StateError } from '../../../src/errors/index.js';
import { readFile, tryReadText, writeFile } from '../../../src/platform/index.js';
import {
  canRollBack,
  type HookRunner,
  hasAbandonedTransaction,
  recover,
  rollBack,
} from '../../../src/transaction/index.js';
import { append, begin, change, samplePlaces, sampleRepository, state, traces } from './sample.js';

describe('a transaction', () => {
  it('commits everything and leaves undo files', () => {
    const fs = sampleRepository();
    const transaction = begin(fs);
    change(transaction, fs);
    expect(tryReadText(fs, 'store/journal')).toBe(
      'data/A.i\x0010\ndata/New/B.i\x000\n00manifest.i\x0011\ndata/Split.i\x0021\ndata/Split.i\x000\ndata/Split.d\x000\n',
    );
    expect(tryReadText(fs, 'store/00changelog.i')).toBe('changelog-1.');
    transaction.close();
    transaction.release();
    expect(state(fs)).toEqual({
      bookmarks: 'new bookmark\n',
      dirstate: 'new dirstate',
      'store/00changelog.i': 'changelog-1.changelog-2.',
      'store/00manifest.i': 'manifest-1.manifest-2.',
      'store/data/_a.i': 'filelog-1.filelog-2.',
      'store/data/_new/_b.i': 'new filelog.',
      'store/data/_split.d': 'inline data and more',
      'store/data/_split.i': 'short',
      'store/fncache': 'data/A.i\ndata/New/B.i\n',
      'store/obsstore': 'marker',
      'store/phaseroots': '1 y\n',
    });
    expect(traces(fs)).toEqual([
      'store/undo',
      'store/undo.backup.fncache',
      'store/undo.backup.phaseroots',
      'store/undo.backupfiles',
      'store/undo.phaseroots',
      'undo.backup.bookmarks',
      'undo.backup.dirstate',
      'undo.bookmarks',
      'undo.branch',
      'undo.desc',
      'undo.dirstate',
    ]);
    expect(tryReadText(fs, 'store/undo')).toContain('00changelog.i\x0012\n');
    expect(tryReadText(fs, 'store/undo.backupfiles')).toBe(
      '2\n\0data/Split.i\0data/undo.backup.Split.i\x000\n\0obsstore\0\x000\n\0fncache\0undo.backup.fncache\x000\n\0phaseroots\0undo.backup.phaseroots\x000\n' +
        'plain\0bookmarks\0undo.backup.bookmarks\x000\nplain\0dirstate\0undo.backup.dirstate\x000\n',
    );
    expect(tryReadText(fs, 'undo.desc')).toBe('1\ncommit\n');
  });

  it('restores everything when nobody closes it', () => {
    const fs = sampleRepository();
    const before = state(fs);
    const messages: string[] = [];
    const transaction = begin(fs, { report: (message) => messages.push(message) });
    change(transaction, fs);
    expect(transaction.writePending()).toBe(true);
    expect(tryReadText(fs, 'bookmarks.pending')).toBe('new bookmark\n');
    transaction.release();
    expect(state(fs)).toEqual(before);
    expect(traces(fs)).toEqual([]);
    expect(messages).toEqual(['transaction abort!', 'rollback completed']);
    expect(() => transaction.add('x', 0)).toThrow(StateError);
    expect(() => transaction.close()).toThrow(StateError);
    transaction.release();
  });

  it('says nothing when there was nothing to restore', () => {
    const fs = sampleRepository();
    const messages: string[] = [];
    begin(fs, { report: (message) => messages.push(message) }).release();
    expect(messages).toEqual([]);
    expect(traces(fs)).toEqual([]);
  });

  it('commits with the last of nested users, and aborts when one of them did not close', () => {
    for (const innerCloses of [true, false]) {
      const fs = sampleRepository();
      const before = state(fs);
      const outer = begin(fs);
      const inner = outer.nest();
      change(inner, fs);
      if (innerCloses) inner.close();
      inner.release();
      expect(outer.isRunning).toBe(true);
      outer.close();
      outer.release();
      expect(outer.isRunning).toBe(false);
      if (innerCloses) expect(state(fs)).not.toEqual(before);
      else expect(state(fs)).toEqual(before);
    }
  });

  it('runs callbacks and hooks in order', () => {
    const fs = sampleRepository();
    const events: string[] = [];
    const hooks: HookRunner = {
      has: () => true,
      run: (name, given, { pending }) => {
        const own = ['BOOKMARK', 'OLDPHASE', 'PHASE'].flatMap((key) => given.get(key) ?? []);
        events.push([name, ...own, ...(pending?.() ? ['pending'] : [])].join(' '));
      },
    };
    let unlocked = () => {};
    const transaction = begin(fs, {
      hooks,
      hookNames: { phaseName: (phase) => `p${phase}`, nodeOf: (rev) => `n${rev}` },
      afterUnlock: (callback) => {
        unlocked = callback;
      },
    });
    transaction.changes.phases.push({ first: 10, end: 12, from: undefined, to: 1 });
    transaction.changes.phases.push({ first: 9, end: 10, from: 1, to: 0 });
    transaction.changes.bookmarks.set('m', { from: undefined, to: 'x' });
    transaction.addPending('p', () => events.push('pending callback') > 0);
    transaction.addValidator('v', () => events.push('validate'));
    transaction.addFinalize('b', () => events.push('finalize b'));
    transaction.addFinalize('a', (running) => {
      events.push('finalize a');
      running.addFinalize('late', () => events.push('finalize late'));
    });
    for (const order of ['post-finalize', 'pre-finalize'] as const)
      transaction.addFileGenerator(order, {
        files: ['f'],
        order,
        generate: (suffix) => {
          if (suffix === '') events.push(order);
          return [undefined];
        },
      });
    transaction.addPostClose('c', () => events.push('post close'));
    transaction.close();
    transaction.release();
    events.push('unlock');
    unlocked();
    expect(events).toEqual([
      'pretxnopen',
      'validate',
      'pending callback',
      'pretxnclose-bookmark m pending',
      'pending callback',
      'pretxnclose-phase p1 p0 pending',
      'pending callback',
      'pretxnclose-phase  p1 pending',
      'pending callback',
      'pretxnclose-phase  p1 pending',
      'pending callback',
      'pretxnclose pending',
      'pre-finalize',
      'finalize a',
      'finalize b',
      'finalize late',
      'post-finalize',
      'post close',
      'unlock',
      'txnclose-bookmark m',
      'txnclose-phase p1 p0',
      'txnclose-phase  p1',
      'txnclose-phase  p1',
      'txnclose',
    ]);
  });

  it('aborts when a hook refuses, and tells txnabort', () => {
    const fs = sampleRepository();
    const before = state(fs);
    const events: string[] = [];
    const transaction = begin(fs, {
      report: (message) => events.push(message),
      hooks: {
        has: (name) => name === 'pretxnclose' || name === 'txnabort',
        run: (name) => {
          events.push(name);
          if (name === 'pretxnclose') throw new HgError('abort', 'no');
        },
      },
    });
    change(transaction, fs);
    transaction.addAbort('z', () => events.push('abort callback'));
    expect(() => transaction.close()).toThrow('no');
    transaction.release();
    expect(events).toEqual([
      'pretxnclose',
      'transaction abort!',
      'abort callback',
      'txnabort',
      'rollback completed',
    ]);
    expect(state(fs)).toEqual(before);
  });

  it('leaves the journal when it cannot restore, and recover refuses to make it worse', () => {
    const fs = sampleRepository();
    const messages: string[] = [];
    const transaction = begin(fs, { report: (message) => messages.push(message) });
    append(transaction, '00manifest.i', 'more');
    writeFile(fs, 'store/00manifest.i', bytesOf('x'));
    transaction.release();
    expect(messages).toEqual([
      'transaction abort!',
      'rollback failed - please run hg recover',
      '(failure reason: attempted to truncate 00manifest.i to 11 bytes, but it was already 1 bytes\n)',
    ]);
    const places = samplePlaces(fs);
    expect(hasAbandonedTransaction(places)).toBe(true);
    expect(() => begin(fs)).toThrow('abandoned transaction found');
    expect(() => recover({ places, warn: () => undefined })).toThrow('attempted to truncate');
    expect(hasAbandonedTransaction(places)).toBe(true);
  });

  it('is undone by a rollback, once', () => {
    const fs = sampleRepository();
    const before = state(fs);
    const transaction = begin(fs);
    change(transaction, fs);
    transaction.close();
    const places = samplePlaces(fs);
    expect(canRollBack(places)).toBe(true);
    expect(rollBack({ places, warn: () => undefined, keepDirstate: false })).toBe(true);
    expect(state(fs)).toEqual(before);
    expect(rollBack({ places, warn: () => undefined, keepDirstate: false })).toBe(false);
  });

  it('leaves no undo files when none are wanted, nor older ones', () => {
    const fs = sampleRepository();
    begin(fs).close();
    expect(traces(fs)).toContain('store/undo');
    const transaction = begin(fs, { undo: undefined } as never);
    change(transaction, fs);
    transaction.close();
    expect(traces(fs)).toEqual([]);
  });

  it('ignores what a crash tore off the end of a journal, and names nonsense', () => {
    const fs = sampleRepository();
    writeFile(fs, 'store/journal', bytesOf('00changelog.i\x005\nnonsense\n00manifest.i\x001'));
    writeFile(fs, 'store/journal.backupfiles', bytesOf('2\nplain\0bookmarks\0'));
    const messages: string[] = [];
    expect(recover({ places: samplePlaces(fs), warn: (message) => messages.push(message) })).toBe(true);
    expect(messages).toEqual(["couldn't read journal entry 'nonsense\\n'!"]);
    expect(byteStringOf(readFile(fs, 'store/00changelog.i'))).toBe('chang');
    expect(byteStringOf(readFile(fs, 'store/00manifest.i'))).toBe('manifest-1.');
    expect(traces(fs)).toEqual([]);
  });
});
