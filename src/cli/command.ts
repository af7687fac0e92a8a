/** What a command is: data for the parser and `help`, and a function that does the work. */
import type { ByteString } from '../bytes/index.js';
import type { Platform } from '../platform/index.js';
import type { Repository } from '../repo/index.js';
import type { RevsetContext } from '../revset/index.js';
import type { Alias } from './aliases.js';
import type { CommandEntry } from './command-entry.js';
import type { Ui } from './ui/index.js';

export interface OptionDefinition {
  /** One letter, or '' for none. */
  readonly short: string;
  readonly long: string;
  /** `flag`: present or not (also `--no-x`); `value`: last one wins; `list`: may be repeated. */
  readonly kind: 'flag' | 'value' | 'list';
  readonly help: string;
  /** Name of the value in help, `VALUE` when absent. */
  readonly valueName?: string;
  readonly default?: string;
  /** Value must be an integer. */
  readonly integer?: boolean;
  /** Shown with `--verbose` only. */
  readonly advanced?: boolean;
  readonly deprecated?: boolean;
  readonly experimental?: boolean;
}

/** Parsed options by long name: flags are boolean (undefined when not given), lists always arrays. */
export class Options {
  readonly #values: ReadonlyMap<string, boolean | ByteString | readonly ByteString[]>;
  constructor(values: ReadonlyMap<string, boolean | ByteString | readonly ByteString[]>) {
    this.#values = values;
  }
  /** The same, with some of them as if they had not been given. */
  without(names: readonly string[]): Options {
    return new Options(new Map([...this.#values].filter(([name]) => !names.includes(name))));
  }
  flag(name: string): boolean {
    return this.#values.get(name) === true;
  }
  /** True, false (`--no-x`) or undefined when not given. */
  triState(name: string): boolean | undefined {
    const value = this.#values.get(name);
    return typeof value === 'boolean' ? value : undefined;
  }
  value(name: string): ByteString | undefined {
    const value = this.#values.get(name);
    return typeof value === 'string' ? value : undefined;
  }
  int(name: string): number | undefined {
    const value = this.value(name);
    return value === undefined ? undefined : Number(value);
  }
  list(name: string): readonly ByteString[] {
    const value = this.#values.get(name);
    return Array.isArray(value) ? value : [];
  }
}

export interface CommandContext {
  readonly ui: Ui;
  readonly platform: Platform;
  /** Absolute current directory after `--cwd`. */
  readonly cwd: ByteString;
  /** Present unless the command says `repository: 'none'`; with `'optional'` it may be absent. */
  readonly repository: Repository | undefined;
  /** The repository, or hg's "no repository found" error. */
  repo(): Repository;
  /** Root directory of the repository's working directory, when there is one (also where it was not opened). */
  readonly root: ByteString | undefined;
  readonly globalOptions: Options;
  readonly commands: readonly CommandEntry[];
  readonly aliases: ReadonlyMap<ByteString, Alias>;
  /** Present when the command line mentions functions that ask other repositories: most do not, and need not load it. */
  readonly remoteQueries?: ((context: CommandContext) => Partial<RevsetContext>) | undefined;
  /** Configuration files that were read, in order. */
  readonly configFiles: readonly ByteString[];
}

export interface CommandDefinition {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** `root` finds the repository (or aborts) without opening it. Default: `required`. */
  readonly repository?: 'required' | 'optional' | 'root' | 'none';
  /** Without `-R` and outside a repository, the one that all file arguments lie in is taken. */
  readonly inferRepository?: boolean;
  /** Fewest and most arguments; others get hg's "invalid arguments" and the short help. */
  readonly argumentCount?: readonly [least: number, most: number];
  /** What follows the name in `hg help`, such as `[OPTION]... [FILE]...`. */
  readonly synopsis: string;
  /** One line, lower case, for the list of commands. */
  readonly summary: string;
  /** The long help, our own words, in the small markup that `help` renders. */
  readonly help: string;
  readonly category: string;
  readonly options: readonly OptionDefinition[];
  /** Returns the exit code. */
  run(context: CommandContext, args: readonly ByteString[], options: Options): number | Promise<number>;
}
