// Compiles the modules here and puts the results, as text, into the source of the program.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const here = import.meta.dirname;
const place = mkdtempSync(join(tmpdir(), 'qs-wasm-'));

/**
 * @param prefix of the names of the constants.
 * @param parts other sources that this one imports.
 */
function compile(name, prefix, parts = []) {
  const out = join(place, `${name}.wasm`);
  execFileSync(
    process.execPath,
    [
      join(here, 'node_modules/assemblyscript/bin/asc.js'),
      `${name}.ts`,
      ...['-O3', '--converge', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--enable', 'bulk-memory'],
      ...['--outFile', out],
    ],
    { cwd: here, stdio: 'inherit' },
  );
  const code = readFileSync(out).toString('base64').replace(/(.{100})/g, "$1' +\n  '");
  const hash = createHash('sha256');
  for (const source of [name, ...parts]) hash.update(readFileSync(join(here, `${source}.ts`)));
  writeFileSync(
    join(here, `../src/node/${name}-code.ts`),
    `/** Made by wasm/build.mjs from ${[name, ...parts].map((source) => `wasm/${source}.ts`).join(', ')}: WebAssembly. */

/** SHA-256 of the sources that this was made from, one after the other. */
export const ${prefix}_SOURCE_SHA256 =
  '${hash.digest('hex')}';

/** The module in base64. */
export const ${prefix}_CODE =
  '${code}';
`,
  );
}

try {
  compile('revlog-text', 'REVLOG_TEXT', ['zstd-decoder']);
  compile('sha1', 'SHA1');
  compile('line-blocks', 'LINE_BLOCKS');
  compile('zstd-encoder', 'ZSTD_ENCODER');
} finally {
  rmSync(place, { recursive: true, force: true });
}
