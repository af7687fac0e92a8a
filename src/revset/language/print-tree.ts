/** Prints a syntax tree as hg's debug output does. */
import type { ByteString } from '../../bytes/index.js';
import { quoted } from './quote.js';
import type { MaybeTree } from './tree.js';

function collect(tree: MaybeTree, level: number, lines: string[]): void {
  const indent = '  '.repeat(level);
  if (tree === undefined) lines.push(`${indent}None`);
  else if (tree.value !== undefined) lines.push(`${indent}(${tree.op} ${quoted(tree.value)})`);
  else {
    lines.push(`${indent}(${tree.op}`);
    for (const arg of tree.args) collect(arg, level + 1, lines);
    lines[lines.length - 1] += ')';
  }
}

/** Lines joined by newlines, without a last one. */
export function printTree(tree: MaybeTree): ByteString {
  const lines: string[] = [];
  collect(tree, 0, lines);
  return lines.join('\n');
}
