// Runs a TypeScript file with Node: bundles it with esbuild into dist/run/ and imports it.
// usage: node scripts/run-ts.mjs FILE.ts [ARGS...]
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [entry, ...args] = process.argv.slice(2);
if (entry === undefined) {
  console.error('usage: node scripts/run-ts.mjs FILE.ts [ARGS...]');
  process.exit(2);
}
const root = new URL('..', import.meta.url).pathname;
const outfile = join(root, 'dist/run', `${basename(entry, '.ts')}.mjs`);
mkdirSync(join(root, 'dist/run'), { recursive: true });
await build({
  entryPoints: [entry],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  sourcemap: 'inline',
  logLevel: 'warning',
});
process.argv = [process.argv[0], outfile, ...args];
await import(pathToFileURL(outfile).href);
