/** What a command line means: which command with which options, behind aliases and `[defaults]`. */
import type { ByteString } from '../bytes/index.js';
import type { Config } from '../config/index.js';
import { type Alias, expandAliasArguments } from './aliases.js';
import { GLOBAL_OPTIONS } from './argv/global-options.js';
import { type OptionValue, parseOptions } from './argv/parse-options.js';
import { shellSplit } from './argv/shell-split.js';
import type { CommandDefinition } from './command.js';
import type { CommandEntry } from './command-entry.js';
import { COMMANDS } from './command-table.js';
import { type Found, findCommand } from './find-command.js';
import { resolveAlias } from './resolve-alias.js';
import { UsageError } from './usage-error.js';

/** What the command line turned out to mean. */
export interface Invocation {
  readonly entry: CommandEntry;
  /** The name to use in messages: the command's, or the alias's. */
  readonly name: ByteString;
  readonly definition: CommandDefinition;
  readonly globals: Map<string, OptionValue>;
  readonly options: Map<string, OptionValue>;
  readonly args: readonly ByteString[];
  /** An alias that has the name of a command. */
  readonly shadows: boolean;
}

const GLOBAL_NAMES: ReadonlySet<string> = new Set(GLOBAL_OPTIONS.map((option) => option.long));

function findsCommand(name: ByteString): boolean {
  try {
    return findCommand(COMMANDS, name, new Map(), true).kind === 'command';
  } catch {
    return false;
  }
}

/**
 * @param rest what follows the name; `globals` are the options before it.
 * @throws UsageError, UnknownCommandError, AmbiguousCommandError, InputError
 */
export async function resolveInvocation(
  name: ByteString,
  rest: readonly ByteString[],
  globals: ReadonlyMap<string, OptionValue>,
  { aliases, config }: { readonly aliases: ReadonlyMap<ByteString, Alias>; readonly config: Config },
): Promise<Invocation> {
  let found: Found = findCommand(COMMANDS, name, aliases, config.getBool('ui', 'strict'));
  let words = rest;
  let shadows = false;
  let shown = found.kind === 'alias' ? found.alias.name : found.entry.name;
  if (found.kind === 'alias') {
    const target = resolveAlias(COMMANDS, found.alias, aliases);
    shown = found.alias.name;
    found = { kind: 'command', entry: target.entry, matched: target.entry.name };
    words = expandAliasArguments(target.words, rest);
    shadows = findsCommand(shown);
  }
  const defaults = config.get('defaults', shown);
  if (defaults !== undefined) words = [...shellSplit(defaults), ...words];
  const entry = (found as Extract<Found, { kind: 'command' }>).entry;
  const { command } = await entry.load();
  let parsed: ReturnType<typeof parseOptions>;
  const own = new Set(command.options.map((option) => option.long));
  try {
    const shared = GLOBAL_OPTIONS.filter((option) => !own.has(option.long));
    parsed = parseOptions(words, [...command.options, ...shared], true);
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(error.message, shown);
    throw error;
  }
  const all = new Map(globals);
  const options = new Map<string, OptionValue>();
  for (const [key, value] of parsed.values) {
    if (!GLOBAL_NAMES.has(key) || own.has(key)) options.set(key, value);
    else if (Array.isArray(value)) {
      const before = all.get(key);
      all.set(key, [...(Array.isArray(before) ? before : []), ...value]);
    } else all.set(key, value);
  }
  return { entry, name: shown, definition: command, globals: all, options, args: parsed.args, shadows };
}
