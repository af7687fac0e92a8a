/** `qs help`: overview, commands, topics, search. */
import type { ByteString } from '../../bytes/index.js';
import { HgError, InputError } from '../../errors/index.js';
import { readAliases } from '../aliases.js';
import { GLOBAL_OPTIONS } from '../argv/global-options.js';
import type { CommandContext, Options } from '../command.js';
import { CATEGORIES, type CommandEntry } from '../command-entry.js';
import { findCommand, possibleCommands } from '../find-command.js';
import { programName } from '../program-name.js';
import { AmbiguousCommandError, UnknownCommandError } from '../usage-error.js';
import { helpWidth, printCommandHelp } from './command-help.js';
import { renderOptions } from './render-options.js';
import { findTopic, TOPIC_GROUPS, TOPICS, topicSection } from './topics.js';
import { renderText, wrap } from './wrap.js';

const TITLE = 'Mercurial Distributed SCM, by quicksilver';

function table(rows: readonly (readonly [string, string])[], width: number, column: number): string {
  return rows
    .map(([name, text]) => {
      const lines = wrap(text, Math.max(width - column - 2, 20));
      return ` ${name.padEnd(column)} ${lines.join(`\n${' '.repeat(column + 2)}`)}\n`;
    })
    .join('');
}

function listed(entry: CommandEntry): boolean {
  return entry.summary !== '' && !entry.name.startsWith('debug');
}

function printCommands(
  context: CommandContext,
  keep: (entry: CommandEntry) => boolean,
  headings: boolean,
): boolean {
  const { ui } = context;
  const width = helpWidth(ui);
  const entries = context.commands.filter(keep);
  if (entries.length === 0) return false;
  const column = Math.max(...entries.map((entry) => entry.name.length)) + 1;
  const rows = (some: readonly CommandEntry[]): (readonly [string, string])[] =>
    some
      .map((entry): readonly [string, string] => [
        ui.verbose ? [entry.name, ...entry.aliases].join(', ') : entry.name,
        entry.summary,
      ])
      .sort(([a], [b]) => (a < b ? -1 : 1));
  if (ui.quiet || !headings) {
    ui.write(table(rows(entries), width, column));
    return true;
  }
  let first = true;
  for (const [category, heading] of CATEGORIES) {
    const some = entries.filter((entry) => entry.category === category);
    if (some.length === 0) continue;
    ui.write(`${first ? '' : '\n'}${heading}:\n\n${table(rows(some), width, column)}`);
    first = false;
  }
  return true;
}

function printOverview(context: CommandContext): void {
  const { ui } = context;
  const program = programName();
  const width = helpWidth(ui);
  if (!ui.quiet) ui.write(`${TITLE}\n\nlist of commands:\n\n`);
  printCommands(context, listed, true);
  if (ui.quiet) return;
  ui.write('\nadditional help topics:\n');
  const column = Math.max(...TOPICS.map((topic) => topic.name.length)) + 1;
  for (const group of TOPIC_GROUPS) {
    const rows = TOPICS.filter((topic) => topic.group === group).map(
      (topic) => [topic.name, topic.title] as const,
    );
    if (rows.length > 0) ui.write(`\n${group}:\n\n${table(rows, width, column)}`);
  }
  if (ui.verbose) ui.write(`\n${renderOptions('global options', GLOBAL_OPTIONS, width, false)}`);
  else ui.write(`\n(use '${program} help -v' to show built-in aliases and global options)\n`);
}

function printShortlist(context: CommandContext): void {
  const { ui } = context;
  const program = programName();
  if (!ui.quiet) ui.write(`${TITLE}\n\nbasic commands:\n\n`);
  printCommands(context, (entry) => entry.basic === true, false);
  if (ui.verbose) ui.write(`\n${renderOptions('global options', GLOBAL_OPTIONS, helpWidth(ui), false)}`);
  else if (!ui.quiet)
    ui.write(`\n(use '${program} help' for the full list of commands or '${program} -v' for details)\n`);
}

function printTopic(context: CommandContext, name: ByteString): boolean {
  const { ui } = context;
  const dot = name.indexOf('.');
  const topic = findTopic(dot < 0 ? name : name.slice(0, dot));
  if (topic === undefined) return false;
  const width = helpWidth(ui);
  if (dot >= 0) {
    const section = topicSection(topic, name.slice(dot + 1));
    if (section === undefined) return false;
    ui.write(renderText(section, width, 4));
    return true;
  }
  ui.write(`${topic.title}\n${'"'.repeat(topic.title.length)}\n\n${renderText(topic.text, width, 4)}`);
  return true;
}

async function printMatches(context: CommandContext, words: readonly ByteString[]): Promise<boolean> {
  const { ui } = context;
  const wanted = words.map((word) => word.toLowerCase());
  const matches = (text: string): boolean => wanted.every((word) => text.toLowerCase().includes(word));
  const width = helpWidth(ui);
  const topics = TOPICS.filter((topic) => matches(`${topic.name} ${topic.title} ${topic.text}`));
  const commands: CommandEntry[] = [];
  for (const entry of context.commands) {
    if (!listed(entry)) continue;
    const { command } = await entry.load();
    if (matches(`${[entry.name, ...entry.aliases].join(' ')} ${command.summary} ${command.help}`))
      commands.push(entry);
  }
  const print = (heading: string, rows: readonly (readonly [string, string])[]): void => {
    if (rows.length === 0) return;
    const column = Math.max(...rows.map(([name]) => name.length)) + 1;
    ui.write(`${heading}:\n\n${table(rows, width, column)}\n`);
  };
  print(
    'Topics',
    topics.map((topic) => [topic.name, topic.title] as const),
  );
  print(
    'Commands',
    commands.map((entry) => [entry.name, entry.summary] as const),
  );
  return topics.length + commands.length > 0;
}

export async function runHelp(
  context: CommandContext,
  args: readonly ByteString[],
  options: Options,
): Promise<number> {
  const { ui } = context;
  ui.pager('help');
  if (options.flag('keyword')) {
    const words = args.flatMap((arg) => arg.split(/\s+/)).filter((word) => word !== '');
    if (!(await printMatches(context, words)))
      throw new InputError(`no matches`, { hint: `try '${programName()} help' for a list of topics` });
    return 0;
  }
  const name = args.join(' ');
  if (name === '') {
    printOverview(context);
    return 0;
  }
  if (name === 'shortlist') {
    printShortlist(context);
    return 0;
  }
  const onlyCommands = options.flag('command');
  if (!onlyCommands && !options.flag('extension') && printTopic(context, name)) return 0;
  if (!options.flag('extension')) {
    try {
      const found = findCommand(
        context.commands,
        name,
        context.aliases.size > 0 ? context.aliases : readAliases(ui.config),
        false,
      );
      await printCommandHelp(ui, context.commands, found, context.aliases, { short: false });
      return 0;
    } catch (error) {
      if (error instanceof AmbiguousCommandError) {
        const { found } = possibleCommands(context.commands, name, context.aliases, false);
        const entries = new Set(
          [...found.values()].flatMap((item) => (item.kind === 'command' ? [item.entry] : [])),
        );
        if (!ui.quiet) ui.write('list of commands:\n\n');
        printCommands(context, (entry) => entries.has(entry), true);
        return 0;
      }
      if (!(error instanceof UnknownCommandError)) throw error;
    }
  }
  const hint = `try '${programName()} help --keyword ${name}'`;
  if (options.flag('extension')) throw new HgError('input', `no such help topic: ${name}`, { hint });
  throw new InputError(`no such help topic: ${name}`, { hint });
}
