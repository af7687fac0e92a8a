import { spawn } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { bytesOf } from '../../../src/bytes/index.js';
import { createNodePlatform } from '../../../src/node/index.js';
import { readFile, replaceFile } from '../../../src/platform/index.js';
import { openRepository } from '../../../src/repo/index.js';
import {
  beginTransaction,
  createHookRunner,
  type HookRunner,
  RepositoryLocks,
  type Transaction,
} from '../../../src/transaction/index.js';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { qs } from '../qs.js';

const platform = createNodePlatform();

function open(root: string, hooks?: HookRunner) {
  const repository = openRepository(platform, root);
  const { places, encodePath } = repository.store;
  const messages: string[] = [];
  const locks = new RepositoryLocks({
    plain: places.hgFs,
    store: places.storeFs,
    root,
    processes: platform.processes as NonNullable<typeof platform.processes>,
    clock: platform.clock,
    timeout: 60,
    warnAfter: 0,
    warn: (message) => messages.push(message),
    debug: () => undefined,
  });
  const begin = (name = 'commit'): Transaction =>
    beginTransaction({
      places: { store: places.storeFs, plain: places.hgFs, encode: encodePath },
      name,
      report: (message) => messages.push(message),
      random: platform.random,
      undo: {
        changelogLength: repository.changelog.length,
        branch: repository.store.places.hgFs.stat('branch') === undefined ? 'default' : 'named',
        bookmarksInStore: places.requirements.has('bookmarksinstore'),
      },
      ...(hooks === undefined ? {} : { hooks }),
    });
  return { repository, locks, begin, messages, places };
}

/** hg's own commit, replayed through a transaction of ours: what `donor` has more is appended. */
function replay(transaction: Transaction, root: string, donor: string): void {
  const { places } = open(donor);
  const names: string[] = ['data/Dir/UP.i', 'data/a.i', '00manifest.i', '00changelog.i'];
  for (const name of names) {
    const stored = readFile(places.storeFs, encoded(donor, name));
    const handle = transaction.openStoreFile(name, 'append');
    const size = handle.size();
    transaction.add(name, size);
    handle.writeAt(stored.subarray(size), size);
    handle.close();
  }
  // As when an inline revlog is split: replaced after it grew. (By the same content here.)
  transaction.addBackup('data/a.i');
  const { storeFs } = open(root).places;
  replaceFile(storeFs, 'data/a.i', readFile(places.storeFs, 'data/a.i'));
  transaction.addFileGenerator('fncache', {
    files: ['fncache'],
    generate: () => [readFile(places.storeFs, 'fncache')],
  });
  transaction.addFileGenerator('phase', {
    files: ['phaseroots'],
    generate: () => [readFile(places.storeFs, 'phaseroots')],
  });
  transaction.addFileGenerator('dirstate', {
    files: ['dirstate'],
    location: 'plain',
    order: 'post-finalize',
    generate: () => [readFile(places.hgFs, 'dirstate')],
  });
  transaction.addFileGenerator('bookmarks', {
    files: ['bookmarks'],
    location: 'plain',
    order: 'post-finalize',
    generate: () => [bytesOf(`${open(donor).repository.changelog.node(1)} ours\n`)],
  });
}

function encoded(root: string, name: string): string {
  return open(root).repository.store.encodePath(name);
}

/** Two clones by copy: `old` has one changeset, `next` one more on top. */
function pair(directory: string, name: string) {
  const old = join(directory, name);
  const next = join(directory, `${name}-next`);
  hg(directory, ['init', old]);
  writeFileSync(join(old, 'a'), 'a\n');
  hg(old, ['commit', '-Am', 'first', '-d', '0 0']);
  cpSync(old, next, { recursive: true, verbatimSymlinks: true });
  writeFileSync(join(next, 'a'), 'a\nb\n');
  cpSync(join(next, '.hg/requires'), join(next, 'Dir/UP'));
  hg(next, ['commit', '-Am', 'second', '-d', '1 0']);
  cpSync(join(next, 'a'), join(old, 'a'));
  cpSync(join(next, 'Dir'), join(old, 'Dir'), { recursive: true });
  return { old, next };
}

