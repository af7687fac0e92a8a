/** Options and arguments of a command line, as GNU getopt reads them, with hg's `--no-` forms and messages. */
import type { ByteString } from '../../bytes/index.js';
import { InputError } from '../../errors/index.js';
import type { OptionDefinition } from '../command.js';
import { UsageError } from '../usage-error.js';

export type OptionValue = boolean | ByteString | readonly ByteString[];

export interface ParsedOptions {
  /** By long name; only what was given, and defaults. */
  readonly values: Map<string, OptionValue>;
  readonly args: ByteString[];
}

interface LongName {
  readonly definition: OptionDefinition;
  readonly negated: boolean;
}

/** Every long name, with the `no-` form of flags (`no-x` flags get the plain `x`). */
function longNames(definitions: readonly OptionDefinition[]): Map<string, LongName> {
  const names = new Map<string, LongName>();
  for (const definition of definitions) {
    if (!names.has(definition.long)) names.set(definition.long, { definition, negated: false });
  }
  for (const definition of definitions) {
    if (definition.kind !== 'flag' || definition.default === 'none') continue;
    const opposite = definition.long.startsWith('no-') ? definition.long.slice(3) : `no-${definition.long}`;
    if (!names.has(opposite)) names.set(opposite, { definition, negated: true });
  }
  return names;
}

function findLong(names: Map<string, LongName>, given: string): LongName & { name: string } {
  const exact = names.get(given);
  if (exact !== undefined) return { ...exact, name: given };
  const candidates: string[] = [];
  for (const name of names.keys()) if (name.startsWith(given)) candidates.push(name);
  if (candidates.length === 0) throw new UsageError(`option --${given} not recognized`);
  if (candidates.length > 1) throw new UsageError(`option --${given} not a unique prefix`);
  const name = candidates[0] as string;
  return { ...(names.get(name) as LongName), name };
}

function store(
  values: Map<string, OptionValue>,
  definition: OptionDefinition,
  value: ByteString | boolean,
): void {
  if (definition.kind === 'list') {
    const list = values.get(definition.long);
    values.set(definition.long, [...(Array.isArray(list) ? list : []), value as ByteString]);
    return;
  }
  if (definition.integer === true && !/^\s*[+-]?\d+(_\d+)*\s*$/.test(value as string))
    throw new InputError(`invalid value '${value}' for option --${definition.long}, expected int`);
  values.set(definition.long, value);
}

/**
 * Splits `argv` into options and arguments.
 * @param intermixed options may follow arguments; otherwise reading stops at the first argument.
 * @throws UsageError with hg's message, without a command.
 */
export function parseOptions(
  argv: readonly ByteString[],
  definitions: readonly OptionDefinition[],
  intermixed: boolean,
): ParsedOptions {
  const values = new Map<string, OptionValue>();
  const args: ByteString[] = [];
  const names = longNames(definitions);
  const byShort = new Map(definitions.filter((d) => d.short !== '').map((d) => [d.short, d] as const));
  for (const definition of definitions)
    if (definition.default !== undefined && definition.kind !== 'flag')
      values.set(definition.long, definition.default);
  let at = 0;
  while (at < argv.length) {
    const word = argv[at++] as ByteString;
    if (word === '--') {
      args.push(...argv.slice(at));
      break;
    }
    if (word.startsWith('--')) {
      const equals = word.indexOf('=');
      const given = equals < 0 ? word.slice(2) : word.slice(2, equals);
      let value = equals < 0 ? undefined : word.slice(equals + 1);
      const { definition, negated, name } = findLong(names, given);
      if (definition.kind === 'flag') {
        if (value !== undefined) throw new UsageError(`option --${name} must not have an argument`);
        store(values, definition, !negated);
        continue;
      }
      if (value === undefined) {
        if (at >= argv.length) throw new UsageError(`option --${name} requires argument`);
        value = argv[at++] as ByteString;
      }
      store(values, definition, value);
    } else if (word.length > 1 && word[0] === '-') {
      for (let i = 1; i < word.length; i++) {
        const letter = word[i] as string;
        const definition = byShort.get(letter);
        if (definition === undefined) throw new UsageError(`option -${letter} not recognized`);
        if (definition.kind === 'flag') {
          store(values, definition, true);
          continue;
        }
        let value = word.slice(i + 1);
        if (value === '') {
          if (at >= argv.length) throw new UsageError(`option -${letter} requires argument`);
          value = argv[at++] as ByteString;
        }
        store(values, definition, value);
        break;
      }
    } else {
      args.push(word);
      if (!intermixed) {
        args.push(...argv.slice(at));
        break;
      }
    }
  }
  return { values, args };
}
