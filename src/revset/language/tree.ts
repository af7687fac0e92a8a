/** The syntax tree of a revset, in the shape that hg's debug output shows. */
import type { ByteString } from '../../bytes/index.js';

/**
 * `op` names the construct (`symbol`, `string`, `func`, `and`...). Leaves carry `value`; `undefined` among the
 * arguments stands for nothing, as in `f()`.
 */
export interface RevsetTree {
  readonly op: string;
  readonly value: ByteString | undefined;
  readonly args: readonly (RevsetTree | undefined)[];
}

export type MaybeTree = RevsetTree | undefined;

export function treeOf(op: string, ...args: MaybeTree[]): RevsetTree {
  return { op, value: undefined, args };
}

export function symbolTree(value: ByteString): RevsetTree {
  return { op: 'symbol', value, args: [] };
}

export function stringTree(value: ByteString): RevsetTree {
  return { op: 'string', value, args: [] };
}

export function callTree(name: string, args: MaybeTree): RevsetTree {
  return treeOf('func', symbolTree(name), args);
}

export function isLeaf(tree: RevsetTree): boolean {
  return tree.value !== undefined;
}

/** The items of a `list`, one item, or none. */
export function listOf(tree: MaybeTree): readonly MaybeTree[] {
  if (tree === undefined) return [];
  return tree.op === 'list' ? tree.args : [tree];
}

/** The same node over other arguments; the very same object when none changed. */
export function mapArguments(tree: RevsetTree, change: (arg: MaybeTree) => MaybeTree): RevsetTree {
  let changed = false;
  const args = tree.args.map((arg) => {
    const made = change(arg);
    if (made !== arg) changed = true;
    return made;
  });
  return changed ? { op: tree.op, value: tree.value, args } : tree;
}
