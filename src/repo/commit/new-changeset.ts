/** What a new changeset is to hold, brought into the form in which hg stores it. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import type { Config } from '../../config/index.js';
import { ConfigError, InputError } from '../../errors/index.js';
import type { FileFlags } from '../../manifest/index.js';
import { type HgDate, PHASE_NAMES, type Phase } from '../../store/index.js';

/**
 * Which of the parents' versions a file of a merge goes on from: one of them (merging took it, or left it alone), or both (their texts were
 * merged; the younger one when it descends from the other).
 */
export type MergeSide = 'parent1' | 'parent2' | 'both';

/** A file as it is in the new changeset. */
export interface NewFile {
  /** Of a symbolic link, its target. */
  readonly content: Uint8Array;
  readonly flags: FileFlags;
  /** A path in one of the parents (of a merge, the first one that has it counts). */
  readonly copiedFrom?: ByteString;
  /** Of a merge whose parents both have the file. Whoever has merged knows; default is what merging the two parents would find. */
  readonly goesOnFrom?: MergeSide;
  /** Of a merge of which one parent has the file and the other one removed it: keeping it is a new version, even of the same content. */
  readonly isSalvaged?: boolean;
}

export interface NewChangeset {
  /** None, one or two. */
  readonly parents: readonly NodeId[];
  /** Every file that differs from the first parent; null for those that are gone. Others stay as the first parent has them. */
  readonly files: ReadonlyMap<ByteString, NewFile | null>;
  /** UTF-8, as all texts here. */
  readonly message: ByteString;
  readonly user: ByteString;
  readonly date: HgDate;
  readonly extra?: ReadonlyMap<ByteString, ByteString>;
  /** Default: what `extra` says, or `default`. */
  readonly branch?: ByteString;
  /** Default: `phases.new-commit` of the configuration, or draft. */
  readonly phase?: Phase;
}

const RESERVED_BRANCHES: ReadonlySet<ByteString> = new Set(['tip', '.', 'null']);
const MOST_SECONDS = 0x7fffffff;
const LEAST_SECONDS = -0x80000000;
const MOST_OFFSET = 50400;

/** Without white space at the ends of lines, nor empty lines around the text. */
export function strippedDescription(message: ByteString): ByteString {
  return message
    .split(/\r\n|[\r\n]/)
    .map((line) => line.replace(/[\t-\r ]+$/, ''))
    .join('\n')
    .replace(/^\n+|\n+$/g, '');
}

/** @throws InputError in hg's words. */
export function checkedUser(user: ByteString): ByteString {
  const stripped = user.replace(/^[\t-\r ]+|[\t-\r ]+$/g, '');
  if (stripped === '') throw new InputError('empty username');
  if (stripped.includes('\n'))
    throw new InputError(`username '${stripped.replaceAll('\n', '\\n')}' contains a newline`);
  return stripped;
}

/** Whole seconds. @throws InputError in hg's words. */
export function checkedDate({ seconds, offset }: HgDate): HgDate {
  const whole = Math.trunc(seconds) + 0;
  if (!(whole <= MOST_SECONDS && whole >= LEAST_SECONDS))
    throw new InputError(`date exceeds 32 bits: ${whole}`);
  if (!Number.isInteger(offset) || Math.abs(offset) > MOST_OFFSET)
    throw new InputError(`impossible time zone offset: ${offset}`);
  return { seconds: whole, offset: offset + 0 };
}

/** With the branch in it. @throws InputError for names that mean something else. */
export function checkedExtra({ extra, branch }: NewChangeset): ReadonlyMap<ByteString, ByteString> {
  const result = new Map(extra);
  if (branch !== undefined) result.set('branch', branch);
  const name = result.get('branch');
  if (name === '') result.delete('branch');
  if (name !== undefined && RESERVED_BRANCHES.has(name))
    throw new InputError(`the name '${name}' is reserved`);
  return result;
}

/** The setting `phases.new-commit`: a name or a number. @throws ConfigError in hg's words. */
export function newCommitPhase(config: Config): Phase {
  const value = config.get('phases', 'new-commit');
  if (value === undefined) return 1;
  for (const [phase, name] of Object.entries(PHASE_NAMES))
    if (value === name || value === phase) return Number(phase);
  throw new ConfigError(`phases.new-commit: not a valid phase name ('${value}')`);
}
