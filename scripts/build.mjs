// Builds the library (dist/lib) and the command (dist/qs.cjs). `--command-only` leaves the library out.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { directImports } from './direct-imports.mjs';
import { buildParts } from './parts.mjs';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
process.chdir(root);
const require = createRequire(import.meta.url);
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/**
 * Modules of Node that a small command does without (crypto alone loads all streams: 5 ms together) are required when
 * something of theirs is first used, not when the importing module is evaluated.
 */
const lazyModules = {
  name: 'lazy-modules',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path, kind }) =>
      kind !== 'import-statement' || ['node:fs', 'node:path'].includes(path)
        ? { path, external: true }
        : { path, namespace: 'lazy-module' },
    );
    onLoad({ filter: /.*/, namespace: 'lazy-module' }, ({ path }) => {
      const members = Object.entries(require(path)).filter(([name]) => /^[a-zA-Z]\w*$/.test(name));
      const exported = members.map(([name, value]) =>
        typeof value === 'function'
          ? `export function ${name}(...list) {
              return new.target ? new (load().${name})(...list) : load().${name}(...list);
            }`
          : `export const ${name} = /* @__PURE__ */ new Proxy({}, { get: (_, key) => load().${name}[key] });`,
      );
      return {
        contents: `let loaded;
          const load = () => (loaded ??= require('${path}'));
          const all = /* @__PURE__ */ new Proxy({}, { get: (_, key) => load()[key] });
          export default all;
          ${exported.join('\n')}`,
      };
    });
  },
};

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  define: { QS_VERSION: JSON.stringify(version), 'import.meta.url': '""' },
  plugins: [lazyModules],
};

/** One CommonJS file. */
async function bundle(entry, outfile) {
  await build({
    ...shared,
    plugins: [directImports(() => ''), ...shared.plugins],
    entryPoints: [join(root, entry)],
    outfile: join(dist, outfile),
    format: 'cjs',
  });
}

/** All parts of the program, one behind the other in a file. @returns the length of each, the entry first. */
async function pack(entry, outfile) {
  const parts = await buildParts(join(root, entry), shared);
  writeFileSync(join(dist, outfile), parts.join(''), 'latin1');
  return parts.map((text) => text.length);
}

/** Compiled code for the Node that builds, made after runs of some commands so that it holds their functions. */
function compile(launcher, name) {
  const place = mkdtempSync(join(tmpdir(), 'qs-build-'));
  try {
    const empty = join(place, 'repository');
    mkdirSync(join(empty, '.hg', 'store'), { recursive: true });
    writeFileSync(join(empty, '.hg', 'requires'), 'revlogv1\nstore\nfncache\ndotencode\ngeneraldelta\n');
    const working = join(place, 'working');
    mkdirSync(join(working, 'folder'), { recursive: true });
    for (const name of ['one', 'two', 'folder/three'])
      writeFileSync(join(working, name), `first\n${name}\nlast\n`);
    const example = join(root, 'examples/quicksilver');
    const commit = ['commit', '-R', working, '-u', 'build', '-m'];
    const runs = [
      ['root', '-R', empty],
      ['config', '-R', empty],
      ['root', '-R', empty, '--no-such-option'],
    ];
    if (existsSync(example)) {
      const reading = [
        ['log', '-l', '3'],
        ['log', '-l', '3', '-T', '{node} {author} {desc}\n'],
        ['log', '-l', '3', '-T', 'json'],
        ['log', join(example, 'README.md')],
        ['cat', '-r', 'tip', 'path:README.md'],
        ['files', '-r', 'tip'],
        ['debugdata', '-m', '0'],
      ];
      for (const [command, ...words] of reading) runs.push([command, '-R', example, ...words]);
    }
    runs.push(
      ['init', working],
      [...commit, 'first', '-A'],
      // Changes a file.
      ['cat', '-R', working, join(working, 'two'), '-o', join(working, 'one')],
      ['diff', '-R', working],
      ['status', '-R', working],
      [...commit, 'second'],
      ['update', '-R', working, 'null'],
      ['update', '-R', working, '0'],
      ['cat', '-R', working, join(working, 'folder/three'), '-o', join(working, 'one')],
      [...commit, 'third'],
      ['merge', '-R', working, '-t', ':union', '1'],
    );
    execFileSync(process.execPath, [launcher], {
      stdio: 'ignore',
      env: {
        ...process.env,
        HGRCPATH: '',
        QS_COMPILE_TO: join(dist, name),
        QS_COMPILE_RUNS: JSON.stringify(runs),
      },
    });
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

mkdirSync(dist, { recursive: true });
for (const name of readdirSync(dist)) if (/^qs-main\..*cache$/.test(name)) rmSync(join(dist, name));

const lengths = await pack('src/cli/qs.ts', 'qs-main.cjs');
const main = readFileSync(join(dist, 'qs-main.cjs'));
const hash = createHash('sha256').update(main).digest('hex').slice(0, 16);
const launcher = join(dist, 'qs.cjs');
writeFileSync(
  launcher,
  readFileSync(join(root, 'scripts/launcher.cjs'), 'utf8')
    .replace('@BUNDLE@', hash)
    .replace("'@LENGTHS@'", JSON.stringify(lengths)),
);
chmodSync(launcher, 0o755);

for (const job of readdirSync(join(root, 'src/node/threads')))
  await bundle(`src/node/threads/${job}`, `threads/${job.replace('.ts', '.cjs')}`);

const zstd = dirname(require.resolve('@bokuweb/zstd-wasm'));
copyFileSync(join(zstd, 'zstd.wasm'), join(dist, 'zstd.wasm'));

compile(launcher, `qs-main.${hash}-${process.version}-${process.arch}.cache`);

if (!process.argv.includes('--command-only')) {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.library.json')], { stdio: 'inherit' });
}
