/** The `[alias]` section: other names for commands with options, and shell commands (`!`). */
import type { ByteString } from '../bytes/index.js';
import type { Config } from '../config/index.js';
import { ConfigError, HgError } from '../errors/index.js';
import { parseEarlyOptions } from './argv/early-options.js';
import { shellSplit } from './argv/shell-split.js';

export interface Alias {
  readonly name: ByteString;
  readonly definition: ByteString;
  readonly source: ByteString;
  readonly help: ByteString | undefined;
  readonly doc: ByteString | undefined;
  readonly category: ByteString | undefined;
  /** The text after `!`; undefined for an alias of a command. */
  readonly shell: ByteString | undefined;
}

/** Aliases by name. Not checked here: a bad definition fails when it is used. */
export function readAliases(config: Config): Map<ByteString, Alias> {
  const out = new Map<ByteString, Alias>();
  for (const { name, value, source } of config.items('alias')) {
    if (name.includes(':')) continue;
    out.set(name, {
      name,
      definition: value,
      source,
      help: config.get('alias', `${name}:help`),
      doc: config.get('alias', `${name}:doc`),
      category: config.get('alias', `${name}:category`),
      shell: value.startsWith('!') ? value.slice(1) : undefined,
    });
  }
  return out;
}

/** The words an alias stands for. @throws ConfigError */
export function aliasWords(alias: Alias): readonly [ByteString, ...ByteString[]] {
  if (alias.definition === '') throw new ConfigError(`no definition for alias '${alias.name}'`);
  let words: ByteString[];
  try {
    words = shellSplit(alias.definition);
  } catch (error) {
    throw new ConfigError(`error in definition for alias '${alias.name}': ${(error as Error).message}`);
  }
  if (words.length === 0) throw new ConfigError(`no definition for alias '${alias.name}'`);
  const { rest } = parseEarlyOptions(words, false);
  if (rest.length < words.length) {
    const dropped = words.find((word) =>
      /^(--(config|cwd|repo|repository|debugger|profile|traceback)\b|-R)/.test(word),
    );
    throw new ConfigError(
      `error in definition for alias '${alias.name}': ${(dropped ?? '').replace(/=.*/, '')} may only be given on the command line`,
    );
  }
  return words as [ByteString, ...ByteString[]];
}

/** Puts the caller's words in the place of `$1`, `$2`, `$@`; those that have no place are appended. */
export function expandAliasArguments(
  words: readonly ByteString[],
  given: readonly ByteString[],
): ByteString[] {
  let highest = 0;
  const text = words.join('\0');
  for (const match of text.matchAll(/\$(\d+|\$)/g)) {
    const number = Number(match[1]);
    if (number > highest) highest = number;
  }
  if (highest > given.length) throw new HgError('abort', 'too few arguments for command alias');
  const filled = words.map((word) =>
    word.replace(/\$(\d+|\$)/g, (_whole, what: string) =>
      what === '$' ? '$' : (given[Number(what) - 1] ?? ''),
    ),
  );
  return [...filled, ...given.slice(highest)];
}

/** A shell alias's text with hg's variables replaced, ready for `sh -c`. */
export function expandShellAlias(alias: Alias, args: readonly ByteString[]): ByteString {
  const quote = (word: ByteString): ByteString => `"${word.replace(/(["\\$`])/g, '\\$1')}"`;
  return (alias.shell as ByteString).replace(
    /\$(?:(\d+)(?!\d)|(@)|(\$))|"\$@"/g,
    (whole, number: string | undefined, all: string | undefined, dollar: string | undefined) => {
      if (whole === '"$@"') return args.map(quote).join(' ');
      if (dollar !== undefined) return '$';
      if (all !== undefined) return args.join(' ');
      return number === '0' ? alias.name : (args[Number(number) - 1] ?? whole);
    },
  );
}
