// Compiles the modules here and puts the results, as text, into the source of the program.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const here = import.meta.dirname;
const place = mkdtempSync(join(tmpdir(), 'qs-wasm-'));

/** @param prefix of the names of the constants. */
function compile(name, prefix) {
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
  const hash = createHash('sha256')
    .update(readFileSync(join(here, `${name}.ts`)))
    .digest('hex');
  writeFileSync(
    join(here, `../src/node/${name}-code.ts`),
    `/** Made by wasm/build.mjs from wasm/${name}.ts: WebAssembly. */

/** SHA-256 of the source that this was made from. */
export const ${prefix}_SOURCE_SHA256 =
  '${hash}';

/** The module in base64. */
export const ${prefix}_CODE =
  '${code}';
`,
  );
}

try {
  compile('zstd-decoder', 'DECODER');
  compile('sha1', 'SHA1');
} finally {
  rmSync(place, { recursive: true, force: true });
}
