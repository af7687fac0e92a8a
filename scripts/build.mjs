// Builds the library (dist/lib) and the command (dist/qs.cjs).
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const withLibrary = !process.argv.includes('--command-only');

/** One CommonJS file; what is imported with `import()` inside it is evaluated only when asked for. */
async function bundle(entry, outfile) {
  await build({
    entryPoints: [join(root, entry)],
    outfile: join(dist, outfile),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    minify: true,
    keepNames: false,
    legalComments: 'none',
    logLevel: 'warning',
    define: { QS_VERSION: JSON.stringify(version), 'import.meta.url': '__qsUrl' },
    banner: { js: 'const __qsUrl=require("node:url").pathToFileURL(__filename).href;' },
  });
}

mkdirSync(dist, { recursive: true });
await bundle('src/cli/qs.ts', 'qs-main.cjs');
console.log(readFileSync(join(dist, 'qs-main.cjs')).length);
