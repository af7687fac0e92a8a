/** Options that contradict each other, in hg's words. */
import { InputError } from '../errors/index.js';
import type { Options } from './command.js';

/** Flags that are set, values and lists that are not empty. */
function isGiven(options: Options, name: string): boolean {
  return options.flag(name) || (options.value(name) ?? '') !== '' || options.list(name).length > 0;
}

/** The one of several options that is given, if any. @throws InputError when there are more. */
export function onlyOneOf(options: Options, names: readonly string[]): string | undefined {
  let found: string | undefined;
  for (const name of names) {
    if (!isGiven(options, name)) continue;
    if (found !== undefined) throw new InputError(`cannot specify both --${found} and --${name}`);
    found = name;
  }
  return found;
}

/** @throws InputError when an option is given together with one of others. */
export function checkIncompatible(options: Options, name: string, others: readonly string[]): void {
  if (!isGiven(options, name)) return;
  for (const other of others) onlyOneOf(options, [name, other]);
}
