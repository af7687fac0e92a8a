import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../../src/bytes/index.js';
import { FileSystemError, LockError, StateError } from '../../../src/errors/index.js';
import {
  FaultyFileSystem,
  type FileSystem,
  MemoryFileSystem,
  writeFile,
} from '../../../src/platform/index.js';
import { Lock, type LockOptions, RepositoryLocks } from '../../../src/transaction/index.js';

function world(fs: FileSystem = new MemoryFileSystem()) {
  let now = 1000;
  const messages: string[] = [];
  const alive = new Set([1, 2, 3]);
  const sleepers: (() => void)[] = [];
  const options = (id: number, extra: Partial<LockOptions> = {}): LockOptions => ({
    fs,
    path: 'lock',
    description: 'repository /r',
    processes: {
      id,
      host: 'here/1f',
      isAlive: (other) => alive.has(other),
      sleep: (milliseconds) => {
        now += milliseconds / 1000;
        for (const sleeper of sleepers) sleeper();
      },
    },
    clock: { now: () => now, timeZoneOffset: () => 0 },
    timeout: 10,
    warnAfter: 0,
    warn: (message) => messages.push(message),
    debug: (message) => messages.push(`debug: ${message}`),
    ...extra,
  });
  return { fs, messages, alive, sleepers, options, now: () => now };
}

