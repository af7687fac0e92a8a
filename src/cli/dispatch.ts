/** From a command line to a running command: configuration, repository, aliases, options, errors. */
import type { ByteString } from '../bytes/index.js';
import { Config } from '../config/index.js';
import { FileSystemError, HgError, InputError } from '../errors/index.js';
import { nativePath } from '../node/index.js';
import type { Platform } from '../platform/index.js';
import type { Repository } from '../repo/index.js';
import { type Alias, readAliases } from './aliases.js';
import { type EarlyOptions, parseEarlyOptions } from './argv/early-options.js';
import { GLOBAL_OPTIONS } from './argv/global-options.js';
import { type OptionValue, parseOptions } from './argv/parse-options.js';
import { type CommandContext, type CommandDefinition, Options } from './command.js';
import type { CommandEntry } from './command-entry.js';
import { COMMANDS } from './command-table.js';
import { unknownExtensions } from './extensions.js';
import { absolutePath, findRepository, isRepository } from './find-repository.js';
import { ConfigLoader } from './load-config.js';
import { hasHooks, openRepositoryAt } from './open-repository.js';
import { type BundleArgument, bundleArgument } from './remote/bundle-argument.js';
import { reportError } from './report-error.js';
import { type Invocation, resolveInvocation } from './resolve-invocation.js';
import { printTimes, startTimes } from './times.js';
import { isPlain, Output, TerminalUi } from './ui/index.js';
import { UsageError } from './usage-error.js';

export class Dispatcher {
  readonly #platform: Platform;
  readonly #out = new Output(1);
  readonly #err = new Output(2);
  readonly #argv: readonly ByteString[];
  #cwd: ByteString;
  #config = new Config();
  #ui: TerminalUi | undefined;
  #early: EarlyOptions | undefined;
  #aliases: ReadonlyMap<ByteString, Alias> = new Map();
  #configFiles: readonly ByteString[] = [];
  #root: ByteString | undefined;
  /** `-R` names a bundle. */
  #bundle: BundleArgument | undefined;

  constructor(platform: Platform, argv: readonly ByteString[], cwd: ByteString) {
    this.#platform = platform;
    this.#argv = argv;
    this.#cwd = cwd;
  }

  /** Runs the command line; everything that goes wrong is reported. @returns the exit code. */
  async run(): Promise<number> {
    const times = startTimes();
    let code: number;
    try {
      code = await this.#run();
      this.#out.flush();
    } catch (error) {
      code = await this.#report(error);
    }
    try {
      await this.#ui?.close();
      if (this.#argv.includes('--time')) printTimes(times, (text) => this.#warn(text));
    } catch (error) {
      code = await this.#report(error);
    }
    return code;
  }

  #env = (name: string): ByteString | undefined => this.#platform.env(name);

  #warn(text: ByteString, label?: string): void {
    if (this.#ui !== undefined) this.#ui.warn(text, label);
    else {
      this.#out.flush();
      this.#err.write(text);
      this.#err.flush();
    }
  }

  async #report(error: unknown): Promise<number> {
    let detailed = false;
    try {
      detailed = this.#config.getBool('ui', 'detailed-exit-code');
    } catch {
      // The value itself may be what is wrong.
    }
    const screen = {
      warn: (text: ByteString, label?: string) => this.#warn(text, label),
      traceback: this.#early?.traceback === true || this.#config.get('ui', 'traceback') === 'True',
      debug: this.#ui?.debugFlag ?? false,
      shortHelp: async (command: ByteString) => {
        const { printShortHelp } = await import('./help/command-help.js');
        await printShortHelp(this.#ui ?? this.#makeUi(new Map()), COMMANDS, command, this.#aliases);
        this.#out.flush();
      },
    };
    try {
      return await reportError(error, screen, detailed);
    } catch (second) {
      // Standard error is gone as well: nobody is left to tell.
      void second;
      return 255;
    }
  }

  #makeUi(globals: ReadonlyMap<string, OptionValue>): TerminalUi {
    const text = (name: string): ByteString | undefined => {
      const value = globals.get(name);
      return typeof value === 'string' ? value : undefined;
    };
    const config = this.#config;
    const debug = config.getBool('ui', 'debug');
    let verbose = debug || config.getBool('ui', 'verbose');
    let quiet = !debug && config.getBool('ui', 'quiet');
    if (verbose && quiet) verbose = quiet = false;
    return new TerminalUi(
      {
        config,
        env: this.#env,
        quiet,
        verbose,
        debug,
        traceback: globals.get('traceback') === true || config.getBool('ui', 'traceback'),
        interactive: globals.get('noninteractive') === true ? false : undefined,
        colour: text('color'),
        pager: text('pager'),
      },
      this.#out,
      this.#err,
    );
  }

