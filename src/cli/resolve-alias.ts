/** From an alias to the command it stands for. */
import type { ByteString } from '../bytes/index.js';
import { ConfigError } from '../errors/index.js';
import { type Alias, aliasWords, expandAliasArguments } from './aliases.js';
import type { CommandEntry } from './command-entry.js';
import { findCommand } from './find-command.js';
import { AmbiguousCommandError, UnknownCommandError } from './usage-error.js';

/** Follows an alias to the command behind it: each alias sees only those defined before it. */
export function resolveAlias(
  commands: readonly CommandEntry[],
  alias: Alias,
  aliases: ReadonlyMap<ByteString, Alias>,
): { entry: CommandEntry; words: ByteString[] } {
  const before = new Map<ByteString, Alias>();
  for (const [name, other] of aliases) {
    if (name === alias.name) break;
    before.set(name, other);
  }
  const [target, ...words] = aliasWords(alias);
  try {
    const found = findCommand(commands, target, before, false);
    if (found.kind === 'command') return { entry: found.entry, words };
    const inner = resolveAlias(commands, found.alias, before);
    return { entry: inner.entry, words: expandAliasArguments(inner.words, words) };
  } catch (error) {
    if (error instanceof UnknownCommandError)
      throw new ConfigError(`alias '${alias.name}' resolves to unknown command '${target}'`);
    if (error instanceof AmbiguousCommandError)
      throw new ConfigError(`alias '${alias.name}' resolves to ambiguous command '${target}'`);
    throw error;
  }
}
