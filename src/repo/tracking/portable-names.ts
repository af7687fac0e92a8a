/** Names that other platforms cannot hold, and names that differ in case only: warned of, or refused. */
import type { ByteString } from '../../bytes/index.js';
import { parseBool } from '../../config/index.js';
import type { Dirstate } from '../../dirstate/index.js';
import { ConfigError, InputError, StateError } from '../../errors/index.js';
import type { Repository } from '../repository.js';
import type { Notices } from './tracking-context.js';

const RESERVED_CHARS = ':*?"<>|';
const RESERVED_NAMES: ReadonlySet<string> = new Set(
  `con prn aux nul com1 com2 com3 com4 com5 com6 com7 com8 com9 lpt1 lpt2 lpt3 lpt4 lpt5 lpt6 lpt7 lpt8 lpt9`.split(
    ' ',
  ),
);

function escaped(char: string): string {
  const known: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
  return known[char] ?? `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

/** What Windows has against a path; undefined for nothing. */
export function windowsProblem(path: ByteString): string | undefined {
  if (path.endsWith('\\')) return "filename ends with '\\', which is invalid on Windows";
  if (path.includes('\\/')) return "directory name ends with '\\', which is invalid on Windows";
  for (const name of path.replaceAll('\\', '/').split('/')) {
    if (name === '') continue;
    for (const char of name) {
      if (RESERVED_CHARS.includes(char)) return `filename contains '${char}', which is reserved on Windows`;
      if (char.charCodeAt(0) <= 31)
        return `filename contains '${escaped(char)}', which is invalid on Windows`;
    }
    const base = name.split('.')[0] as string;
    if (RESERVED_NAMES.has(base.toLowerCase()))
      return `filename contains '${base}', which is reserved on Windows`;
    const last = name.at(-1) as string;
    if ((last === '.' || last === ' ') && name !== '.' && name !== '..')
      return `filename ends with '${last}', which is not allowed on Windows`;
  }
  return undefined;
}

/** As a shell takes it. */
function shellQuote(path: ByteString): ByteString {
  return /^[A-Za-z0-9_.+/-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

/** Says whether `ui.portablefilenames` wants warnings or errors. @throws ConfigError */
function alertOf(repo: Repository): 'ignore' | 'warn' | 'abort' {
  const value = (repo.config.get('ui', 'portablefilenames') ?? 'warn').toLowerCase();
  if (value === 'abort' || value === 'warn' || value === 'ignore') return value;
  const asBool = parseBool(value);
  if (asBool === undefined) throw new ConfigError(`ui.portablefilenames value is invalid ('${value}')`);
  return asBool ? 'warn' : 'ignore';
}

/** Checks names that are about to be tracked. */
export class NameChecker {
  readonly #alert: 'ignore' | 'warn' | 'abort';
  readonly #messages: Notices;
  readonly #dirstate: Dirstate;
  #lowered: Set<ByteString> | undefined;
  readonly #new = new Set<ByteString>();

  constructor(repo: Repository, messages: Notices, dirstate: Dirstate) {
    this.#alert = alertOf(repo);
    this.#messages = messages;
    this.#dirstate = dirstate;
  }

  /** @throws InputError for line ends, and for what Windows cannot hold where that is refused. */
  portable(path: ByteString): void {
    if (/[\n\r]/.test(path))
      throw new InputError(
        `'\\n' and '\\r' disallowed in filenames: '${path.replaceAll('\n', '\\n').replaceAll('\r', '\\r')}'`,
      );
    if (this.#alert === 'ignore') return;
    const problem = windowsProblem(path);
    if (problem === undefined) return;
    const message = `${problem}: ${shellQuote(path)}`;
    if (this.#alert === 'abort') throw new InputError(message);
    this.#messages.warn(`warning: ${message}\n`);
  }

  /** A tracked file whose name differs in case only. @throws StateError where that is refused. */
  collision(path: ByteString): void {
    if (this.#alert === 'ignore' || this.#new.has(path)) return;
    this.#lowered ??= new Set(this.#dirstate.paths().map((one) => one.toLowerCase()));
    const lower = path.toLowerCase();
    if (this.#lowered.has(lower) && !this.#dirstate.has(path)) {
      const message = `possible case-folding collision for ${path}`;
      if (this.#alert === 'abort') throw new StateError(message);
      this.#messages.warn(`warning: ${message}\n`);
    }
    this.#lowered.add(lower);
    this.#new.add(path);
  }
}