describe('a lock', () => {
  it('is a symbolic link that names its holder, held until the last release', () => {
    const { fs, options } = world();
    const lock = Lock.acquire(options(1));
    expect(fs.readLink('lock')).toBe('here/1f:1');
    const events: unknown[] = [];
    lock.beforeRelease(() => events.push(fs.stat('lock', true) !== undefined));
    lock.afterRelease((success) => events.push(fs.stat('lock', true) === undefined, success));
    lock.again();
    lock.release(false);
    expect(lock.isHeld).toBe(true);
    lock.release();
    expect(events).toEqual([true, true, false]);
    lock.release();
    expect(() => lock.again()).toThrow(StateError);
  });

  it('is waited for, with messages', () => {
    const { messages, options, sleepers, now } = world();
    const first = Lock.acquire(options(1));
    sleepers.push(() => {
      if (now() > 1002.5) first.release();
    });
    Lock.acquire(options(2)).release();
    expect(messages).toEqual([
      "waiting for lock on repository /r held by process '1' on host 'here/1f'",
      'got lock after 3 seconds',
    ]);
  });

  it('is not waited for longer than the timeout', () => {
    const { messages, options, now } = world();
    Lock.acquire(options(1));
    expect(() => Lock.acquire(options(2))).toThrow(
      "repository /r: timed out waiting for lock held by 'here/1f:1'",
    );
    expect(now()).toBeGreaterThanOrEqual(1010);
    expect(now()).toBeLessThan(1010.1);
    messages.length = 0;
    expect(() => Lock.acquire(options(2, { timeout: 0 }))).toThrow(LockError);
    expect(() => Lock.acquire(options(2, { timeout: 5, warnAfter: 6 }))).toThrow(LockError);
    expect(messages).toEqual([]);
    expect(() => Lock.acquire(options(2, { timeout: -1 }))).toThrow(LockError);
    expect(messages).toHaveLength(1);
  });

  it('of a dead process is broken; of other hosts and of nobody known it is not', () => {
    const { fs, options } = world();
    fs.makeSymlink('here/1f:99', 'lock');
    Lock.acquire(options(1)).release();
    expect(fs.list('')).toEqual([]);
    for (const holder of [
      'here:99',
      'there/1f:99',
      'here/2:99',
      'nonsense',
      'here/1f:',
      'here/1f:99/7',
      ':',
    ]) {
      fs.makeSymlink(holder, 'lock');
      expect(() => Lock.acquire(options(1, { timeout: 0 }))).toThrow(`held by '${holder}'`);
      fs.remove('lock');
    }
  });

  it('is broken by one process only', () => {
    const { fs, options, alive } = world();
    fs.makeSymlink('here/1f:99', 'lock');
    // Another one is breaking it right now.
    fs.makeSymlink('here/1f:2', 'lock.break');
    expect(() => Lock.acquire(options(1, { timeout: 0 }))).toThrow("held by 'here/1f:99'");
    // That one died over it.
    alive.delete(2);
    Lock.acquire(options(1, { timeout: 0 })).release();
    expect(fs.list('')).toEqual([]);
  });

  it('taken anew between noticing and breaking stays', () => {
    const inner = new MemoryFileSystem();
    const { options } = world(inner);
    inner.makeSymlink('here/1f:99', 'lock');
    const fs = new FaultyFileSystem(inner);
    const racing: FileSystem = Object.create(fs, {
      makeSymlink: {
        value: (target: string, path: string) => {
          fs.makeSymlink(target, path);
          if (path === 'lock.break') {
            inner.remove('lock');
            inner.makeSymlink('here/1f:2', 'lock');
          }
        },
      },
      readLink: { value: (path: string) => fs.readLink(path) },
      features: { value: inner.features },
      remove: { value: (path: string) => fs.remove(path) },
      stat: { value: (path: string, noFollow?: boolean) => fs.stat(path, noFollow) },
    });
    expect(() => Lock.acquire(options(1, { fs: racing, timeout: 0 }))).toThrow("held by 'here/1f:2'");
    expect(inner.list('')).toEqual(['lock']);
  });

  it('is a file where there are no symbolic links', () => {
    const inner = new MemoryFileSystem();
    const fs: FileSystem = Object.create(inner, {
      makeSymlink: {
        value: (_target: string, path: string) => {
          throw new FileSystemError('EPERM', path, 'Operation not permitted');
        },
      },
      features: { value: { ...inner.features, symlinks: true } },
      open: { value: inner.open.bind(inner) },
      readLink: { value: inner.readLink.bind(inner) },
      remove: { value: inner.remove.bind(inner) },
      stat: { value: inner.stat.bind(inner) },
    });
    const { options } = world(fs);
    const lock = Lock.acquire(options(1));
    expect(inner.stat('lock')?.kind).toBe('file');
    expect(() => Lock.acquire(options(2, { timeout: 0 }))).toThrow("held by 'here/1f:1'");
    lock.release();
    writeFile(inner, 'lock', bytesOf('here/1f:99'));
    Lock.acquire(options(1)).release();
    writeFile(inner, 'lock', bytesOf(''));
    expect(() => Lock.acquire(options(1))).toThrow("held by ''");
  });

  it('held by the process that started us is ours to use and not to remove', () => {
    const { fs, options } = world();
    fs.makeSymlink('here/1f:3', 'lock');
    const lock = Lock.acquire(options(1, { parentHolder: 'here/1f:3' }));
    expect(lock.holder).toBe('here/1f:3');
    lock.release();
    expect(fs.readLink('lock')).toBe('here/1f:3');
    fs.remove('lock');
    Lock.acquire(options(1, { parentHolder: 'here/1f:3' })).release();
  });

  it('that cannot be made says why', () => {
    for (const [errno, text] of [
      ['EACCES', 'Permission denied'],
      ['EROFS', 'Read-only file system'],
      ['ENOSPC', 'No space left on device'],
    ] as const) {
      const fs = new FaultyFileSystem(new MemoryFileSystem(), { mutation: { at: 1, kind: 'fail', errno } });
      expect(() => Lock.acquire(world(fs).options(1))).toThrow('could not lock repository /r: ');
      expect(text).not.toBe('');
    }
  });
});

describe('the locks of a repository', () => {
  it('are re-entrant, and keep their order', () => {
    const fs = new MemoryFileSystem();
    fs.makeDirectory('store');
    const { options } = world(fs);
    const locks = new RepositoryLocks({ ...options(1), plain: fs, store: fs.at('store'), root: '/r' });
    let acquired = 0;
    const wlock = locks.wlock(true, () => acquired++);
    const lock = locks.lock();
    const again = locks.wlock(true, () => acquired++);
    expect(acquired).toBe(1);
    expect(fs.readLink('store/lock')).toBe('here/1f:1');
    expect(fs.readLink('wlock')).toBe('here/1f:1');
    again.release();
    expect(locks.wlockHeld).toBe(true);
    wlock.release();
    expect(locks.wlockHeld).toBe(false);
    expect(() => locks.wlock()).toThrow(StateError);
    lock.release();
    expect(locks.lockHeld).toBe(false);
    expect(fs.list('')).toEqual(['store']);
  });
});
