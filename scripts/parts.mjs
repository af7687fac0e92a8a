// The program in parts, each a function expression: a command loads and deserialises only those that it needs. esbuild
// splits by entry, which alone would make a hundred small parts; so what the everyday commands need is put together first.
import { relative, resolve } from 'node:path';
import { build } from 'esbuild';
import { directImports } from './direct-imports.mjs';
import { LAZY_ENTRIES, lazyGroups, lazySource, linkGroups } from './lazy-groups.mjs';

/**
 * Where parts begin: what these modules need and the ones before do not is one part. Names are ends or (with a colon) beginnings
 * of paths; several in a list count as one.
 */
const GROUPS = [
  ['cli/qs.ts', 'lazy-module:'],
  [
    'repo/open-repository.ts',
    'cli/local-texts.ts',
    'bytes/quoted.ts',
    'dates/format.ts',
    'repo/messages.ts',
    'revlog/block-cache.ts',
    'revlog/text-slots.ts',
    'store/file-versions.ts',
    'dates/current-date.ts',
  ],
  ['repo/merge/merge-state.ts', 'repo/tracking/portable-names.ts'],
  ['commands/cat.ts', 'commands/files.ts', 'commands/manifest.ts', 'commands/debugdata.ts'],
  // What nested repositories need is most of the program.
  ...LAZY_ENTRIES.filter((entry) => entry !== 'lazy-group:subrepos').map((entry) => [entry]),
  ['commands/status.ts'],
  ['commands/commit.ts'],
  ['commands/diff.ts'],
  ['commands/log.ts', 'commands/tip.ts'],
  ['commands/annotate.ts'],
];

/** Which module imports which, statically and (`entries`) dynamically. */
function graphOf(metafile, entry) {
  const imports = new Map();
  const entries = new Set([entry, ...LAZY_ENTRIES]);
  for (const [path, input] of Object.entries(metafile.inputs)) {
    const inside = input.imports.filter((one) => !one.external && one.path in metafile.inputs);
    imports.set(
      path,
      inside.filter((one) => one.kind !== 'dynamic-import').map((one) => one.path),
    );
    for (const one of inside) if (one.kind === 'dynamic-import') entries.add(one.path);
  }
  return { imports, entries };
}

function reach(imports, starts) {
  const found = new Set(starts);
  for (const path of found) for (const next of imports.get(path)) found.add(next);
  return found;
}

/**
 * Which groups an entry (a module that is imported dynamically) must import as a whole: those of which it needs anything.
 * Where all entries do so, esbuild keeps a group together.
 */
function groupsOf({ imports, entries }) {
  const groupOf = new Map();
  const groups = GROUPS.map((ends, number) => {
    const starts = [...imports.keys()].filter((path) =>
      ends.some((end) => (end.includes(':') ? path.startsWith(end) : path.endsWith(`/${end}`))),
    );
    const members = [...reach(imports, starts)].filter((path) => !groupOf.has(path) && !entries.has(path));
    for (const path of members) groupOf.set(path, number);
    return members;
  });
  const engine = groups[0].find((path) => /^src\/(?:repo|store|revlog)\//.test(path));
  if (engine !== undefined)
    throw new Error(
      `Every command would load ${engine}: import it dynamically, or name it in scripts/lazy-groups.mjs`,
    );
  return (entry) => {
    if (!entries.has(entry)) return [];
    const wanted = new Set();
    let found = reach(imports, [entry]);
    // A group may need others in turn.
    for (
      let before = -1;
      before < wanted.size;
      found = reach(
        imports,
        [...wanted].flatMap((one) => groups[one]),
      )
    ) {
      before = wanted.size;
      for (const path of found) if (groupOf.has(path)) wanted.add(groupOf.get(path));
    }
    return [...wanted].flatMap((number) => groups[number]);
  };
}

/** What to write in an import for a module of the graph. */
function specifierOf(path) {
  const [, virtual] = /^lazy-module:(.*)$/.exec(path) ?? [];
  return virtual ?? resolve(path);
}

/** `a as b, c` as the inside of an object pattern, or (`swap`) of an object. */
function pairs(list, swap) {
  const names = list.split(',').map((one) => one.trim().split(/ as /));
  return names.map(([from, to = from]) => (swap ? `${to}:${from}` : `${from}:${to}`)).join();
}

/**
 * The text of a part as esbuild makes it (a module), turned into a function. Parts import each other without cycles, and
 * what they export is never assigned again: the values themselves can be passed on, which getters would make slow to reach.
 */
function link(text, numbers) {
  const load = (specifier) =>
    numbers.has(specifier) ? `__load(${numbers.get(specifier)})` : `require("${specifier}")`;
  const body = linkGroups(text, (group) => load(`lazy-group:${group}`))
    .replaceAll(/\bimport\("([^"]+)"\)/g, (_, specifier) =>
      numbers.has(specifier) ? `__soon(${numbers.get(specifier)})` : `__soon("${specifier}")`,
    )
    .replaceAll(
      /\bimport\s*(?:\*\s*as (?<all>[\w$]+)|\{(?<list>[^}]*)\})\s*from\s*"(?<specifier>\.\/[^"]+|node:\w+)";/g,
      (...groups) => {
        const { all, list, specifier } = groups.at(-1);
        return `const ${all ?? `{${pairs(list, false)}}`}=${load(specifier)};`;
      },
    )
    .replaceAll(/\bimport\s*"(\.\/[^"]+)";/g, (_, specifier) => `${load(specifier)};`)
    .replace(/\bexport\s*\{([^}]*)\};\s*$/, (_, list) => `return{${pairs(list, true)}}`)
    .replace(/\bexport default (.*);\s*$/, 'return{default:$1}');
  return `(function(__load,__soon,require,__filename,__dirname){${body}})`;
}

/**
 * Builds a command for Node.
 * @param options of esbuild, for every pass.
 * @returns the text of every part, the entry's first: expressions of functions `(__load, __soon, require, __filename,
 *     __dirname)` that return what the part exports. `__load(number)` gives another part's exports, `__soon` promises them.
 */
export async function buildParts(entry, options) {
  const outdir = resolve('dist');
  const pass = (additions) =>
    build({
      ...options,
      entryPoints: [entry, ...LAZY_ENTRIES].map((one, index) => ({ in: one, out: `entry-${index}` })),
      outdir,
      format: 'esm',
      splitting: true,
      metafile: true,
      write: false,
      chunkNames: '[hash]',
      logOverride: { 'ignored-bare-import': 'silent' },
      plugins: [lazyGroups(additions), directImports(additions, lazySource), ...options.plugins],
    });
  const first = await pass(() => '');
  const membersFor = groupsOf(graphOf(first.metafile, relative('.', entry)));
  const { outputFiles } = await pass((module) =>
    membersFor(module)
      .map((path) => `import ${JSON.stringify(specifierOf(path))};`)
      .join(' '),
  );
  const named = outputFiles.map(({ path, text }) => ({ name: relative(outdir, path), text }));
  const isFirst = ({ name }) => Number(name === 'entry-0.js');
  named.sort((a, b) => isFirst(b) - isFirst(a));
  const numbers = new Map(named.map(({ name }, index) => [`./${name}`, index]));
  for (const [index, group] of LAZY_ENTRIES.entries())
    numbers.set(group, numbers.get(`./entry-${index + 1}.js`));
  return named.map(({ text }) => link(text, numbers));
}
