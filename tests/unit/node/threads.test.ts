import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { buildSync } from 'esbuild';
import { afterAll, expect, it } from 'vitest';
import { CorruptionError, FileSystemError, HgError } from '../../../src/errors/index.js';
import { createNodeThreads } from '../../../src/node/index.js';
import { COUNTERS, PortChannel } from '../../../src/node/thread-channel.js';

const cache = join(import.meta.dirname, '../../../node_modules/.cache/qs-tests');
mkdirSync(cache, { recursive: true });
const directory = mkdtempSync(join(cache, 'jobs-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** Starts a job with this body, where `data` and `channel` are known. */
function start(name: string, body: string) {
  buildSync({
    stdin: {
      contents: `import { runJob } from './run-job.js';
        import { CorruptionError, FileSystemError } from '../errors/index.js';
        runJob((data, channel) => { ${body} });`,
      resolveDir: join(import.meta.dirname, '../../../src/node'),
    },
    outfile: join(directory, `${name}.cjs`),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    define: { 'import.meta.url': '""' },
  });
  const thread = createNodeThreads(directory, 1).start(name, { start: 3 });
  if (thread === undefined) throw new Error('no program');
  return thread;
}

function thrownBy(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

it('passes messages both ways, in order, and hands buffers over', () => {
  const thread = start(
    'echo',
    `for (let sum = data.start; ; ) {
       const { bytes, last } = channel.receive();
       sum += bytes.reduce((a, b) => a + b, 0);
       channel.post({ sum, bytes }, [bytes.buffer]);
       if (last) break;
     }`,
  );
  for (let i = 0; i < 50; i++) {
    const bytes = Uint8Array.of(i, 1);
    thread.post({ bytes, last: i === 49 }, [bytes.buffer]);
    expect(bytes.length).toBe(0);
  }
  let sum = 3;
  for (let i = 0; i < 50; i++) {
    sum += i + 1;
    expect(thread.receive()).toEqual({ sum, bytes: Uint8Array.of(i, 1) });
  }
  expect(thread.poll()).toBeUndefined();
  thread.close();
});

it('throws what the job throws, as what it was', () => {
  const damage = start(
    'damage',
    `channel.post('first'); throw new CorruptionError('data/a.i', 'broken', { rev: 7, offset: 64, hint: 'strip' });`,
  );
  expect(damage.receive()).toBe('first');
  const error = thrownBy(() => damage.receive());
  expect(error).toBeInstanceOf(CorruptionError);
  expect(error).toMatchObject({ path: 'data/a.i', message: 'broken', rev: 7, offset: 64, hint: 'strip' });
  const full = start('full', `throw new FileSystemError('ENOSPC', 'x', 'No space left on device');`);
  const failure = thrownBy(() => full.receive());
  expect(failure).toBeInstanceOf(FileSystemError);
  expect(failure).toMatchObject({ errno: 'ENOSPC', path: 'x', code: 'io' });
  const bug = start('bug', `undefined.x;`);
  const unknown = thrownBy(() => bug.receive());
  expect(unknown).toBeInstanceOf(Error);
  expect(unknown).not.toBeInstanceOf(HgError);
});

it.runIf(process.platform === 'linux')('notices that a thread ended without a word', () => {
  const thread = start('gone', `process.exit(1);`);
  expect(() => thread.receive()).toThrow('a thread ended before its work was done');
});

it('has none where there is no program', () => {
  expect(createNodeThreads(directory, 1).start('nothing', {})).toBeUndefined();
});

it('starts no thread where the system allows no further one', () => {
  const workers = createRequire(import.meta.url)(
    'node:worker_threads',
  ) as typeof import('node:worker_threads');
  const { Worker } = workers;
  writeFileSync(join(directory, 'refused.cjs'), '');
  const refuse = (code: string): void => {
    Object.assign(workers, {
      Worker: function RefusedWorker() {
        throw Object.assign(new Error('EAGAIN'), { code });
      },
    });
  };
  try {
    refuse('ERR_WORKER_INIT_FAILED');
    expect(createNodeThreads(directory, 1).start('refused', undefined)).toBeUndefined();
    refuse('ERR_INVALID_ARG_TYPE');
    expect(() => createNodeThreads(directory, 1).start('refused', undefined)).toThrow('EAGAIN');
  } finally {
    Object.assign(workers, { Worker });
  }
});

it('does not wait for ever for a job that never begins', () => {
  const { port1, port2 } = new MessageChannel();
  const caller = new PortChannel(port1, new Int32Array(new SharedArrayBuffer(COUNTERS * 4)), 'caller', 600);
  expect(thrownBy(() => caller.receive())).toMatchObject({
    message: 'a thread ended before its work was done',
  });
  port1.close();
  port2.close();
});
