/** Runs our command as a process of its own, under the name `hg`, so that its messages can be compared as they are. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
  const hg = join(place, 'hg');
  writeFileSync(
    hg,
    "require('./main.cjs').main(process.argv.slice(2), process.argv[1]).then((code) => process.exit(code));\n",
  );
  return hg;
}

export interface QsOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** As `hg()` of hg.ts, with the same environment. */
export function qs(cwd: string, args: readonly string[], options: QsOptions = {}): HgResult {
  program ??= build();
  const result = spawnSync(process.execPath, [program, ...args], {
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
  return { out: result.stdout, err: result.stderr, code: result.status ?? -1 };
}
