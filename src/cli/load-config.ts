/** Which configuration files a process reads, in which order, and what the command line and environment add. */
import * as fs from 'node:fs';
import { type ByteString, stripSpace } from '../bytes/index.js';
import {
  Config,
  type ConfigFileContext,
  expandUser,
  expandVariables,
  loadConfigFile,
} from '../config/index.js';
import { HgError } from '../errors/index.js';
import { type FileSystem, tryReadText } from '../platform/index.js';
import { trustChecker } from './trust.js';
import { isPlain } from './ui/plain.js';

export interface ConfigSources {
  /** Opened at `/`. */
  readonly fs: FileSystem;
  env(name: string): ByteString | undefined;
  warn(line: ByteString): void;
  /** `--config` as given. */
  readonly settings: readonly ByteString[];
  /** Absolute current directory. */
  readonly cwd: ByteString;
}

function rcFilesIn(fileSystem: FileSystem, directory: ByteString): ByteString[] {
  if (fileSystem.stat(directory)?.kind !== 'directory') return [];
  return fileSystem
    .list(directory)
    .filter((name) => name.endsWith('.rc'))
    .sort()
    .map((name) => `${directory}/${name}`);
}

/** Paths of the files outside the repository; later ones win. */
function globalFiles(sources: ConfigSources): { files: ByteString[]; environmentAt: number } {
  const { env, fs: fileSystem } = sources;
  const given = env('HGRCPATH');
  if (given !== undefined) {
    const files: ByteString[] = [];
    for (const entry of given.split(':')) {
      if (entry === '') continue;
      const path = expandUser(expandVariables(entry, env), env);
      const absolute = path.startsWith('/') ? path : `${sources.cwd}/${path}`;
      if (fileSystem.stat(absolute)?.kind === 'directory') files.push(...rcFilesIn(fileSystem, path));
      else files.push(path);
    }
    return { files, environmentAt: 0 };
  }
  const system = ['/etc/mercurial/hgrc', ...rcFilesIn(fileSystem, '/etc/mercurial/hgrc.d')];
  const user: ByteString[] = [];
  const home = env('HOME');
  const xdg = env('XDG_CONFIG_HOME') ?? (home === undefined ? undefined : `${home}/.config`);
  if (xdg !== undefined) user.push(`${xdg}/hg/hgrc`);
  if (home !== undefined) user.push(`${home}/.hgrc`);
  return { files: [...system, ...user], environmentAt: system.length };
}

function addEnvironment(config: Config, env: ConfigSources['env']): void {
  const add = (variable: string, section: string, name: string): void => {
    const value = env(variable);
    if (value !== undefined) config.set(section, name, value, `$${variable}`);
  };
  add('EDITOR', 'ui', 'editor');
  add('VISUAL', 'ui', 'editor');
  add('PAGER', 'pager', 'pager');
}

/** `section.name=value` of `--config`. @throws HgError when it is not of that form. */
export function parseSetting(setting: ByteString): {
  section: ByteString;
  name: ByteString;
  value: ByteString;
} {
  const equals = setting.indexOf('=');
  const key = stripSpace(setting.slice(0, Math.max(equals, 0)));
  const dot = key.indexOf('.');
  if (equals < 0 || dot <= 0 || dot === key.length - 1)
    throw new HgError('abort', `malformed --config option: '${setting}' (use --config section.name=value)`);
  return {
    section: key.slice(0, dot),
    name: key.slice(dot + 1),
    value: stripSpace(setting.slice(equals + 1)),
  };
}

export class ConfigLoader {
  readonly #sources: ConfigSources;
  readonly #context: ConfigFileContext;
  /** Files outside the repository that were there, in order. */
  readonly read: ByteString[] = [];
  readonly #overrides: { section: ByteString; name: ByteString; value: ByteString }[] = [];

  constructor(sources: ConfigSources) {
    this.#sources = sources;
    this.#context = { fs: sources.fs, env: sources.env, warn: sources.warn };
    for (const setting of sources.settings) this.#overrides.push(parseSetting(setting));
  }

