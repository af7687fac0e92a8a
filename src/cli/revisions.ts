/** Revisions as commands take them: revset expressions given as arguments and with `-r`. */
import { type ByteString, WDIR_REV } from '../bytes/index.js';
import { revOf, revsOf, type SmartSet } from '../revset/index.js';
import type { CommandContext, OptionDefinition } from './command.js';
import { revsetContext } from './template-resources.js';

export const TEMPLATE_OPTION: OptionDefinition = {
  short: 'T',
  long: 'template',
  kind: 'value',
  help: 'display with template',
  valueName: 'TEMPLATE',
};

/** The union of several specifications. @throws as `revsOf`. */
export function revisionsOf(context: CommandContext, specs: readonly ByteString[]): SmartSet {
  return revsOf(context.repo(), specs, revsetContext(context), (message) => context.ui.warn(message));
}

/** What is one symbol in the language of queries too, which takes a while to load. */
const PLAIN_NAME = /^(?:\.|tip|0|[1-9][0-9]{0,8}|[0-9a-f]{40})$/;

/** @returns undefined where only the language of queries knows, or tells what is wrong. */
function plainRevision({ repo }: CommandContext, spec: ByteString): number | undefined {
  if (!PLAIN_NAME.test(spec) || repo().config.items('revsetalias').length > 0) return undefined;
  const rev = repo().lookup(spec);
  return rev === undefined || rev < 0 || rev === WDIR_REV ? undefined : rev;
}

/** The last revision of one specification; the working directory's first parent when there is none. */
export function revisionOf(
  context: CommandContext,
  spec: ByteString | undefined,
  fallback: ByteString = '.',
): number {
  const plain = plainRevision(context, spec || fallback);
  if (plain !== undefined) return plain;
  return revOf(context.repo(), spec ?? '', revsetContext(context), fallback);
}

/** Columns that a name takes on the terminal. */
export function columnsOf(context: CommandContext, name: ByteString): number {
  return context.repo().place.texts?.width(name) ?? name.length;
}

/** Number and node as lists print them: `4:e85d1e2ccd1e`, with --debug the whole node. */
export function revisionLabel(context: CommandContext, rev: number): ByteString {
  const node = context.repo().node(rev);
  return `${rev}:${context.ui.debugFlag ? node : node.slice(0, 12)}`;
}
