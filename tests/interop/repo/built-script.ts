/** Bundles a TypeScript file of the tests, so that Node runs it as a process of its own. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';

const zstd = dirname(createRequire(import.meta.url).resolve('@bokuweb/zstd-wasm'));

/** @returns the path of the bundle; removed when this process ends. */
export function builtScript(source: string): string {
  const place = mkdtempSync(join(tmpdir(), 'qs-script-'));
  process.on('exit', () => rmSync(place, { recursive: true, force: true }));
  const outfile = join(place, 'main.cjs');
  buildSync({
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    define: { 'import.meta.url': '""' },
    logLevel: 'error',
  });
  copyFileSync(join(zstd, 'zstd.wasm'), join(place, 'zstd.wasm'));
  return outfile;
}
