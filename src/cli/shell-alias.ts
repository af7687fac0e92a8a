/** Aliases that a shell runs. */
import type { ByteString } from '../bytes/index.js';
import type { Config } from '../config/index.js';
import { type Alias, expandShellAlias } from './aliases.js';
import { GLOBAL_OPTIONS } from './argv/global-options.js';
import { parseOptions } from './argv/parse-options.js';
import { COMMANDS } from './command-table.js';
import { findCommand } from './find-command.js';
import { AmbiguousCommandError, UnknownCommandError } from './usage-error.js';

interface ShellAlias {
  readonly alias: Alias;
  readonly args: ByteString[];
}

/** The shell alias that a command line begins with: it takes the words as they are, so it is looked for before options are read. */
export function shellAliasOf(
  argv: readonly ByteString[],
  { aliases, config }: { readonly aliases: ReadonlyMap<ByteString, Alias>; readonly config: Config },
): ShellAlias | undefined {
  let first: { args: ByteString[] };
  try {
    first = parseOptions(argv, GLOBAL_OPTIONS, false);
  } catch {
    return undefined;
  }
  const [name, ...args] = first.args;
  if (name === undefined) return undefined;
  try {
    const found = findCommand(COMMANDS, name, aliases, config.getBool('ui', 'strict'));
    if (found.kind !== 'alias' || found.alias.shell === undefined) return undefined;
    return { alias: found.alias, args };
  } catch (error) {
    if (error instanceof UnknownCommandError || error instanceof AmbiguousCommandError) return undefined;
    throw error;
  }
}

/** @returns the shell's exit code. */
export async function runShellAlias({ alias, args }: ShellAlias): Promise<number> {
  const { spawnSync } = await import('node:child_process');
  const text = (bytes: ByteString): string => Buffer.from(bytes, 'latin1').toString();
  const result = spawnSync('/bin/sh', ['-c', text(expandShellAlias(alias, args))], {
    stdio: 'inherit',
    env: { ...process.env, HG_ARGS: text([alias.name, ...args].join(' ')), HG: process.argv[1] ?? 'qs' },
  });
  return result.status ?? 255;
}
