// `npm start`: shows quicksilver at work on the repository in examples/.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const example = 'examples/quicksilver';

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

console.log('This is the history of quicksilver itself, converted to Mercurial.');
qs('-R', example, 'log', '-G', '-l', '12');
qs('-R', example, 'branches');
qs('-R', example, 'verify');
console.log(`
The repository is sound. What to try next (from this folder, \`qs\` being \`node dist/qs.cjs\`):
  qs -R ${example} log -r 'file("src/revlog/**") and last(all(), 50)' --stat
  qs -R ${example} log -p -l 1
  qs -R ${example} annotate -r tip -un path:README.md
  qs -R ${example} log -T '{rev} {node|short} {date|shortdate} {desc|firstline}\\n' -l 5
  qs -R /path/to/any/hg/repository log -G
  qs help`);
