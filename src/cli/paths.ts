/** The `[paths]` section: names of other repositories, with their sub-options. */
import type { ByteString } from '../bytes/index.js';
import type { Config } from '../config/index.js';
import { expandUser, expandVariables, parseBool, parseList } from '../config/index.js';
import { ConfigError } from '../errors/index.js';
import { absolutePath } from './find-repository.js';

export interface RepositoryPath {
  readonly name: ByteString;
  /** Absolute when local. */
  readonly url: ByteString;
  /** As configured or resolved: `pushurl`, `pushrev`, `multi-urls`..., sorted by name. */
  readonly options: readonly (readonly [ByteString, ByteString])[];
}

const hasScheme = (url: ByteString): boolean => /^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(url);

/** `~` and variables count only where a path is local. */
function localPath(
  from: ByteString,
  url: ByteString,
  env: (name: string) => ByteString | undefined,
): ByteString {
  if (hasScheme(url)) return url;
  const path = expandUser(expandVariables(url, env), env);
  return path.startsWith('/') ? path : absolutePath(from, path);
}

const KNOWN_OPTIONS = ['multi-urls', 'pushurl', 'pushrev', 'bookmarks.mode'];

/**
 * All named paths in order of their names; a name with `multi-urls` gives one entry per URL.
 * @param base directory that relative paths of a file refer to: the repository's root for its own hgrc.
 */
export function readPaths(
  config: Config,
  base: (source: ByteString) => ByteString,
  outside: {
    readonly env: (name: string) => ByteString | undefined;
    readonly warn: (text: ByteString) => void;
  },
): RepositoryPath[] {
  const { env, warn } = outside;
  const out: RepositoryPath[] = [];
  const byName = new Map<ByteString, RepositoryPath[]>();
  const resolve = (name: ByteString, seen: readonly ByteString[]): RepositoryPath[] => {
    const known = byName.get(name);
    if (known !== undefined) return known;
    const written = config.get('paths', name) as ByteString;
    const own = new Map<ByteString, ByteString>();
    for (const option of KNOWN_OPTIONS) {
      const value = config.get('paths', `${name}:${option}`);
      if (value !== undefined) own.set(option, value);
    }
    const multiple = parseBool(own.get('multi-urls') ?? 'no') === true;
    const from = base(config.source('paths', name) ?? '');
    const made: RepositoryPath[] = [];
    for (const url of multiple ? parseList(written) : [written]) {
      if (url.startsWith('path://')) {
        const target = url.slice('path://'.length);
        if (!config.has('paths', target))
          throw new ConfigError(`cannot use \`${url}\`, "${target}" is not a known path`);
        if (seen.includes(target) || config.get('paths', target)?.startsWith('path://'))
          throw new ConfigError(`cannot use \`${url}\`, "${target}" is also defined as a \`path://\``);
        const inherited = new Map(
          KNOWN_OPTIONS.flatMap((option) => {
            const value = config.get('paths', `${target}:${option}`);
            return value === undefined ? [] : [[option, value] as const];
          }),
        );
        const merged = new Map([...inherited, ...own]);
        for (const other of resolve(target, [...seen, name]))
          made.push({ name, url: other.url, options: checked(name, merged, warn) });
      } else
        made.push({
          name,
          url: localPath(from, url, env),
          options: checked(name, own, warn),
        });
    }
    byName.set(name, made);
    return made;
  };
  for (const { name, value } of config.items('paths'))
    if (!name.includes(':') && value !== '') resolve(name, [name]);
  for (const name of [...byName.keys()].sort()) out.push(...(byName.get(name) as RepositoryPath[]));
  return out;
}

function checked(
  name: ByteString,
  options: ReadonlyMap<ByteString, ByteString>,
  warn: (text: ByteString) => void,
): (readonly [ByteString, ByteString])[] {
  const out: (readonly [ByteString, ByteString])[] = [];
  for (const [option, value] of [...options].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (option === 'pushurl' && !hasScheme(value)) {
      warn(`(paths.${name}:pushurl not a URL; ignoring: "${value}")\n`);
      continue;
    }
    out.push([option, option === 'multi-urls' ? (parseBool(value) === true ? 'yes' : 'no') : value]);
  }
  return out;
}
