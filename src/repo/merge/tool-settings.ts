/** What `[merge-tools]` says of a tool, and which program it is. */
import type { ByteString } from '../../bytes/index.js';
import { type Config, expandUser, expandVariables, parseBool } from '../../config/index.js';
import type { Platform } from '../../platform/index.js';
import { isInternalTool } from './internal-tools.js';

export class ToolSettings {
  readonly #config: Config;
  readonly #platform: Platform;

  constructor(config: Config, platform: Platform) {
    this.#config = config;
    this.#platform = platform;
  }

  text(tool: ByteString, part: string): ByteString | undefined {
    return this.#config.get('merge-tools', `${tool}.${part}`);
  }
  flag(tool: ByteString, part: string, fallback = false): boolean {
    return this.#config.getBool('merge-tools', `${tool}.${part}`, fallback);
  }
  list(tool: ByteString, part: string): readonly ByteString[] {
    return this.#config.getList('merge-tools', `${tool}.${part}`);
  }
  /** Undefined for a value that is no boolean. */
  maybeFlag(tool: ByteString, part: string, fallback: boolean): boolean | undefined {
    const value = this.text(tool, part);
    return value === undefined ? fallback : parseBool(value);
  }

  /** Names of tools with settings, those of higher priority first. */
  byPriority(): ByteString[] {
    const names = new Set(
      this.#config.items('merge-tools').map(({ name }) => name.split('.', 1)[0] as string),
    );
    const priority = (tool: ByteString): number => this.#config.getInt('merge-tools', `${tool}.priority`, 0);
    return [...names]
      .filter((tool) => !this.flag(tool, 'disabled'))
      .sort((a, b) => priority(b) - priority(a) || (a < b ? -1 : 1));
  }
  isConfigured(tool: ByteString): boolean {
    return this.#config.items('merge-tools').some(({ name }) => name.split('.', 1)[0] === tool);
  }

  /** What to run: an internal tool's name, or a program that exists. */
  find(tool: ByteString): ByteString | undefined {
    if (isInternalTool(tool)) return tool;
    const env = (name: string): ByteString | undefined => this.#platform.env(name);
    const program = expandUser(expandVariables(this.text(tool, 'executable') ?? tool, env), env);
    // Whether that works is seen when it runs.
    if (program.startsWith('python:')) return program;
    const fs = this.#platform.openFileSystem('/');
    const runs = (path: ByteString): boolean => {
      const stat = fs.stat(path.replace(/^\/+/, ''));
      return stat?.kind === 'file' && (stat.mode & 0o111) !== 0;
    };
    if (program.includes('/')) return runs(program) ? program : undefined;
    for (const directory of (env('PATH') ?? '').split(':')) {
      const path = `${directory}/${program}`;
      if (directory !== '' && runs(path)) return path;
    }
    return undefined;
  }
}

/** For a shell. */
export function shellQuoted(text: ByteString): ByteString {
  if (text === '') return "''";
  return /[^A-Za-z0-9%+,./:=@_^-]/.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : text;
}
