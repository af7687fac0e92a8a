/** Reads the arguments of functions and operators from a tree, with hg's complaints. */
import type { ByteString } from '../../bytes/index.js';
import { parseBool } from '../../config/index.js';
import { ParseError } from '../../errors/index.js';
import { listOf, type MaybeTree, type RevsetTree } from './tree.js';

export function symbolOf(tree: MaybeTree): ByteString {
  if (tree?.op === 'symbol') return tree.value as ByteString;
  throw new ParseError('not a symbol');
}

export function stringOf(tree: MaybeTree, complaint: string): ByteString {
  if (tree?.op === 'string' || tree?.op === 'symbol') return tree.value as ByteString;
  throw new ParseError(complaint);
}

/** Python's reading of an integer; undefined when it is none. */
export function integerIn(text: ByteString): number | undefined {
  const match = /^\s*([+-]?)(\d+(?:_\d+)*)\s*$/.exec(text);
  return match ? Number((match[1] as string) + (match[2] as string).replaceAll('_', '')) + 0 : undefined;
}

export function integerOf(tree: MaybeTree, complaint: string, fallback?: number): number {
  if (tree === undefined && fallback !== undefined) return fallback;
  const value = integerIn(stringOf(tree, complaint));
  if (value === undefined) throw new ParseError(complaint);
  return value;
}

export function booleanOf(tree: MaybeTree, complaint: string): boolean {
  const value = parseBool(symbolOf(tree));
  if (value === undefined) throw new ParseError(complaint);
  return value;
}

/** The two sides of a range expression, each absent when open. */
export function rangeOf(tree: MaybeTree, complaint: string): readonly [MaybeTree, MaybeTree] {
  switch (tree?.op) {
    case 'range':
      return [tree.args[0], tree.args[1]];
    case 'rangepre':
      return [undefined, tree.args[0]];
    case 'rangepost':
      return [tree.args[0], undefined];
    case 'rangeall':
      return [undefined, undefined];
    default:
      throw new ParseError(complaint);
  }
}

/** An integer as a range of one, or a range of integers. */
export function integerRangeOf(
  tree: MaybeTree,
  complaint: string,
  boundsComplaint: string,
  first: number,
  last: number,
): readonly [number, number] {
  if (tree?.op === 'string' || tree?.op === 'symbol') {
    const value = integerOf(tree, complaint);
    return [value, value];
  }
  const [a, b] = rangeOf(tree, complaint);
  return [integerOf(a, boundsComplaint, first), integerOf(b, boundsComplaint, last)];
}

/** Positional arguments, their number checked; `maximum` -1 is no limit. */
export function argumentsOf(
  tree: MaybeTree,
  minimum: number,
  maximum: number,
  complaint: string,
): readonly MaybeTree[] {
  const list = listOf(tree);
  if (list.length < minimum || (maximum >= 0 && list.length > maximum)) throw new ParseError(complaint);
  return list;
}

/** Positional and `key=value` arguments by name. */
export function namedArgumentsOf(
  tree: MaybeTree,
  name: string,
  keys: readonly string[],
): ReadonlyMap<string, MaybeTree> {
  const list = listOf(tree);
  const firstKeyword = list.findIndex((arg) => arg?.op === 'keyvalue');
  const positional = firstKeyword < 0 ? list.length : firstKeyword;
  if (positional > keys.length)
    throw new ParseError(`${name} takes at most ${keys.length} positional arguments`);
  const values = new Map<string, MaybeTree>();
  for (let i = 0; i < positional; i++) values.set(keys[i] as string, list[i]);
  for (const arg of list.slice(positional)) {
    const key = (arg as RevsetTree | undefined)?.args[0];
    if (arg?.op !== 'keyvalue' || key?.op !== 'symbol')
      throw new ParseError(`${name} got an invalid argument`);
    const keyword = key.value as ByteString;
    if (!keys.includes(keyword))
      throw new ParseError(`${name} got an unexpected keyword argument '${keyword}'`);
    if (values.has(keyword))
      throw new ParseError(`${name} got multiple values for keyword argument '${keyword}'`);
    values.set(keyword, arg.args[1]);
  }
  return values;
}

export function noArguments(tree: MaybeTree, name: string): void {
  argumentsOf(tree, 0, 0, `${name} takes no arguments`);
}