  async #run(): Promise<number> {
    const { options: early } = parseEarlyOptions(this.#argv, isPlain(this.#env, 'strictflags'));
    this.#early = early;
    const loader = new ConfigLoader({
      fs: this.#platform.openFileSystem('/'),
      env: this.#env,
      warn: (line) => this.#warn(`${line}\n`),
      settings: early.config,
      cwd: this.#cwd,
    });
    this.#config = loader.global();
    if (early.cwd !== undefined && early.cwd !== '') this.#changeDirectory(early.cwd);
    this.#root = this.#locate(early);
    if (this.#root !== undefined) this.#config = loader.withRepository(this.#config, this.#root);
    this.#configFiles = loader.read;
    this.#aliases = readAliases(this.#config);

    const meaning = { aliases: this.#aliases, config: this.#config };
    if ([...this.#aliases.values()].some((alias) => alias.shell !== undefined)) {
      const { runShellAlias, shellAliasOf } = await import('./shell-alias.js');
      const shell = shellAliasOf(this.#argv, meaning);
      if (shell !== undefined) return runShellAlias(shell);
    }
    const first = parseOptions(this.#argv, GLOBAL_OPTIONS, false);
    const [name, ...rest] = first.args;
    if (name === undefined) return this.#withoutCommand(first.values);
    const invocation = await resolveInvocation(name, rest, first.values, meaning);
    return this.#execute(invocation, early);
  }

  #changeDirectory(path: ByteString): void {
    try {
      process.chdir(nativePath(absolutePath(this.#cwd, path)).toString());
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'ENOENT';
      const words: Record<string, string> = { ENOTDIR: 'Not a directory', EACCES: 'Permission denied' };
      throw new FileSystemError(code, path, words[code] ?? 'No such file or directory', { cause: error });
    }
    this.#cwd = absolutePath(this.#cwd, path);
  }

  #locate(early: EarlyOptions): ByteString | undefined {
    if (early.repository !== undefined && early.repository !== '') {
      const path = absolutePath(this.#cwd, this.#config.get('paths', early.repository) ?? early.repository);
      if (isRepository(path)) return path;
      this.#bundle = bundleArgument(this.#platform, this.#cwd, early.repository);
      return this.#bundle?.parentRoot;
    }
    return findRepository(this.#cwd);
  }

  async #withoutCommand(globals: Map<string, OptionValue>): Promise<number> {
    const name = globals.get('version') === true ? 'version' : 'help';
    const entry = COMMANDS.find((candidate) => candidate.name === name) as CommandEntry;
    const { command } = await entry.load();
    const args = name === 'help' && globals.get('help') !== true ? ['shortlist'] : [];
    const invocation = {
      entry,
      name,
      definition: command,
      globals,
      options: new Map(),
      args,
      shadows: false,
    };
    globals.delete('help');
    globals.delete('version');
    return this.#execute(invocation, this.#early as EarlyOptions);
  }

  async #execute(invocation: Invocation, early: EarlyOptions): Promise<number> {
    const { globals } = invocation;
    checkEarly(globals, early);
    this.#applyGlobals(globals);
    const ui = this.#makeUi(globals);
    this.#ui = ui;
    if (invocation.shadows) ui.debug(`alias '${invocation.name}' shadows command '${invocation.name}'\n`);
    for (const name of unknownExtensions(this.#config))
      ui.warn(`*** failed to import extension "${name}": quicksilver has no extension of this name\n`);
    let { definition, args, options } = invocation;
    const special =
      globals.get('help') === true ? 'help' : globals.get('version') === true ? 'version' : undefined;
    if (special !== undefined) {
      const entry = COMMANDS.find((candidate) => candidate.name === special) as CommandEntry;
      definition = (await entry.load()).command;
      args = special === 'help' ? [invocation.name] : [];
      options = new Map();
    }
    const repository = await this.#repositoryFor(ui, definition, args, early, globals);
    const context: CommandContext = {
      ui,
      platform: this.#platform,
      cwd: this.#cwd,
      repository,
      repo: () => {
        if (repository === undefined) throw this.#noRepository();
        return repository;
      },
      root: this.#root,
      commands: COMMANDS,
      globalOptions: new Options(globals),
      aliases: this.#aliases,
      configFiles: this.#configFiles,
      remoteQueries: this.#asksOthers()
        ? (await import('./remote/remote-queries.js')).remoteQueries
        : undefined,
    };
    if (definition.options.some((option) => option.long === 'template')) {
      const { installFormatters } = await import('./formatters.js');
      await installFormatters(ui, context, new Options(options));
    }
    const pager = globals.get('pager');
    if (typeof pager === 'string' && pager !== 'auto') ui.pager(invocation.name);
    const stopProfile = early.profile ? (await import('./profile.js')).startProfile() : undefined;
    const run = async (): Promise<number> => {
      const [least, most] = definition.argumentCount ?? [0, Number.POSITIVE_INFINITY];
      if (args.length < least || args.length > most)
        throw new UsageError('invalid arguments', invocation.name);
      return await definition.run(context, args, new Options(options));
    };
    try {
      if (special !== undefined || !hasHooks(this.#config)) return await run();
      const { betweenHooks, configuredHooks } = await import('./configured-hooks.js');
      const line = { words: this.#argv, args, definitions: definition.options, options };
      const hooks = configuredHooks(this.#platform, ui, repository?.root ?? this.#cwd);
      return await betweenHooks(hooks, invocation.name, line, run);
    } catch (error) {
      if (error instanceof UsageError && error.command === undefined)
        throw new UsageError(error.message, invocation.name);
      throw error;
    } finally {
      if (stopProfile !== undefined) ui.warn(stopProfile());
    }
  }

  #applyGlobals(globals: ReadonlyMap<string, OptionValue>): void {
    const config = this.#config;
    if (['verbose', 'debug', 'quiet'].some((name) => globals.get(name) === true))
      for (const name of ['verbose', 'debug', 'quiet'])
        config.set('ui', name, globals.get(name) === true ? 'True' : 'False', `--${name}`);
    if (globals.get('traceback') === true) config.set('ui', 'traceback', 'True', '--traceback');
    if (globals.get('noninteractive') === true) config.set('ui', 'interactive', 'False', '-y');
  }

  /** A query on the command line, or behind an alias, may ask other repositories. */
  #asksOthers(): boolean {
    const asks = (text: ByteString): boolean => /\b(outgoing|remote)\s*\(/.test(text);
    return this.#argv.some(asks) || this.#config.items('revsetalias').some(({ value }) => asks(value));
  }

  #noRepository(): InputError {
    return new InputError(`no repository found in '${this.#cwd}' (.hg not found)`);
  }

  async #repositoryFor(
    ui: TerminalUi,
    definition: CommandDefinition,
    args: readonly ByteString[],
    early: EarlyOptions,
    globals: ReadonlyMap<string, OptionValue>,
  ): Promise<Repository | undefined> {
    const need = definition.repository ?? 'required';
    if (need === 'none') return undefined;
    let root = this.#root;
    if (this.#bundle !== undefined && need !== 'root') {
      const { openBundleAt } = await import('./remote/open-bundle-at.js');
      return openBundleAt(this.#platform, this.#bundle, ui, new Options(globals));
    }
    if (root === undefined && early.repository !== undefined && early.repository !== '')
      throw new HgError('abort', `repository ${early.repository} not found`);
    if (root === undefined && definition.inferRepository === true && args.length > 0) {
      const guesses = new Set(args.map((arg) => findRepository(absolutePath(this.#cwd, arg))));
      const [guess] = guesses;
      if (guesses.size === 1) root = guess;
      this.#root = root;
    }
    if (root === undefined) {
      if (need === 'optional') return undefined;
      throw this.#noRepository();
    }
    if (need === 'root') return undefined;
    return openRepositoryAt(this.#platform, root, ui, new Options(globals), this.#cwd);
  }
}

/** Options that were read early must have been spelled so that early reading saw them. */
function checkEarly(globals: ReadonlyMap<string, OptionValue>, early: EarlyOptions): void {
  const given = globals.get('config');
  if ((Array.isArray(given) ? given.length : 0) !== early.config.length)
    throw new InputError('option --config may not be abbreviated');
  if ((globals.get('cwd') ?? '') !== (early.cwd ?? ''))
    throw new InputError('option --cwd may not be abbreviated');
  if ((globals.get('repository') ?? '') !== (early.repository ?? ''))
    throw new InputError(
      'option -R has to be separated from other options (e.g. not -qR) and --repository may only be abbreviated as --repo',
    );
  if ((globals.get('debugger') === true) !== early.debugger)
    throw new InputError('option --debugger may not be abbreviated');
}
