import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { bytesOf, utf8Of } from '../../../src/bytes/index.js';
import { Config } from '../../../src/config/index.js';
import { HgError } from '../../../src/errors/index.js';
import { readStream, SILENT_UI } from '../../../src/exchange/index.js';
import { createNodePlatform } from '../../../src/node/index.js';
import type { Platform, Threads } from '../../../src/platform/index.js';
import { createRepository, HistoryWriter, openRepository, unbundle } from '../../../src/repo/index.js';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { threadsFor } from '../job-programs.js';
import { builtScript } from '../repo/built-script.js';
import { randomNumbers } from '../repo/random-numbers.js';

/** More than the number of changesets from which on threads are started. */
const CHANGESETS = 620;
/** After these, few changesets, but with many bytes. */
const LATER = 8;
/** More by hand: `QS_KILLS=100`. */
const KILLS = Number(process.env.QS_KILLS ?? 6);

const { threads: _, ...alone } = createNodePlatform();
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Files below a directory but the journal of the last transaction, whose lines are in the order in which threads were done. */
function storeOf(root: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(join(root, '.hg/store'), { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !/\/undo/.test(path))
      found.set(path.slice(root.length), readFileSync(path, 'latin1'));
  }
  return found;
}

describeWithHg('applying a bundle with threads', () => {
  const directory = temporaryDirectory();
  const at = (name: string): string => join(directory, name);
  let count = 0;

  /** Noise that no compression shortens. */
  function noise(bytes: number, seed: number): Uint8Array {
    const random = randomNumbers(seed);
    return Uint8Array.from({ length: bytes }, () => random(256));
  }

  beforeAll(() => {
    const root = utf8Of(at('source'));
    createRepository(alone, root, new Config());
    const writer = new HistoryWriter(openRepository(alone, root));
    const random = randomNumbers(1);
    let parents: string[] = [];
    let other = '';
    for (let n = 0; n < CHANGESETS + LATER; n++) {
      const files = new Map([
        [`often/${random(40)}`, { content: bytesOf(`${n}\n`.repeat(random(400))), flags: '' as const }],
        [`Grows/${n >> 7}`, { content: noise(random(9000), n), flags: '' as const }],
      ]);
      if (n % 3 === 0) files.set(`new/${n}`, { content: bytesOf(`marker ${n} end\n`), flags: '' });
      // Longer than what is kept in memory, and than a piece that threads get.
      if (n >= CHANGESETS) files.set('large', { content: noise(1_500_000, n), flags: '' });
      const isMerge = other !== '' && random(6) === 0;
      const { node } = writer.commit({
        parents: isMerge ? [...parents, other] : parents,
        files,
        message: `${n}`,
        user: 'test',
        date: { seconds: n, offset: 0 },
      });
      if (isMerge) other = '';
      if (other === '' && random(9) === 0 && n < CHANGESETS - 1) other = node;
      else parents = [node];
    }
    hg(at('source'), ['bundle', '-q', '-a', '-t', 'none-v2', at('all.hg')]);
    hg(at('source'), [
      'bundle',
      '-q',
      '--base',
      'null',
      '-r',
      `:${CHANGESETS - 1}`,
      '-t',
      'zstd-v2',
      at('first.hg'),
    ]);
    hg(at('source'), [
      'bundle',
      '-q',
      '--base',
      `${CHANGESETS - 1}`,
      '-r',
      'all()',
      '-t',
      'none-v2',
      at('later.hg'),
    ]);
  }, 60_000);

  function empty(): string {
    const root = at(`r${count++}`);
    createRepository(alone, utf8Of(root), new Config());
    return root;
  }

  let applied: unknown;

  /** @returns the message of what was refused. {@link applied} is what was done. */
  function apply(root: string, bundle: string, threads?: Threads): string {
    const platform: Platform = threads === undefined ? alone : { ...alone, threads };
    const repo = openRepository(platform, utf8Of(root), { warn: () => undefined });
    try {
      const stream = readStream(platform.openFileSystem('/'), utf8Of(bundle));
      applied = unbundle(repo, stream, { ui: SILENT_UI, name: 'b' }).changegroups;
      return '';
    } catch (error) {
      if (!(error instanceof HgError)) throw error;
      return `${error.message} (${error.hint ?? ''})`;
    }
  }

  /** Counts what is started and ended. */
  function counted(threads: Threads): Threads & { started: number; closed: number } {
    const counting = {
      count: threads.count,
      started: 0,
      closed: 0,
      start: (job: string, data: unknown) => {
        const thread = threads.start(job, data);
        if (thread === undefined) return undefined;
        counting.started++;
        const close = (): void => {
          counting.closed++;
          thread.close();
        };
        return { ...thread, close };
      },
    };
    return counting;
  }

  it('writes the same bytes, into an empty store and into one that has much', () => {
    const expected = empty();
    expect(apply(expected, at('first.hg'))).toBe('');
    const [first, firstApplied] = [storeOf(expected), applied];
    expect(apply(expected, at('later.hg'))).toBe('');
    const [all, allApplied] = [storeOf(expected), applied];
    for (const number of [1, 3]) {
      const root = empty();
      const threads = counted(threadsFor('lane', number));
      expect(apply(root, at('first.hg'), threads)).toBe('');
      expect(threads.started).toBe(number);
      expect(storeOf(root)).toEqual(first);
      expect(applied).toEqual(firstApplied);
      expect(apply(root, at('later.hg'), threads)).toBe('');
      expect(threads.started).toBe(2 * number);
      expect(storeOf(root)).toEqual(all);
      expect(applied).toEqual(allApplied);
      if (number === 1) expect(hg(root, ['verify', '-q'])).toEqual({ out: '', err: '', code: 0 });
    }
  }, 60_000);

  it('refuses what is wrong with the same words, and leaves the store as it was', () => {
    const bundle = readFileSync(at('all.hg'), 'latin1');
    const damage = (...words: string[]): string => {
      let text = bundle;
      for (const word of words) {
        expect(text).toContain(word);
        text = text.replace(word, word.toUpperCase());
      }
      return text;
    };
    const cases = [
      damage('marker 300 end'),
      damage('marker 303 end', 'marker 600 end', 'marker 3 end'),
      // A manifest, and a file.
      damage('new/450\0', 'marker 3 end'),
      // A changeset.
      damage('new/600\n'),
      damage('new/600\n', 'new/450\0', 'marker 3 end'),
      damage('new/600\n').slice(0, bundle.indexOf('new/610\n')),
      bundle.slice(0, bundle.indexOf('new/600\n')),
      bundle.slice(0, bundle.length - 3_000_000),
      `${damage('marker 300 end').slice(0, bundle.length - 1000)}`,
    ];
    const threads = counted(threadsFor('lane', 2));
    for (const [n, content] of cases.entries()) {
      writeFileSync(at(`wrong${n}.hg`), content, 'latin1');
      const root = empty();
      const before = storeOf(root);
      const message = apply(root, at(`wrong${n}.hg`));
      expect(message).not.toBe('');
      expect(apply(root, at(`wrong${n}.hg`), threads)).toBe(message);
      expect(storeOf(root)).toEqual(before);
      expect(threads.started).toBe(2 * (n + 1));
      expect(threads.closed).toBe(threads.started);
    }
  }, 60_000);

  it('leaves something to recover when it is killed', async () => {
    const script = builtScript(join(import.meta.dirname, 'unbundler.ts'));
    const jobs = at('jobs');
    mkdirSync(jobs);
    // Built before, and found where the tests' helper puts it.
    const probe = threadsFor('lane', 1);
    expect(probe.count).toBe(1);
    cpSync(
      join(import.meta.dirname, '../../../node_modules/.cache/qs-tests', `threads-${process.pid}`),
      jobs,
      {
        recursive: true,
      },
    );
    cpSync(join(script, '../zstd.wasm'), join(jobs, 'zstd.wasm'));
    const run = async (root: string, killAfter: number): Promise<number> => {
      const begin = Date.now();
      const child = spawn(process.execPath, [script, root, at('all.hg'), jobs, '2'], { stdio: 'ignore' });
      const ended = new Promise((resolve) => child.on('close', resolve));
      if (Number.isFinite(killAfter)) {
        await pause(killAfter);
        child.kill('SIGKILL');
      }
      await ended;
      return Date.now() - begin;
    };
    const whole = empty();
    const time = await run(whole, Number.POSITIVE_INFINITY);
    const after = storeOf(whole);
    expect(after.size).toBeGreaterThan(100);
    const outcomes = { before: 0, after: 0 };
    for (let kill = 0; kill < KILLS; kill++) {
      const root = empty();
      const before = storeOf(root);
      await run(root, time * (0.2 + (0.75 * kill) / KILLS));
      hg(root, ['recover', '-q', '--config', 'ui.timeout=1']);
      const found = storeOf(root);
      // What hg leaves of an unfinished transaction: descriptions for `undo`, which mean nothing without it.
      for (const name of [...found.keys()]) if (/\/(lock|journal\.\w+)$/.test(name)) found.delete(name);
      if (found.size < 10) {
        outcomes.before++;
        expect([...found.keys()].filter((name) => !before.has(name))).toEqual([]);
      } else {
        outcomes.after++;
        expect(found.size).toBe(after.size);
      }
      expect(hg(root, ['verify', '-q']).code).toBe(0);
    }
    console.log(`${KILLS} kills while a bundle was applied with threads`, outcomes);
  }, 60_000);
});
