/** Other repositories as the command line and the section `paths` name them. */
import type { ByteString } from '../../bytes/index.js';
import { ConfigError, HgError } from '../../errors/index.js';
import type { CommandContext } from '../command.js';
import { readPaths } from '../paths.js';
import { locateStore } from '../store-place.js';

/** One repository to exchange with. */
export interface Location {
  /** As it was given or configured, without what follows `#`; local ones of the configuration are absolute. */
  readonly url: ByteString;
  /** What follows `#`: a branch, bookmark or revision. */
  readonly fragment: ByteString | undefined;
  /** Options of the path: `pushrev`, `bookmarks.mode`... */
  readonly options: ReadonlyMap<ByteString, ByteString>;
}

const NO_OPTIONS: ReadonlyMap<ByteString, ByteString> = new Map();

function split(url: ByteString): { url: ByteString; fragment: ByteString | undefined } {
  if (url.startsWith('bundle:')) return { url: url.replace(/^bundle:\/\//, 'bundle:'), fragment: undefined };
  const hash = url.indexOf('#');
  if (hash <= 0) return { url, fragment: undefined };
  return { url: url.slice(0, hash), fragment: url.slice(hash + 1) || undefined };
}

function given(text: ByteString): Location {
  return { ...split(text), options: NO_OPTIONS };
}

/** All named paths by name, as the commands of this repository see them. */
export function namedPaths(context: CommandContext): Map<ByteString, Location[]> {
  const { ui, root, cwd, platform } = context;
  const shared =
    root === undefined ? undefined : locateStore(platform, root).storepath.replace(/\/store$/, '');
  const base = (source: string): string => {
    if (root !== undefined && source.startsWith(`${root}/.hg/`)) return root;
    if (shared !== undefined && source.startsWith(`${shared}/hgrc`)) return shared;
    return source === '--config' ? (root ?? cwd) : (platform.env('HOME') ?? cwd);
  };
  const out = new Map<ByteString, Location[]>();
  const paths = readPaths(ui.config, base, {
    env: (name) => platform.env(name),
    warn: (text) => ui.warn(text),
  });
  for (const { name, url, options } of paths) {
    const location = { ...split(url), options: new Map(options) };
    const known = out.get(name);
    if (known === undefined) out.set(name, [location]);
    else known.push(location);
  }
  return out;
}

/** Where `pull` and `incoming` look: the names or URLs given, or the path `default`. */
export function pullLocations(context: CommandContext, sources: readonly ByteString[]): Location[] {
  const paths = namedPaths(context);
  const wanted = sources.length === 0 ? ['default'] : sources;
  return wanted.flatMap((source) => paths.get(source) ?? [given(source)]);
}

/** The location of a source that need not be in a repository's configuration: a name or a URL. */
export function sourceLocation(context: CommandContext, source: ByteString): Location {
  return pullLocations(context, [source])[0] as Location;
}

/** Where a push to a location goes. */
function forPush(location: Location): Location {
  const other = location.options.get('pushurl');
  return other === undefined ? location : { ...location, ...split(other) };
}

/**
 * Where `push` and `outgoing` go: the names or URLs given, or `default-push`, or `default`.
 * @throws ConfigError without any, HgError for a name that is neither a path nor something to open.
 */
export function pushLocations(
  context: CommandContext,
  destinations: readonly ByteString[],
  exists: (url: ByteString) => boolean,
): Location[] {
  const paths = namedPaths(context);
  if (destinations.length === 0) {
    const found = paths.get('default-push') ?? paths.get('default');
    if (found === undefined)
      throw new ConfigError('default repository not configured!', { hint: "see 'hg help config.paths'" });
    return found.map(forPush);
  }
  return destinations.flatMap((destination) => {
    const named = paths.get(destination);
    if (named !== undefined) return named.map(forPush);
    const location = given(destination);
    if (!exists(location.url)) throw new HgError('abort', `repository ${destination} does not exist`);
    return [location];
  });
}
