/** Help of one command, long and short. */
import type { ByteString } from '../../bytes/index.js';
import type { Alias } from '../aliases.js';
import { GLOBAL_OPTIONS } from '../argv/global-options.js';
import type { CommandEntry } from '../command-entry.js';
import { type Found, findCommand } from '../find-command.js';
import { programName } from '../program-name.js';
import { resolveAlias } from '../resolve-alias.js';
import type { Ui } from '../ui/index.js';
import { renderOptions } from './render-options.js';
import { renderText } from './wrap.js';

/** Help is wrapped at 80 columns, or less on a narrow terminal; the last two stay free, as hg has it. */
export function helpWidth(ui: Ui): number {
  return Math.min(ui.width, 80) - 2;
}

function heading(found: Found, synopsis: string): string {
  const program = programName();
  const name = found.kind === 'alias' ? found.alias.name : found.entry.name;
  const usage = found.kind === 'alias' ? (found.alias.help ?? synopsis) : synopsis;
  return `${program} ${name}${usage === '' ? '' : ` ${usage}`}\n\n`;
}

/** What is printed after a mistake in a command's options: usage, summary, options. */
export async function printShortHelp(
  ui: Ui,
  commands: readonly CommandEntry[],
  name: ByteString,
  aliases: ReadonlyMap<ByteString, Alias>,
): Promise<void> {
  await printCommandHelp(ui, commands, findCommand(commands, name, aliases, true), aliases, { short: true });
}

export async function printCommandHelp(
  ui: Ui,
  commands: readonly CommandEntry[],
  found: Found,
  aliases: ReadonlyMap<ByteString, Alias>,
  how: { readonly short: boolean },
): Promise<void> {
  const program = programName();
  const width = helpWidth(ui);
  const name = found.kind === 'alias' ? found.alias.name : found.entry.name;
  if (found.kind === 'alias' && found.alias.shell !== undefined) {
    ui.write(`${program} ${name}${found.alias.help ? ` ${found.alias.help}` : ''}\n\n`);
    ui.write(`shell alias for: ${found.alias.shell}\n\n`);
    if (how.short) return;
    ui.write(`${found.alias.doc ?? '(no help text available)'}\n\ndefined by: ${found.alias.source}\n`);
    ui.write('\n(some details hidden, use --verbose to show complete help)\n');
    return;
  }
  let entry: Extract<Found, { kind: 'command' }>['entry'];
  if (found.kind === 'alias') {
    try {
      entry = resolveAlias(commands, found.alias, aliases).entry;
    } catch (error) {
      ui.write(`${(error as Error).message}\n`);
      return;
    }
  } else entry = found.entry;
  const { command } = await entry.load();
  const verbose = ui.verbose && !how.short;
  ui.write(heading(found, command.synopsis));
  if (found.kind === 'command' && !how.short && entry.aliases.length > 0)
    ui.write(`aliases: ${entry.aliases.filter((alias) => !alias.startsWith('debug')).join(', ')}\n\n`);
  if (found.kind === 'alias') ui.write(`alias for: ${program} ${found.alias.definition}\n\n`);
  if (!(found.kind === 'alias' && (how.short || found.alias.doc !== undefined)))
    ui.write(`${command.summary}\n`);
  if (found.kind === 'alias' && !how.short && found.alias.doc !== undefined) ui.write(`${found.alias.doc}\n`);
  else if (!how.short && command.help.trim() !== '') ui.write(`\n${renderText(command.help, width, 4)}`);
  if (found.kind === 'alias' && !how.short) ui.write(`\ndefined by: ${found.alias.source}\n`);
  const options = renderOptions('options', command.options, width, verbose);
  if (options !== '') ui.write(`${found.kind === 'alias' && how.short ? '' : '\n'}${options}`);
  if (verbose) ui.write(`\n${renderOptions('global options', GLOBAL_OPTIONS, width, false)}`);
  else if (how.short) ui.write(`\n(use '${program} ${name} -h' to show more help)\n`);
  else ui.write('\n(some details hidden, use --verbose to show complete help)\n');
}
