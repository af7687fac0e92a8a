/** Rewrites a parsed tree to fewer kinds of nodes: what the optimiser and the evaluator know. */
import type { ByteString } from '../../bytes/index.js';
import { ParseError } from '../../errors/index.js';
import { stringOf } from './arguments.js';
import { callTree, type MaybeTree, mapArguments, type RevsetTree, stringTree, treeOf } from './tree.js';

function concatenated(tree: RevsetTree): ByteString {
  let out = '';
  const pending: MaybeTree[] = [tree];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.op === '_concat') pending.push(...[...node.args].reverse());
    else if (node.op === 'string' || node.op === 'symbol') out += node.value;
    else throw new ParseError(`"##" can't concatenate "${node.op}" element`);
  }
  return out;
}

/** Joins `a ## b` to strings. @throws ParseError for an operand that is neither string nor symbol. */
export function foldConcatenations(tree: RevsetTree): RevsetTree {
  if (tree.op === '_concat') return stringTree(concatenated(tree));
  return mapArguments(tree, (arg) => (arg === undefined ? arg : foldConcatenations(arg)));
}

/** @throws ParseError for constructs that mean nothing, such as a lone `::`. */
export function analyze(tree: MaybeTree): MaybeTree {
  if (tree === undefined) return tree;
  const [first, second] = tree.args;
  switch (tree.op) {
    case 'minus':
      return analyze(treeOf('and', first, treeOf('not', second)));
    case 'only':
      return analyze(callTree('only', treeOf('list', first, second)));
    case 'onlypost':
      return analyze(callTree('only', first));
    case 'dagrangeall':
      throw new ParseError("can't use '::' in this context");
    case 'dagrangepre':
      return analyze(callTree('ancestors', first));
    case 'dagrangepost':
      return analyze(callTree('descendants', first));
    case 'negate':
      return stringTree(`-${stringOf(first, "can't negate that")}`);
    case 'group':
      return analyze(first);
    case 'func':
    case 'keyvalue':
      return treeOf(tree.op, first, analyze(second));
    default:
      return mapArguments(tree, analyze);
  }
}
