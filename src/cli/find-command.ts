/** From a typed name to a command: exact names, aliases, unambiguous beginnings. */
import type { ByteString } from '../bytes/index.js';
import type { Alias } from './aliases.js';
import type { CommandEntry } from './command-entry.js';
import { AmbiguousCommandError, UnknownCommandError } from './usage-error.js';

export type Found =
  | { readonly kind: 'command'; readonly entry: CommandEntry; readonly matched: ByteString }
  | { readonly kind: 'alias'; readonly alias: Alias; readonly matched: ByteString };

/** All names that begin with `prefix` (or equal it), each with what it names. Debug commands count only if nothing else does. */
export function possibleCommands(
  commands: readonly CommandEntry[],
  prefix: ByteString,
  aliases: ReadonlyMap<ByteString, Alias>,
  strict: boolean,
): { found: Map<ByteString, Found>; names: ByteString[] } {
  const found = new Map<ByteString, Found>();
  const debug = new Map<ByteString, Found>();
  const names: ByteString[] = [];
  for (const [name, alias] of aliases) {
    names.push(name);
    if (name === prefix || (!strict && name.startsWith(prefix)))
      found.set(name, { kind: 'alias', alias, matched: name });
  }
  for (const entry of commands) {
    const all = [entry.name, ...entry.aliases];
    names.push(...all);
    let matched: ByteString | undefined;
    if (all.includes(prefix)) matched = prefix;
    else if (!strict) matched = all.find((name) => name.startsWith(prefix));
    if (matched === undefined || aliases.has(matched)) continue;
    const target = entry.name.startsWith('debug') || matched.startsWith('debug') ? debug : found;
    target.set(matched, { kind: 'command', entry, matched });
  }
  return { found: found.size > 0 ? found : debug, names };
}

/** @throws UnknownCommandError, AmbiguousCommandError */
export function findCommand(
  commands: readonly CommandEntry[],
  name: ByteString,
  aliases: ReadonlyMap<ByteString, Alias>,
  strict: boolean,
): Found {
  const { found, names } = possibleCommands(commands, name, aliases, strict);
  const exact = found.get(name);
  if (exact !== undefined) return exact;
  if (found.size > 1) throw new AmbiguousCommandError(name, [...found.keys()].sort());
  const [only] = found.values();
  if (only !== undefined) return only;
  throw new UnknownCommandError(name, names);
}
