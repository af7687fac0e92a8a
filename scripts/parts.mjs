// The program in parts, each a function expression: a command loads and deserialises only those that it needs. esbuild
// splits by entry, which alone would make a hundred small parts; so what the everyday commands need is put together first.
import { readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { build } from 'esbuild';
import { directImports } from './direct-imports.mjs';

/**
 * Where parts begin: what these modules need and the ones before do not is one part. Names are ends of paths; several in a
 * list count as one.
 */
const GROUPS = [
  ['cli/qs.ts'],
  ['repo/open-repository.ts', 'cli/local-texts.ts'],
  ['commands/cat.ts', 'commands/files.ts', 'commands/manifest.ts', 'commands/debugdata.ts'],
  ['commands/status.ts'],
  ['commands/commit.ts'],
  ['commands/diff.ts'],
  ['revset/ranges.ts', 'cli/template-resources.ts'],
  ['commands/log.ts', 'commands/tip.ts'],
  ['commands/annotate.ts'],
];

/** Packages of which small commands use nothing: loaded when something of theirs is first used. */
const LAZY_PACKAGES = ['re2js'];

/** Modules (ends of paths) of functions that every repository may need and few commands call: as the packages. */
const LAZY_MODULES = [
  'repo/fileset/compile-fileset',
  'repo/tracking/find-renames',
  'repo/update/merge-state-of',
  'revset/ranges',
  'cli/template-resources',
];

/** Replaced in the text of a part, where loading is synchronous. */
const LOAD = '__loadPart';

const lazyPackages = {
  name: 'lazy-packages',
  setup({ onResolve, onLoad }) {
    const filter = new RegExp(`^(${LAZY_PACKAGES.join('|')})$`);
    onResolve({ filter }, ({ path, namespace }) =>
      namespace === 'lazy-package' ? undefined : { path, namespace: 'lazy-package' },
    );
    onLoad({ filter: /.*/, namespace: 'lazy-package' }, async ({ path }) => {
      const getters = Object.keys(await import(path))
        .filter((name) => name !== 'default')
        .map((name) => `get ${name}() { return load().${name}; }`);
      return {
        contents: `let loaded;
          const load = () => (loaded ??= ${LOAD}(import('${path}')));
          module.exports = { __esModule: true, ${getters.join(', ')} };`,
        resolveDir: import.meta.dirname,
      };
    });
  },
};

const lazyModules = {
  name: 'lazy-modules-of-ours',
  setup({ onResolve, onLoad }) {
    const names = LAZY_MODULES.map((end) => end.slice(end.lastIndexOf('/') + 1));
    onResolve({ filter: new RegExp(`/(${names.join('|')})\\.[jt]s$`) }, ({ path, namespace, resolveDir }) => {
      const source = resolve(resolveDir, path).replace(/\.js$/, '.ts');
      if (namespace === 'lazy-functions') return { path: source };
      return LAZY_MODULES.some((end) => source.endsWith(`/${end}.ts`))
        ? { path: source, namespace: 'lazy-functions' }
        : undefined;
    });
    onLoad({ filter: /.*/, namespace: 'lazy-functions' }, ({ path }) => {
      const functions = [...readFileSync(path, 'utf8').matchAll(/^export function (\w+)/gm)];
      const passed = functions.map(
        ([, name]) => `export const ${name} = (...list) => load().${name}(...list);`,
      );
      return {
        contents: `let loaded;
          const load = () => (loaded ??= ${LOAD}(import(${JSON.stringify(path)})));
          ${passed.join(' ')}`,
        resolveDir: dirname(path),
      };
    });
  },
};

/** Which module imports which, statically and (`entries`) dynamically. */
function graphOf(metafile, entry) {
  const imports = new Map();
  const entries = new Set([entry]);
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
    const starts = [...imports.keys()].filter((path) => ends.some((end) => path.endsWith(`/${end}`)));
    const members = [...reach(imports, starts)].filter((path) => !groupOf.has(path) && !entries.has(path));
    for (const path of members) groupOf.set(path, number);
    return members;
  });
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
  const [, virtual] = /^lazy-(?:module|package|functions):(.*)$/.exec(path) ?? [];
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
  const body = text
    .replaceAll(new RegExp(`${LOAD}\\(import\\("([^"]+)"\\)\\)`, 'g'), (_, specifier) => load(specifier))
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
      entryPoints: [entry],
      outdir,
      format: 'esm',
      splitting: true,
      metafile: true,
      write: false,
      chunkNames: '[hash]',
      plugins: [lazyPackages, lazyModules, directImports(additions), ...options.plugins],
    });
  const { metafile } = await pass(() => '');
  const membersFor = groupsOf(graphOf(metafile, relative('.', entry)));
  const { outputFiles } = await pass((module) =>
    membersFor(module)
      .map((path) => `import ${JSON.stringify(specifierOf(path))};`)
      .join(' '),
  );
  const first = join(outdir, `${basename(entry, '.ts')}.js`);
  const sorted = outputFiles.sort((a, b) => Number(b.path === first) - Number(a.path === first));
  const numbers = new Map(sorted.map((file, index) => [`./${relative(outdir, file.path)}`, index]));
  return sorted.map((file) => link(file.text, numbers));
}
