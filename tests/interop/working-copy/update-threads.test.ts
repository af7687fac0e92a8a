import { spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { utf8Of } from '../../../src/bytes/index.js';
import { HgError } from '../../../src/errors/index.js';
import { createNodePlatform } from '../../../src/node/index.js';
import type { Platform, Threads } from '../../../src/platform/index.js';
import { openRepository, updateTo, workingStatus } from '../../../src/repo/index.js';
import { FileCrew } from '../../../src/repo/working-copy/file-crew.js';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { threadsFor } from '../job-programs.js';
import { builtScript } from '../repo/built-script.js';
import { contentsOf } from './random-operations.js';

/** More than the number of files from which on threads are started. */
const FILES = 820;
/** More by hand: `QS_KILLS=100`. */
const KILLS = Number(process.env.QS_KILLS ?? 4);

const { threads: _, ...alone } = createNodePlatform();

describeWithHg('update with threads', () => {
  const base = temporaryDirectory();
  const source = join(base, 'source');
  let count = 0;

  const nameOf = (n: number): string => `d${n % 9}/e${n % 31}/f${n}`;

  beforeAll(() => {
    hg(base, ['init', source]);
    for (let n = 0; n < FILES; n++) {
      mkdirSync(join(source, nameOf(n), '..'), { recursive: true });
      writeFileSync(join(source, nameOf(n)), `${n}\n`.repeat(n % 200));
    }
    writeFileSync(join(source, 'metadata'), '\x01\nno metadata\n');
    symlinkSync('d0', join(source, 'link'));
    hg(source, ['commit', '-qAm', 'zero']);
    for (let n = 0; n < FILES; n++) writeFileSync(join(source, nameOf(n)), `${n}\nother\n`.repeat(n % 300));
    for (let n = 0; n < FILES; n += 7) chmodSync(join(source, nameOf(n)), 0o755);
    hg(source, ['rename', '-q', 'd8', 'moved']);
    rmSync(join(source, 'link'));
    mkdirSync(join(source, 'link'));
    writeFileSync(join(source, 'link/file'), 'in the place of a link\n');
    hg(source, ['commit', '-qAm', 'one']);
  }, 60_000);

  function clone(): string {
    const root = join(base, `r${count++}`);
    hg(base, ['clone', '-q', '-U', source, root]);
    return root;
  }

  /** @returns the message of what was refused. */
  function update(root: string, rev: number, threads?: Threads): string {
    const platform: Platform = threads === undefined ? alone : { ...alone, threads };
    try {
      updateTo(openRepository(platform, utf8Of(root)), rev, { clean: true });
      return '';
    } catch (error) {
      if (!(error instanceof HgError)) throw error;
      return error.message.replaceAll(root, 'ROOT');
    }
  }

  function modesOf(root: string): number[] {
    return Object.keys(contentsOf(root)).map((path) => lstatSync(join(root, path)).mode);
  }

  it('writes the same files and dirstate with any number of threads, and with threads that die', () => {
    let takes = 0;
    const dying: Threads = {
      count: 2,
      start: () => ({
        post: () => {
          takes++;
        },
        receive: () => {
          throw new HgError('abort', 'gone');
        },
        poll: () => undefined,
        close: () => undefined,
      }),
    };
    const expected = clone();
    const roots = [1, 3].map((number) => ({ root: clone(), threads: threadsFor('working-files', number) }));
    roots.push({ root: clone(), threads: dying });
    for (const rev of [1, 0, -1, 1]) {
      expect(update(expected, rev)).toBe('');
      const files = contentsOf(expected);
      for (const { root, threads } of roots) {
        expect(update(root, rev, threads)).toBe('');
        expect(contentsOf(root)).toEqual(files);
        expect(modesOf(root)).toEqual(modesOf(expected));
        expect(hg(root, ['status'])).toEqual({ out: '', err: '', code: 0 });
        // Times differ; whether they could be noted depends on the clock.
        const states = (of: string): string =>
          hg(of, ['debugdirstate', '--no-dates']).out.replaceAll(/^(\w) +\w+ +-?\d+ (set|unset) +/gm, '$1 ');
        expect(states(root)).toBe(states(expected));
      }
    }
    expect(takes).toBeGreaterThan(0);
  });

  it('says the same of damage and of what is in the way, and takes up the update later', () => {
    for (const threads of [undefined, threadsFor('working-files', 2)]) {
      const root = clone();
      const damaged = join(root, '.hg/store/data', nameOf(333), '..', 'f333.i');
      const bytes = readFileSync(damaged);
      rmSync(damaged);
      writeFileSync(damaged, Buffer.concat([bytes.subarray(0, 64), Buffer.alloc(bytes.length - 64, 0x75)]));
      expect(update(root, 0, threads)).toMatch(/f333/);
      expect(existsSync(join(root, '.hg/updatestate'))).toBe(true);
      writeFileSync(damaged, bytes);
      expect(update(root, 0, threads)).toBe('');
      expect(hg(root, ['status']).out).toBe('');

      const blocked = clone();
      mkdirSync(join(blocked, nameOf(390), 'full'), { recursive: true });
      writeFileSync(join(blocked, nameOf(390), 'full/file'), '');
      expect(update(blocked, 0, threads)).toBe('Directory not empty');
      rmSync(join(blocked, nameOf(390)), { recursive: true });
      expect(update(blocked, 0, threads)).toBe('');
      expect(hg(blocked, ['status']).out).toBe('');

      const outside = join(base, `outside${count}`);
      mkdirSync(outside);
      const linked = clone();
      symlinkSync(outside, join(linked, 'd3'));
      expect(update(linked, 0, threads)).toMatch(/traverses symbolic link 'd3'/);
      expect(contentsOf(outside)).toEqual({});
    }
  });

  it('finds the same changes', () => {
    const root = clone();
    update(root, 1);
    // Nothing is known of the files any more.
    hg(root, ['debugrebuilddirstate']);
    writeFileSync(join(root, 'link/file'), 'changed\n');
    writeFileSync(join(root, nameOf(5)), 'changed\n');
    chmodSync(join(root, nameOf(6)), 0o755);
    rmSync(join(root, nameOf(10)));
    cpSync(join(root, '.hg/dirstate'), join(base, 'dirstate'));
    const expected = workingStatus(openRepository(alone, utf8Of(root)), { clean: true });
    expect(expected.modified).toHaveLength(3);
    expect(expected.deleted).toHaveLength(1);
    for (const number of [1, 3]) {
      cpSync(join(base, 'dirstate'), join(root, '.hg/dirstate'));
      const platform = { ...alone, threads: threadsFor('working-files', number) };
      const repo = openRepository(platform, utf8Of(root));
      const crew = new FileCrew(repo.place, { worthAThread: FILES / 10 });
      expect(workingStatus(repo, { clean: true, crew })).toEqual(expected);
      crew.close();
    }
  });

  it('is taken up after a kill', { timeout: 300_000 }, async () => {
    const script = builtScript(join(import.meta.dirname, 'updater.ts'));
    const jobs = join(base, 'jobs');
    threadsFor('working-files', 1);
    cpSync(
      join(import.meta.dirname, '../../../node_modules/.cache/qs-tests', `threads-${process.pid}`),
      jobs,
      { recursive: true },
    );
    const zstd = dirname(createRequire(import.meta.url).resolve('@bokuweb/zstd-wasm'));
    cpSync(join(zstd, 'zstd.wasm'), join(jobs, 'zstd.wasm'));
    const root = clone();
    update(root, 1);
    const whole = contentsOf(root);
    const run = async (delay: number): Promise<void> => {
      const child = spawn(process.execPath, [script, root, '1', jobs], { stdio: 'ignore' });
      const ended = new Promise((resolve) => child.on('close', resolve));
      const timer = setTimeout(() => child.kill('SIGKILL'), delay);
      await ended;
      clearTimeout(timer);
    };
    hg(root, ['update', '-qC', 'null']);
    const begin = Date.now();
    await run(60_000);
    const time = Date.now() - begin;
    expect(contentsOf(root)).toEqual(whole);
    for (let kill = 0; kill < KILLS; kill++) {
      hg(root, ['update', '-qC', kill % 2 === 0 ? 'null' : '0']);
      await run(time * (0.3 + (0.6 * kill) / KILLS));
      if (kill % 3 === 0) hg(root, ['update', '-C', '1']);
      else {
        // The lock's owner is dead.
        await run(60_000);
      }
      expect(hg(root, ['status'])).toEqual({ out: '', err: '', code: 0 });
      expect(contentsOf(root)).toEqual(whole);
    }
  });
});
