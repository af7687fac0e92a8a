/** Runs many command lines of ours in one process, so that thousands of them take seconds. */
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { buildSync } from 'esbuild';

const root = join(import.meta.dirname, '../..');

export interface CommandResult {
  /** Byte strings. */
  readonly out: string;
  readonly err: string;
  /** -1 when the command did not end in time, -2 when its process died. */
  readonly code: number;
  readonly milliseconds: number;
  /** What the process occupies after the command, in bytes. */
  readonly rss: number;
}

/**
 * Reads requests, one JSON per line, runs them one after the other, and answers in the same way. What a command writes to
 * descriptors 1 and 2 is kept and becomes part of the answer.
 */
const DRIVER = `
const fs = require('node:fs');
const write = fs.writeSync;
let captured = null;
fs.writeSync = (fd, data, start, length, ...rest) => {
  if (captured === null || (fd !== 1 && fd !== 2)) return write(fd, data, start, length, ...rest);
  const bytes = typeof data === 'string' ? Buffer.from(data) : Buffer.from(data.subarray(start ?? 0, (start ?? 0) + (length ?? data.length - (start ?? 0))));
  captured[fd].push(bytes);
  return bytes.length;
};
const { main } = require('./main.cjs');
const lines = require('node:readline').createInterface({ input: process.stdin });
const answer = (value) => {
  const bytes = Buffer.from(JSON.stringify(value) + '\\n');
  for (let at = 0; at < bytes.length; ) {
    try { at += write(3, bytes, at); } catch (error) { if (error.code !== 'EAGAIN') throw error; }
  }
};
let last = Promise.resolve();
lines.on('line', (line) => {
  last = last.then(async () => {
    const { cwd, args } = JSON.parse(line);
    captured = { 1: [], 2: [] };
    const begun = performance.now();
    let code;
    try {
      process.chdir(cwd);
      code = await main(args, '/usr/bin/hg');
    } catch (error) {
      captured[2].push(Buffer.from('ESCAPED: ' + (error && error.stack)));
      code = 99;
    }
    const { 1: out, 2: err } = captured;
    captured = null;
    answer({
      out: Buffer.concat(out).toString('latin1'), err: Buffer.concat(err).toString('latin1'), code,
      milliseconds: performance.now() - begun, rss: process.memoryUsage.rss(),
    });
  });
});
`;

function bundle(entry: string, outfile: string): void {
  buildSync({
    entryPoints: [join(root, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': '""' },
    logLevel: 'error',
  });
}

export class CommandRunner {
  readonly #place: string;
  readonly #env: NodeJS.ProcessEnv;
  #child: ChildProcess | undefined;
  #waiting: ((line: string | undefined) => void) | undefined;

  /** Bundles the sources as they are now. */
  constructor(env: Readonly<Record<string, string | undefined>> = {}) {
    this.#place = mkdtempSync(join(tmpdir(), 'qs-runner-'));
    bundle('src/cli/qs.ts', join(this.#place, 'main.cjs'));
    for (const job of readdirSync(join(root, 'src/node/threads')))
      bundle(`src/node/threads/${job}`, join(this.#place, 'threads', job.replace('.ts', '.cjs')));
    const zstd = dirname(createRequire(import.meta.url).resolve('@bokuweb/zstd-wasm'));
    copyFileSync(join(zstd, 'zstd.wasm'), join(this.#place, 'zstd.wasm'));
    writeFileSync(join(this.#place, 'driver.cjs'), DRIVER);
    this.#env = {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      HGRCPATH: '',
      HGUSER: 'test',
      HGENCODING: 'utf-8',
      LC_ALL: 'C',
      TZ: 'UTC',
      ...env,
    };
  }

  #start(): ChildProcess {
    const child = spawn(
      process.execPath,
      // Damaged data that asks for much memory must end the process, not the machine.
      ['--max-old-space-size=512', join(this.#place, 'driver.cjs')],
      { cwd: this.#place, env: this.#env, stdio: ['pipe', 'ignore', 'inherit', 'pipe'] },
    );
    const lines = createInterface({ input: child.stdio[3] as NodeJS.ReadableStream });
    lines.on('line', (line) => this.#waiting?.(line));
    child.on('exit', () => {
      if (this.#child !== child) return;
      this.#child = undefined;
      this.#waiting?.(undefined);
    });
    child.stdin?.on('error', () => undefined);
    return child;
  }

  /** One command line at a time; a process that does not answer within `limit` milliseconds is ended. */
  async run(cwd: string, args: readonly string[], limit = 20_000): Promise<CommandResult> {
    this.#child ??= this.#start();
    const child = this.#child;
    const failed = { out: '', err: '', milliseconds: limit, rss: 0 };
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#waiting = undefined;
        this.#child = undefined;
        child.kill('SIGKILL');
        resolve({ ...failed, code: -1 });
      }, limit);
      this.#waiting = (line) => {
        clearTimeout(timer);
        this.#waiting = undefined;
        resolve(line === undefined ? { ...failed, code: -2 } : (JSON.parse(line) as CommandResult));
      };
      child.stdin?.write(`${JSON.stringify({ cwd, args })}\n`);
    });
  }

  close(): void {
    const child = this.#child;
    this.#child = undefined;
    child?.kill('SIGKILL');
    rmSync(this.#place, { recursive: true, force: true });
  }
}
