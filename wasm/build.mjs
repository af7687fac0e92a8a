// Compiles zstd-decoder.ts and puts the result, as text, into the source of the program.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const here = import.meta.dirname;
const source = join(here, 'zstd-decoder.ts');
const place = mkdtempSync(join(tmpdir(), 'qs-wasm-'));
try {
  const out = join(place, 'decoder.wasm');
  execFileSync(
    process.execPath,
    [
      join(here, 'node_modules/assemblyscript/bin/asc.js'),
      'zstd-decoder.ts',
      ...['-O3', '--converge', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--enable', 'bulk-memory'],
      ...['--outFile', out],
    ],
    { cwd: here, stdio: 'inherit' },
  );
  const code = readFileSync(out).toString('base64').replace(/(.{100})/g, "$1' +\n  '");
  const hash = createHash('sha256').update(readFileSync(source)).digest('hex');
  writeFileSync(
    join(here, '../src/node/zstd-decoder-code.ts'),
    `/** Made by wasm/build.mjs from wasm/zstd-decoder.ts: the decoder's WebAssembly. */

/** SHA-256 of the source that this was made from. */
export const DECODER_SOURCE_SHA256 =
  '${hash}';

/** The module in base64. */
export const DECODER_CODE =
  '${code}';
`,
  );
} finally {
  rmSync(place, { recursive: true, force: true });
}