function journals(root: string): string[] {
  return [...readdirSync(join(root, '.hg')), ...readdirSync(join(root, '.hg/store'))]
    .filter((name) => name.startsWith('journal'))
    .sort();
}

describeWithHg('transactions beside hg', () => {
  const directory = temporaryDirectory();

  it('hg accepts what a transaction committed, and rolls it back', () => {
    const { old, next } = pair(directory, 'accepted');
    const { begin } = open(old);
    const transaction = begin();
    replay(transaction, old, next);
    transaction.close();
    transaction.release();
    expect(hg(old, ['verify', '-q'])).toEqual({ out: '', err: '', code: 0 });
    expect(hg(old, ['log', '-T', '{rev}:{desc}:{phase}:{bookmarks}\n']).out).toBe(
      '1:second:draft:ours\n0:first:draft:\n',
    );
    expect(hg(old, ['status']).out).toBe('');
    expect(journals(old)).toEqual([]);
    const copy = join(directory, 'accepted-copy');
    cpSync(old, copy, { recursive: true, verbatimSymlinks: true });
    const words = {
      out: 'repository tip rolled back to revision 0 (undo commit)\nworking directory now based on revision 0\n',
      err: '',
      code: 0,
    };
    expect(hg(old, ['rollback'])).toEqual(words);
    expect(qs(copy, ['rollback'])).toEqual(words);
    for (const root of [old, copy]) {
      expect(hg(root, ['verify', '-q']).code).toBe(0);
      expect(hg(root, ['log', '-T', '{rev}:{desc}:{bookmarks}\n']).out).toBe('0:first:\n');
      expect(hg(root, ['status']).out).toBe('M a\n? Dir/UP\n');
      expect(hg(root, ['rollback'])).toEqual({
        out: '',
        err: 'no rollback information available\n',
        code: 1,
      });
      expect(qs(root, ['rollback'])).toEqual({
        out: '',
        err: 'no rollback information available\n',
        code: 1,
      });
    }
  });

  it("hg's recover cleans up what we left, and ours too", () => {
    for (const program of [hg, qs]) {
      const { old, next } = pair(directory, `left-${program.name}`);
      const { begin } = open(old);
      const transaction = begin();
      replay(transaction, old, next);
      transaction.writePending();
      // The process dies here.
      expect(journals(old)).toContain('journal');
      for (const other of [hg, qs]) {
        const refused = other(old, other === hg ? ['bookmark', 'x'] : ['rollback']);
        expect(refused.err).toContain('abort: abandoned transaction found\n(run ');
      }
      expect(program(old, ['recover'])).toEqual({
        out: 'rolling back interrupted transaction\n',
        err: '(verify step skipped, run `hg verify` to check your repository content)\n',
        code: 0,
      });
      expect(hg(old, ['verify', '-q'])).toEqual({ out: '', err: '', code: 0 });
      expect(hg(old, ['log', '-T', '{rev}:{desc}:{bookmarks}\n']).out).toBe('0:first:\n');
      expect(hg(old, ['status']).out).toBe('M a\n? Dir/UP\n');
      expect(existsSync(join(old, '.hg/bookmarks.pending'))).toBe(false);
      expect(program(old, ['recover'])).toEqual({
        out: '',
        err: 'no interrupted transaction available\n',
        code: 1,
      });
      expect(hg(old, ['commit', '-Am', 'again']).code).toBe(0);
    }
  });

  it('recovers and rolls back what hg left, as hg does', () => {
    const root = join(directory, 'by-hg');
    hg(directory, ['init', root]);
    writeFileSync(join(root, 'a'), 'a\n');
    hg(root, ['commit', '-Am', 'first']);
    hg(root, ['bookmark', 'mark']);
    writeFileSync(join(root, 'a'), 'b\n');
    writeFileSync(join(root, 'NEW'), 'new\n');
    hg(root, ['branch', 'named']);
    const old = join(directory, 'by-hg-old');
    cpSync(root, old, { recursive: true, verbatimSymlinks: true });
    // Killed while the closing hook runs: everything is written, nothing is final.
    hg(root, ['commit', '-Am', 'second', '--config', 'hooks.pretxnclose=kill -9 $PPID; sleep 0.3']);
    expect(journals(root)).toContain('journal');
    const seen = (at: string) => [
      hg(at, ['log', '-T', '{rev}:{node}:{bookmarks}:{phase}\n']).out,
      hg(at, ['status']).out,
      hg(at, ['verify', '-q']).code,
      readFileSync(join(at, '.hg/store/fncache'), 'latin1'),
    ];
    const results = [hg, qs].map((program) => {
      const copy = join(directory, `by-hg-${program.name}`);
      cpSync(root, copy, { recursive: true, verbatimSymlinks: true });
      return [program(copy, ['recover', '--verify']).code, seen(copy)];
    });
    expect(results[1]).toEqual(results[0]);
    // The file was added before the commit began.
    expect(hg(old, ['log', '-T', '{rev}']).out).toBe('0');

    hg(old, ['commit', '-Am', 'second']);
    const before = seen(old)[0];
    const rolled = [hg, qs].map((program) => {
      const copy = join(directory, `rolled-${program.name}`);
      cpSync(old, copy, { recursive: true, verbatimSymlinks: true });
      const dry = program(copy, ['rollback', '-n']);
      hg(copy, ['update', '-q', '-C', '0']);
      const refused = program(copy, ['rollback']);
      hg(copy, ['update', '-q', '-C', 'tip']);
      const done = program(copy, ['rollback', '-v']);
      return [dry, refused, done, seen(copy), hg(copy, ['branch']).out];
    });
    expect(rolled[1]).toEqual(rolled[0]);
    expect((rolled[1] as unknown[])[3]).not.toEqual(before);
    const disabled = ['rollback', '--config', 'ui.rollback=no'];
    expect(qs(old, disabled)).toEqual(hg(old, disabled));
  });

  it('runs hooks with the environment that hg gives them', () => {
    const root = join(directory, 'hooks');
    hg(directory, ['init', root]);
    const output = join(directory, 'hook-output');
    const command = `(echo run; env | grep '^HG' | grep -v '^HGUSER\\|^HG=\\|^HGRCPATH'; pwd) | sort >> '${output}'`;
    const text = () => {
      const found = readFileSync(output, 'latin1').replace(/TXN:[0-9a-f]{40}/g, 'TXN:*');
      rmSync(output);
      return found;
    };
    const given = ['pretxnopen', 'pretxnclose', 'pretxnclose-bookmark', 'txnclose', 'txnclose-bookmark'];
    const args = given.flatMap((name) => ['--config', `hooks.${name}=${command}`]);
    hg(root, ['bookmark', '-r', 'null', 'mark', ...args]);
    const theirs = text();
    const hooks = createHookRunner({
      hooks: given.map((name) => ({ name, action: command })),
      root,
      program: 'hg',
      commands: platform.commands,
      flush: () => undefined,
      warn: () => undefined,
      note: () => undefined,
    });
    rmSync(join(root, '.hg/bookmarks'));
    const { begin } = open(root, hooks);
    const transaction = begin('bookmark');
    transaction.hookArguments.set('BOOKMARK_MOVED', '1');
    transaction.changes.bookmarks.set('mark', { from: undefined, to: '0'.repeat(40) });
    transaction.addFileGenerator('bookmarks', {
      files: ['bookmarks'],
      location: 'plain',
      order: 'post-finalize',
      generate: () => [bytesOf(`${'0'.repeat(40)} mark\n`)],
    });
    transaction.close();
    transaction.release();
    const clean = (found: string) =>
      found
        .split('\n')
        .filter(
          (line) => line.startsWith('HG_') || line === 'HGPLAIN=1' || line === 'run' || line.startsWith('/'),
        )
        .join('\n');
    expect(clean(text())).toBe(clean(theirs));
    expect(hg(root, ['bookmarks', '-T', '{bookmark}']).out).toBe('mark');
  });
});

