/** Reads hgrc files into a {@link Config}: includes, paths relative to the file, trust. */
import { type ByteString, byteStringOf } from '../bytes/index.js';
import { ConfigError, FileSystemError, isNotFound } from '../errors/index.js';
import { type FileSystem, readFile } from '../platform/index.js';
import type { Config } from './config.js';
import { parseHgrc } from './parse-hgrc.js';

/** What loading needs to know beyond the file system. */
export interface ConfigFileContext {
  /** Opened at `/`. */
  readonly fs: FileSystem;
  env(name: string): ByteString | undefined;
  /** Called with a line (no newline) that hg prints to standard error. */
  warn(message: ByteString): void;
  /** Whether a file's owner and group may set anything; all files are trusted when absent. */
  isTrusted?(path: ByteString): { trusted: true } | { trusted: false; user: ByteString; group: ByteString };
}

export interface LoadOptions {
  /** Refuse values of files that belong to untrusted users. */
  readonly checkTrust?: boolean;
  /** The path in messages and sources, when not the one that is opened. */
  readonly shownAs?: ByteString;
  /** A missing file is an error (`--configfile`). */
  readonly mustExist?: boolean;
}

const MAX_INCLUDE_DEPTH = 64;

/** `~` and `~/...` replaced by the home directory. */
export function expandUser(path: ByteString, env: ConfigFileContext['env']): ByteString {
  if (path !== '~' && !path.startsWith('~/')) return path;
  const home = env('HOME');
  return home === undefined ? path : home.replace(/\/+$/, '') + path.slice(1);
}

/** `$NAME` and `${NAME}` replaced by environment variables that exist. */
export function expandVariables(path: ByteString, env: ConfigFileContext['env']): ByteString {
  return path.replace(/\$(?:(\w+)|\{([^}]*)\})/g, (whole, bare, braced) => env(bare ?? braced) ?? whole);
}

function directoryOf(path: ByteString): ByteString {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : slash === 0 ? '/' : path.slice(0, slash);
}

function readText(context: ConfigFileContext, path: ByteString): ByteString {
  return byteStringOf(readFile(context.fs, path));
}

/**
 * Adds one file to `config`. A missing file is no error unless `mustExist`; returns whether it was read.
 * @throws ConfigError for what does not parse, FileSystemError when a file that must exist cannot be read.
 */
export function loadConfigFile(
  config: Config,
  path: ByteString,
  context: ConfigFileContext,
  options: LoadOptions = {},
): boolean {
  let text: ByteString;
  try {
    text = readText(context, path);
  } catch (error) {
    if (options.mustExist || !(error instanceof FileSystemError)) throw error;
    return false;
  }
  let target = config;
  if (options.checkTrust) {
    const verdict = context.isTrusted?.(path) ?? { trusted: true };
    if (!verdict.trusted) {
      target = config.splitUntrusted();
      if (target.getBool('ui', 'report_untrusted', true))
        context.warn(`not trusting file ${path} from untrusted user ${verdict.user}, group ${verdict.group}`);
    }
  }
  readInto(target, options.shownAs ?? path, text, context, 0);
  return true;
}

function readInto(
  config: Config,
  path: ByteString,
  text: ByteString,
  context: ConfigFileContext,
  depth: number,
): void {
  parseHgrc(path, text, {
    item(section, name, value, line) {
      config.set(section, name, value, `${path}:${line}`);
    },
    unset(section, name) {
      config.unset(section, name);
    },
    include(argument, line) {
      const expanded = expandUser(expandVariables(argument, context.env), context.env);
      const base = directoryOf(path);
      const target =
        expanded.startsWith('/') || base === '' ? expanded : `${base === '/' ? '' : base}/${expanded}`;
      if (depth >= MAX_INCLUDE_DEPTH) return;
      let included: ByteString;
      try {
        included = readText(context, target);
      } catch (error) {
        if (isNotFound(error) || !(error instanceof FileSystemError)) return;
        throw new ConfigError(`cannot include ${target} (${error.message})`, {
          at: `${path}:${line}`,
          cause: error,
        });
      }
      readInto(config, target, included, context, depth + 1);
    },
  });
}