  /** Everything but the repository's own files. */
  global(): Config {
    const config = new Config();
    const { files, environmentAt } = globalFiles(this.#sources);
    files.forEach((path, at) => {
      if (at === environmentAt) addEnvironment(config, this.#sources.env);
      this.#load(config, path);
    });
    if (environmentAt >= files.length) addEnvironment(config, this.#sources.env);
    return this.#finish(config);
  }

  /** Adds the files of the repository at `root` to a copy of the global configuration. */
  withRepository(global: Config, root: ByteString): Config {
    const config = global.clone();
    if (this.#sources.env('HGRCSKIPREPO') === undefined) this.#loadRepositoryFiles(config, global, root);
    this.#finish(config);
    config.set('bundle', 'mainreporoot', root, 'repo');
    return config;
  }

  #loadRepositoryFiles(config: Config, global: Config, root: ByteString): void {
    const hg = `${root}/.hg`;
    const isTrusted = trustChecker(global);
    const requires = tryReadText(this.#sources.fs, `${hg}/requires`)?.split('\n') ?? [];
    if (requires.includes('share-safe') && (requires.includes('shared') || requires.includes('relshared'))) {
      const written = tryReadText(this.#sources.fs, `${hg}/sharedpath`)?.replace(/\n$/, '');
      if (written !== undefined) {
        const source =
          requires.includes('relshared') && !written.startsWith('/') ? `${hg}/${written}` : written;
        this.#load(config, `${fs.existsSync(source) ? fs.realpathSync(source) : source}/hgrc`, isTrusted);
      }
    }
    this.#load(config, `${hg}/hgrc`, isTrusted);
    this.#load(config, `${hg}/hgrc-not-shared`, isTrusted);
  }

  #load(config: Config, path: ByteString, isTrusted?: ConfigFileContext['isTrusted']): void {
    const context = isTrusted === undefined ? this.#context : { ...this.#context, isTrusted };
    const absolute = path.startsWith('/') ? path : `${this.#sources.cwd}/${path}`;
    const read = loadConfigFile(config, absolute, context, {
      checkTrust: isTrusted !== undefined,
      shownAs: path,
    });
    if (read && isTrusted === undefined) this.read.push(path);
  }

  /** What stands above all files; and what `HGPLAIN` takes away. */
  #finish(config: Config): Config {
    for (const { section, name, value } of this.#overrides) config.set(section, name, value, '--config');
    if (isPlain(this.#sources.env)) removeTaste(config, this.#sources.env);
    if (config.getBool('ui', 'tweakdefaults')) addTweaks(config);
    return config;
  }
}

/** What `ui.tweakdefaults` stands for. */
const TWEAKS: readonly (readonly [section: string, name: string, value: string])[] = [
  ['ui', 'rollback', 'False'],
  ['ui', 'statuscopies', 'yes'],
  ['ui', 'interface', 'curses'],
  ['ui', 'relative-paths', 'yes'],
  ['commands', 'grep.all-files', 'True'],
  ['commands', 'update.check', 'noconflict'],
  ['commands', 'status.verbose', 'True'],
  ['commands', 'resolve.explicit-re-merge', 'True'],
  ['diff', 'git', '1'],
  ['diff', 'showfunc', '1'],
  ['diff', 'word-diff', '1'],
];

function addTweaks(config: Config): void {
  for (const [section, name, value] of TWEAKS)
    if (!config.has(section, name)) config.set(section, name, value, 'ui.tweakdefaults');
}

/** Settings that change what output looks like have no effect in plain mode. */
function removeTaste(config: Config, env: ConfigSources['env']): void {
  const fromFiles = (section: string, name: string): boolean => config.source(section, name) !== '--config';
  for (const name of [
    'debug',
    'fallbackencoding',
    'quiet',
    'slash',
    'logtemplate',
    'message-output',
    'statuscopies',
    'style',
    'traceback',
    'verbose',
  ])
    if (fromFiles('ui', name)) config.unset('ui', name);
  const clear = (section: string): void => {
    for (const { name } of config.items(section)) if (fromFiles(section, name)) config.unset(section, name);
  };
  clear('command-templates');
  clear('commands');
  clear('defaults');
  if (isPlain(env, 'tweakdefaults')) config.unset('ui', 'tweakdefaults');
  for (const section of ['alias', 'revsetalias', 'templatealias']) if (isPlain(env, section)) clear(section);
}