describeWithHg('locks beside hg', () => {
  const directory = temporaryDirectory();
  const root = join(directory, 'locked');
  const sleeper = spawn('sleep', ['600'], { stdio: 'ignore' });
  afterAll(() => {
    sleeper.kill();
  });
  const quick = ['--config', 'ui.timeout=1'];
  const age = (text: string) => text.replace(/\(\d+s\)/g, '(Ns)');

  it('are written as hg writes them, and hg waits for ours', () => {
    hg(directory, ['init', root]);
    const { locks } = open(root);
    const wlock = locks.wlock();
    const lock = locks.lock();
    const host = platform.processes?.host;
    expect(hg(root, ['bookmark', 'x', ...quick])).toEqual({
      out: '',
      err:
        `waiting for lock on working directory of ${root} held by process '${process.pid}' on host '${host}'\n` +
        `abort: working directory of ${root}: timed out waiting for lock held by '${host}:${process.pid}'\n`,
      code: 255,
    });
    expect(age(hg(root, ['debuglocks']).out)).toContain(`process ${process.pid}, host ${host} (Ns)`);
    lock.release();
    wlock.release();
    expect(hg(root, ['debuglocks'])).toEqual({ out: 'lock:  free\nwlock: free\n', err: '', code: 0 });
    expect(hg(root, ['bookmark', 'x']).code).toBe(0);
  });

  it('of living, dead and foreign processes are treated as hg treats them', () => {
    const host = platform.processes?.host as string;
    for (const holder of [`${host}:${sleeper.pid}`, `${host}:999999999`, 'elsewhere:1', 'nonsense']) {
      const results = [hg, qs].map((program) => {
        rmSync(join(root, '.hg/store/lock'), { force: true });
        symlinkSync(holder, join(root, '.hg/store/lock'));
        const shown = program(root, ['debuglocks']);
        const recovered = program(root, ['recover', ...quick]);
        return [age(shown.out), shown.code, recovered, existsSync(join(root, '.hg/store/lock.break'))];
      });
      expect(results[1], holder).toEqual(results[0]);
      rmSync(join(root, '.hg/store/lock'), { force: true });
    }
    const free = [hg, qs].map((program) => {
      symlinkSync('elsewhere:1', join(root, '.hg/store/lock'));
      writeFileSync(join(root, '.hg/wlock'), 'elsewhere:1');
      const shown = program(root, ['debuglocks']);
      return [
        age(shown.out),
        shown.code,
        program(root, ['debuglocks', '-LW']),
        program(root, ['debuglocks']),
      ];
    });
    expect(free[1]).toEqual(free[0]);
  });

  it('keep processes of both programs apart', async () => {
    const counter = join(directory, 'counter');
    writeFileSync(counter, '0');
    const { locks, begin } = open(root);
    let theirs = 0;
    const rounds = 4;
    // hg reads, pauses and writes a number inside its transaction; so do we inside ours.
    const hook = `n=$(cat '${counter}'); sleep 0.02; echo -n $((n+1)) > '${counter}'`;
    const running = new Promise<void>((resolve) => {
      const next = (round: number): void => {
        if (round === rounds) {
          resolve();
          return;
        }
        const child = spawn('hg', ['bookmark', '-f', `b${round}`, '--config', `hooks.pretxnclose=${hook}`], {
          cwd: root,
          env: { ...process.env, HGRCPATH: '' },
          stdio: 'ignore',
        });
        child.on('exit', (code) => {
          theirs += code === 0 ? 1 : 0;
          next(round + 1);
        });
      };
      next(0);
    });
    let ours = 0;
    while (theirs < rounds) {
      const wlock = locks.wlock();
      const lock = locks.lock();
      const transaction = begin('count');
      const number = Number(readFileSync(counter, 'latin1'));
      platform.processes?.sleep(5);
      writeFileSync(counter, String(number + 1));
      ours++;
      transaction.close();
      transaction.release();
      lock.release();
      wlock.release();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await running;
    expect(Number(readFileSync(counter, 'latin1'))).toBe(ours + theirs);
    console.log(`transactions in turns: ${ours} of ours, ${theirs} of hg`);
  });
});
