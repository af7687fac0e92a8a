// An esbuild plugin: imports from a folder's face (`index.js`) become imports from the modules that the face passes on, so that
// a command loads what it uses, not everything that the folders it uses hold.
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const DECLARATION =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:class|function\*?|const|let|interface|type|enum) (\w+)/gm;
const LIST = /^export (?:type )?\{([^}]*)\}(?: from '([^']+)')?;/gm;
const NAMESPACE = /^export \* as (\w+) from '([^']+)';/gm;
const STAR = /^export \* from '([^']+)';/gm;
const IMPORT = /^import \{([^}]*)\} from '([^']*\/index\.js)';/gm;
const DYNAMIC = /const \{ ([^}]*) \} = await import\('([^']*\/index\.js)'\)/g;
const DYNAMIC_MEMBER = /\(await import\('([^']*\/index\.js)'\)\)\.(\w+)/g;

const toSource = (from, specifier) => join(dirname(from), specifier.replace(/\.js$/, '.ts'));
const namesOf = (list) =>
  list
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

/** Per module: where each name that it exports is declared; `*` before a module that the name stands for as a whole. */
const known = new Map();

function exportsOf(path) {
  const found = known.get(path);
  if (found !== undefined) return found;
  const names = new Map();
  known.set(path, names);
  const text = readFileSync(path, 'utf8');
  for (const [, name] of text.matchAll(DECLARATION)) names.set(name, path);
  for (const [, list, specifier] of text.matchAll(LIST)) {
    for (const item of namesOf(list)) {
      const [, name, as] = /^(?:type )?(\w+)(?: as (\w+))?$/.exec(item);
      // Renamed, or passed on from elsewhere: stays with the module that does so.
      const inner =
        specifier === undefined || as !== undefined ? undefined : exportsOf(toSource(path, specifier));
      names.set(as ?? name, inner?.get(name) ?? path);
    }
  }
  for (const [, name, specifier] of text.matchAll(NAMESPACE))
    names.set(name, `*${toSource(path, specifier)}`);
  for (const [, specifier] of text.matchAll(STAR))
    for (const [name, place] of exportsOf(toSource(path, specifier)))
      if (!names.has(name)) names.set(name, place);
  return names;
}

/** Import declarations, or exports, of the names in a list, each from where it is declared; undefined if one is unknown. */
function fromPlaces(keyword, path, list, specifier) {
  const names = exportsOf(toSource(path, specifier));
  const byPlace = new Map();
  for (const item of namesOf(list)) {
    if (item.startsWith('type ')) continue;
    const place = names.get(item.split(' ')[0]);
    if (place === undefined) return undefined;
    byPlace.set(place, [...(byPlace.get(place) ?? []), item]);
  }
  return [...byPlace]
    .map(([place, items]) =>
      place.startsWith('*')
        ? items.map((item) => `${keyword} * as ${item.split(' ').at(-1)} from '${place.slice(1)}';`).join(' ')
        : `${keyword} { ${items.join(', ')} } from '${place}';`,
    )
    .join(' ');
}

/** The source of a module with its imports from faces made direct. */
export function direct(path, text) {
  const part = (list, specifier) => `import("names:${fromPlaces('export', path, list, specifier)}")`;
  return text
    .replace(IMPORT, (whole, list, specifier) => fromPlaces('import', path, list, specifier) ?? whole)
    .replace(DYNAMIC, (_, list, specifier) => `const { ${list} } = await ${part(list, specifier)}`)
    .replace(DYNAMIC_MEMBER, (_, specifier, name) => `(await ${part(name, specifier)}).${name}`);
}

const plainSource = (path) => ({ contents: direct(path, readFileSync(path, 'utf8')), loader: 'ts' });

/**
 * @param additions what to put behind the imports of a module, by its path from here (or its name, if it is none).
 * @param source gives `contents` and `loader` of a module.
 */
export const directImports = (additions, source = plainSource) => ({
  name: 'direct-imports',
  setup({ onLoad, onResolve }) {
    onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => {
      const { contents, loader } = source(path);
      return { contents: `${contents}\n${additions(relative('.', path))}`, loader };
    });
    // What a dynamic import of a face is used for, as a module of its own.
    onResolve({ filter: /^names:/ }, ({ path }) => ({ path: path.slice(6), namespace: 'names' }));
    onLoad({ filter: /.*/, namespace: 'names' }, ({ path }) => ({
      contents: `${path}\n${additions(`names:${path}`)}`,
      loader: 'js',
      resolveDir: '/',
    }));
  },
});
