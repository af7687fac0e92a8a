/** Runs our command as a process of its own, under the name `hg`, so that its messages can be compared as they are. */
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';
import type { HgResult } from './hg.js';

const root = join(import.meta.dirname, '../..');
const zstd = dirname(createRequire(import.meta.url).resolve('@bokuweb/zstd-wasm'));
let program: string | undefined;

/** Bundles the sources as they are; once per test file. */
function build(): string {
  const place = mkdtempSync(join(tmpdir(), 'qs-program-'));
  // Tests run it as other users, too.
  chmodSync(place, 0o755);
  process.on('exit', () => rmSync(place, { recursive: true, force: true }));
  buildSync({
    entryPoints: [join(root, 'src/cli/qs.ts')],
    outfile: join(place, 'main.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': '""' },
    logLevel: 'error',
  });
  copyFileSync(join(zstd, 'zstd.wasm'), join(place, 'zstd.wasm'));
  mkdirSync(join(place, 'batch'));
  writeFileSync(join(place, 'batch/hg'), BATCH.replace('./main.cjs', '../main.cjs'));
  const hg = join(place, 'hg');
  writeFileSync(
    hg,
    "require('./main.cjs').main(process.argv.slice(2), process.argv[1]).then((code) => process.exit(code));\n",
  );
  return hg;
}

/**
 * The program's second entry: runs the command lines that standard input lists, one after the other in one process, and
 * prints the results. What they write to their standard output and error is caught where it leaves the program.
 */
const BATCH = `
const fs = require('node:fs');
const { main } = require('./main.cjs');
const write = fs.writeSync;
let written = { 1: [], 2: [] };
fs.writeSync = (fd, data, at, length, position) => {
  if (fd !== 1 && fd !== 2) return write(fd, data, at, length, position);
  const bytes = typeof data === 'string' ? Buffer.from(data) : Buffer.from(data.subarray(at ?? 0, (at ?? 0) + (length ?? data.length - (at ?? 0))));
  written[fd].push(bytes);
  return bytes.length;
};
(async () => {
  const results = [];
  for (const { cwd, args } of JSON.parse(fs.readFileSync(0, 'utf8'))) {
    process.chdir(cwd);
    written = { 1: [], 2: [] };
    const code = await main(args, process.argv[1]);
    const [out, err] = [1, 2].map((fd) => Buffer.concat(written[fd]).toString('latin1'));
    results.push({ out, err, code });
  }
  const bytes = Buffer.from(JSON.stringify(results));
  for (let at = 0; at < bytes.length; ) at += write(1, bytes, at);
  process.exit(0);
})();
`;

export interface QsOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** The shell command that runs our program; it calls itself `hg`. */
export function qsCommand(): string {
  program ??= build();
  return `'${process.execPath}' '${program}'`;
}

/** As `hg()` of hg.ts, with the same environment. */
export function qs(cwd: string, args: readonly string[], options: QsOptions = {}): HgResult {
  program ??= build();
  const result = run(program, cwd, args, options);
  return { out: result.stdout, err: result.stderr, code: result.status ?? -1 };
}

/** Runs many command lines in one process; anything but their output and exit codes is as with {@link qs}. */
export function qsBatch(
  commands: readonly { readonly cwd: string; readonly args: readonly string[] }[],
): HgResult[] {
  program ??= build();
  const batch = join(dirname(program), 'batch/hg');
  const result = run(batch, tmpdir(), [], { input: JSON.stringify(commands) });
  if (result.status !== 0) throw new Error(result.stderr);
  return JSON.parse(Buffer.from(result.stdout, 'latin1').toString());
}

function run(file: string, cwd: string, args: readonly string[], options: QsOptions) {
  return spawnSync(process.execPath, [file, ...args], {
    cwd,
    env: {
      ...process.env,
      NODE_EXTRA_CA_CERTS: undefined,
      HGRCPATH: '',
      HGUSER: 'test',
      LC_ALL: 'C',
      TZ: 'UTC',
      HGPLAIN: undefined,
      ...options.env,
    },
    input: options.input ?? '',
    encoding: 'latin1',
    maxBuffer: 1 << 28,
  });
}
