// Groups of modules that are loaded when something of theirs is first used, though other modules import them statically:
// small commands load and evaluate less. Where a module imports from a group that it is not in, the import goes, and what
// it named becomes a member of `__lazy_GROUP`, which the linking of parts turns into a call.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { transformSync } from 'esbuild';
import { direct } from './direct-imports.mjs';

/** Packages, or the beginnings of modules' paths below src/; `!` before those that stay where they are. */
const GROUPS = {
  packing: [
    'node/zlib-',
    'node/zstd-stream',
    'node/piece-reader',
    'node/packed-error',
    'node/command-runner',
    'node/downloads',
  ],
  regexps: ['re2js', 'match/regexp/'],
  fileset: ['repo/fileset/'],
  renames: ['repo/tracking/find-renames'],
  merging: ['repo/merge/merge-state-of'],
  subrepos: ['repo/subrepos/enter-subrepos', 'cli/subrepos/subrepo-host'],
  revset: ['revset/', 'cli/template-resources'],
  diff: ['diff/'],
  graph: ['dag/'],
  dates: ['dates/parse', 'dates/strptime', 'dates/strftime', 'dates/match', 'dates/age'],
  trees: ['manifest/tree-', 'manifest/flat-diff', 'manifest/merge-differences', 'store/manifest-delta'],
  names: [
    'repo/names',
    'store/tags/',
    'store/branches/',
    'store/bookmarks/',
    'repo/bookmarks/',
    '!repo/bookmarks/has-active-bookmark',
    'store/filtered-hash',
  ],
  links: ['radixlink/compact-radix', 'radixlink/radix', 'radixlink/link-docket', 'repo/link-revisions/'],
  obsolescence: [
    'store/obsolescence/marker-index',
    'store/obsolescence/instabilities',
    'store/obsolescence/successors-sets',
    'store/obsolescence/walks',
    'repo/obsolescence/',
    'repo/hidden-fate',
  ],
  maps: ['revlog/persistent-nodemap', 'revlog/visit-texts', 'revlog/delta-tree', 'repo/copies'],
  messages: ['cli/working-copy/commit-template'],
  filters: ['repo/working-copy/content-filters'],
  crew: ['repo/working-copy/file-crew', 'repo/working-copy/working-context'],
  docket: ['dirstate/dirstate-v2', 'dirstate/encode-v2'],
  working: [
    'dirstate/',
    '!dirstate/dirstate-v2',
    '!dirstate/encode-v2',
    'repo/working-copy/',
    '!repo/working-copy/working-nodes',
    '!repo/working-copy/file-crew',
    '!repo/working-copy/working-context',
    'transaction/lock',
    'transaction/places',
    'transaction/repository-locks',
  ],
  writing: [
    'delta/binary-delta',
    'delta/common-ends',
    'revlog/writing/',
    'repo/commit/',
    'repo/writing/session',
    'repo/writing/closing-checks',
    'store/fncache',
    'store/phases/phase-boundaries',
    'store/store-writer',
    'transaction/',
  ],
  terminal: [
    'cli/report-error',
    'cli/remote/bundle-argument',
    'cli/ui/colour',
    'cli/ui/pager',
    'cli/ui/progress-bar',
    'cli/ui/read-line',
  ],
};

const IMPORT = /\bimport (?:\{([^}]*)\}|\* as (\w+)) from '([^']+)';/g;
const root = resolve('src');

function groupOf(path) {
  const name = relative(root, path);
  for (const [group, beginnings] of Object.entries(GROUPS))
    if (
      beginnings.some((one) => name.startsWith(one) || path === one) &&
      !beginnings.some((one) => one[0] === '!' && name.startsWith(one.slice(1)))
    )
      return group;
  return undefined;
}

/** What other modules use of a group: by module, the names. */
const used = new Map(Object.keys(GROUPS).map((group) => [group, new Map()]));

/** The same name may mean different things in two modules. */
const exportedName = (name, module) => `${name === '*' ? 'all' : name}$${module}`;

function memberOf(group, path, name) {
  const modules = used.get(group);
  if (!modules.has(path)) modules.set(path, new Set());
  modules.get(path).add(name);
  return exportedName(name, [...modules.keys()].indexOf(path));
}

function rewrite(path, text) {
  const own = groupOf(path);
  const define = {};
  const rest = text.replaceAll(IMPORT, (whole, list, all, specifier) => {
    const from = specifier.startsWith('.')
      ? resolve(path, '..', specifier).replace(/\.js$/, '.ts')
      : specifier;
    const group = groupOf(from);
    if (group === undefined || group === own) return whole;
    if (all !== undefined) define[all] = `__lazy_${group}.${memberOf(group, from, '*')}`;
    for (const item of (list ?? '').split(',').map((one) => one.trim())) {
      const [, name, local = name] = /^(?!type )(\w+)(?: as (\w+))?$/.exec(item) ?? [];
      if (name !== undefined) define[local] = `__lazy_${group}.${memberOf(group, from, name)}`;
    }
    return '';
  });
  if (Object.keys(define).length === 0) return { contents: text, loader: 'ts' };
  const { code } = transformSync(rest, {
    loader: 'ts',
    target: 'es2023',
    define,
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  });
  return { contents: code, loader: 'js' };
}

const sources = readdirSync(root, { recursive: true }).filter((name) => name.endsWith('.ts'));
const rewritten = new Map(
  sources.map((name) => {
    const path = join(root, name);
    return [path, rewrite(path, direct(path, readFileSync(path, 'utf8')))];
  }),
);

/** The source of a module, with `contents` and `loader` as esbuild takes them. */
export const lazySource = (path) => rewritten.get(path);

/** Modules that esbuild takes as entries: each exports what is used of one group. */
export const LAZY_ENTRIES = Object.keys(GROUPS).map((group) => `lazy-group:${group}`);

export const lazyGroups = (additions) => ({
  name: 'lazy-groups',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^lazy-group:/ }, ({ path }) => ({ path: path.slice(11), namespace: 'lazy-group' }));
    onLoad({ filter: /.*/, namespace: 'lazy-group' }, ({ path: group }) => {
      const lines = [...used.get(group)].map(([path, names], index) => {
        const list = [...names]
          .filter((name) => name !== '*')
          .map((name) => `${name} as ${exportedName(name, index)}`);
        const all = names.has('*') ? `* as ${exportedName('*', index)}` : '';
        return [`{ ${list.join(', ')} }`, all]
          .filter((what) => what !== '')
          .map((what) => `export ${what} from ${JSON.stringify(path)};`)
          .join('\n');
      });
      return { contents: `${lines.join('\n')}\n${additions(`lazy-group:${group}`)}`, resolveDir: root };
    });
  },
});

/** In the text of a part: members of groups as members of what `load` makes of a group. */
export const linkGroups = (text, load) =>
  text.replaceAll(/(\bnew\s*)?\b__lazy_(\w+)\.([\w$]+)/g, (_, isNew, group, name) =>
    isNew === undefined ? `${load(group)}.${name}` : `new(${load(group)}.${name})`,
  );
