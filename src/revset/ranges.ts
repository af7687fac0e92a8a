/** What commands do with `-r` arguments. */
import type { ByteString } from '../bytes/index.js';
import { InputError } from '../errors/index.js';
import type { RepoView } from '../store/index.js';
import { compileRevset, lookupIn } from './compile.js';
import type { RevsetContext } from './context.js';
import type { AliasDefinition } from './language/expand-aliases.js';
import { parseRevset } from './language/parse.js';
import { BaseSet, maximum, minimum, type SmartSet } from './sets/index.js';

/** The user's aliases. */
export function configuredAliases(view: RepoView): AliasDefinition[] {
  return view.config.items('revsetalias').map(({ name, value }) => [name, value] as const);
}

/**
 * The union of several specifications in the order given, without duplicates.
 * @throws ParseError, LookupError `unknown revision 'x'`, InputError
 */
export function revsOf(
  view: RepoView,
  specs: readonly ByteString[],
  context: RevsetContext,
  warn?: (message: ByteString) => void,
): SmartSet {
  if (specs.length === 0) return BaseSet.fromList([]);
  const options = { aliases: configuredAliases(view), lookup: lookupIn(view), ...(warn ? { warn } : {}) };
  return compileRevset(specs, options)(view, context);
}

/**
 * The last revision of a specification; of an empty text, that of `fallback`.
 * @throws InputError `empty revision set`
 */
export function revOf(
  view: RepoView,
  spec: ByteString,
  context: RevsetContext,
  fallback: ByteString = '.',
): number {
  const rev = revsOf(view, [spec === '' ? fallback : spec], context).last();
  if (rev === undefined) throw new InputError('empty revision set');
  return rev;
}

/** Whether a specification is a range by its form: `a:b`, not `a::b`. */
function isRange(view: RepoView, spec: ByteString): boolean {
  const tree = parseRevset(spec, { lookup: lookupIn(view) });
  return tree.op === 'range' || tree.op === 'rangepre' || tree.op === 'rangepost' || tree.op === 'rangeall';
}

/**
 * The two revisions that `diff` and others compare: undefined is the working directory.
 * @throws InputError `empty revision range`, `empty revision on one side of range`
 */
export function revPair(
  view: RepoView,
  specs: readonly ByteString[],
  context: RevsetContext,
): readonly [number, number | undefined] {
  if (specs.length === 0) return [view.workingParents()[0], undefined];
  const revs = revsOf(view, specs, context);
  let first: number | undefined;
  let second: number | undefined;
  if (revs.isEmpty()) throw new InputError('empty revision range');
  if (revs.isAscending()) [first, second] = [minimum(revs), maximum(revs)];
  else if (revs.isDescending()) [first, second] = [maximum(revs), minimum(revs)];
  else [first, second] = [revs.first(), revs.last()];
  if (first === second && specs.length >= 2 && specs.some((spec) => revsOf(view, [spec], context).isEmpty()))
    throw new InputError('empty revision on one side of range');
  // A single revision that was not written as a range is compared with the working directory.
  if (first === second && specs.length === 1 && !isRange(view, specs[0] as ByteString))
    return [first as number, undefined];
  return [first as number, second as number];
}
