// `npm start`: shows quicksilver at work on the history in examples/: clones it from its bundle, verifies it, shows it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bundle = 'examples/quicksilver.hg';
const scratch = mkdtempSync(join(tmpdir(), 'quicksilver-demo-'));
const clone = join(scratch, 'quicksilver');
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

/** Runs qs with its output on this terminal; ends the demonstration when it fails. */
function qs(...args) {
  console.log(`\n$ qs ${args.join(' ')}`);
  const { status, error } = spawnSync(process.execPath, [`${root}/dist/qs.cjs`, ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, HGRCPATH: '' },
  });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

console.log('This is the history of quicksilver itself, converted to Mercurial and packed into one file.');
qs('clone', bundle, clone);
qs('-R', clone, 'verify');
qs('-R', clone, 'log', '-G', '-l', '12');
qs('-R', clone, 'branches');
qs('-R', clone, 'summary');
console.log(`
The clone is sound; it is removed again now. What to try next (from this folder, \`qs\` being \`node dist/qs.cjs\`):
  qs clone ${bundle} /tmp/quicksilver
  qs -R ${bundle} log -r 'file("src/revlog/**") and last(all(), 50)' --stat
  qs -R examples/quicksilver log -p -l 1
  qs -R examples/quicksilver annotate -r tip -un path:README.md
  qs -R /path/to/any/hg/repository log -G
  qs help`);
