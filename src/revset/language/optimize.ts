/** Rewrites an analysed tree to one that evaluates faster and means the same. */
import type { ByteString } from '../../bytes/index.js';
import { symbolOf } from './arguments.js';
import { callTree, listOf, type MaybeTree, type RevsetTree, stringTree, treeOf } from './tree.js';

/** Cost of calling a function, relative to walking a range. */
export type WeightOf = (name: ByteString) => number;

type Weighed = readonly [weight: number, tree: MaybeTree];

/** The arguments when the tree calls that function. */
function callOf(tree: MaybeTree, name: string): { readonly args: MaybeTree } | undefined {
  if (tree?.op !== 'func' || tree.args[0]?.op !== 'symbol' || tree.args[0].value !== name) return undefined;
  return { args: tree.args[1] };
}

/** The only argument of a call, when it is a plain expression. */
function singleArgument(tree: MaybeTree, name: string): RevsetTree | undefined {
  const args = callOf(tree, name)?.args;
  return args === undefined || args.op === 'list' || args.op === 'keyvalue' ? undefined : args;
}

function onlyPattern(included: MaybeTree, excluded: MaybeTree): MaybeTree {
  const heads = singleArgument(included, 'ancestors');
  const common = excluded?.op === 'not' ? singleArgument(excluded.args[0], 'ancestors') : undefined;
  return heads && common ? callTree('only', treeOf('list', heads, common)) : undefined;
}

const FAST_PHASES = new Set(['draft', 'secret', '_notpublic']);

function phasePattern(phase: MaybeTree, ancestors: MaybeTree): MaybeTree {
  const heads = singleArgument(ancestors, 'ancestors');
  const name = phase?.op === 'func' && phase.args[1] === undefined ? phase.args[0] : undefined;
  if (heads === undefined || name === undefined || !FAST_PHASES.has(symbolOf(name))) return undefined;
  return callTree('_phaseandancestors', treeOf('list', name, heads));
}

class Optimizer {
  readonly #weightOf: WeightOf;
  constructor(weightOf: WeightOf) {
    this.#weightOf = weightOf;
  }

  optimize(tree: MaybeTree): Weighed {
    if (tree === undefined) return [0, tree];
    const [first, second, third] = tree.args;
    switch (tree.op) {
      case 'string':
      case 'symbol':
        return [0.5, tree];
      case 'and':
        return this.#and(first, second);
      case 'or':
        return this.#or(first);
      case 'not': {
        const call = callOf(first, 'public');
        if (call !== undefined && call.args === undefined)
          return this.optimize(callTree('_notpublic', undefined));
        const [weight, inner] = this.optimize(first);
        return [weight, treeOf('not', inner)];
      }
      case 'rangeall':
        return [1, tree];
      case 'rangepre':
      case 'rangepost':
      case 'parentpost': {
        const [weight, inner] = this.optimize(first);
        return [weight, treeOf(tree.op, inner)];
      }
      case 'dagrange':
      case 'range': {
        const [leftWeight, left] = this.optimize(first);
        const [rightWeight, right] = this.optimize(second);
        return [leftWeight + rightWeight, treeOf(tree.op, left, right)];
      }
      case 'parent':
      case 'ancestor':
      case 'relation':
      case 'subscript': {
        const [weight, inner] = this.optimize(first);
        return [weight, treeOf(tree.op, inner, second)];
      }
      case 'relsubscript': {
        const [weight, inner] = this.optimize(first);
        return [weight, treeOf(tree.op, inner, second, third)];
      }
      case 'list': {
        const items = tree.args.map((arg) => this.optimize(arg));
        return [
          items.reduce((sum, [weight]) => sum + weight, 0),
          treeOf('list', ...items.map((item) => item[1])),
        ];
      }
      case 'keyvalue': {
        const [weight, inner] = this.optimize(second);
        return [weight, treeOf('keyvalue', first, inner)];
      }
      case 'func':
        return this.#call(first, second);
      default:
        return [1, tree];
    }
  }

  #and(a: MaybeTree, b: MaybeTree): Weighed {
    const [leftWeight, left] = this.optimize(a);
    const [rightWeight, right] = this.optimize(b);
    const weight = Math.min(leftWeight, rightWeight);
    const fast = phasePattern(left, right) ?? onlyPattern(left, right) ?? onlyPattern(right, left);
    if (fast !== undefined) return [weight, fast];
    if (right?.op === 'not') return [leftWeight, treeOf('difference', left, right.args[0])];
    return [weight, treeOf(leftWeight > rightWeight ? 'andsmally' : 'and', left, right)];
  }

  /** Runs of plain names become one `_list`: machine-made expressions have thousands. */
  #or(list: MaybeTree): Weighed {
    const weights: number[] = [];
    const trees: MaybeTree[] = [];
    let names: Weighed[] = [];
    const flush = () => {
      if (names.length === 0) return;
      const joined: Weighed =
        names.length === 1
          ? (names[0] as Weighed)
          : this.optimize(callTree('_list', stringTree(names.map((name) => name[1]?.value).join('\0'))));
      weights.push(joined[0]);
      trees.push(joined[1]);
      names = [];
    };
    for (const arg of listOf(list)) {
      const [weight, tree] = this.optimize(arg);
      if (tree?.op === 'string' || tree?.op === 'symbol') {
        names.push([weight, tree]);
        continue;
      }
      flush();
      weights.push(weight);
      trees.push(tree);
    }
    flush();
    if (trees.length === 1) return [weights[0] as number, trees[0]];
    return [weights.reduce((a, b) => Math.max(a, b), 0), treeOf('or', treeOf('list', ...trees))];
  }

  #call(name: MaybeTree, args: MaybeTree): Weighed {
    const called = symbolOf(name);
    const [argumentsWeight, inner] = this.optimize(args);
    const weight = this.#weightOf(called) + argumentsWeight;
    const common = called === 'heads' ? singleArgument(inner, 'commonancestors') : undefined;
    if (common !== undefined) return [weight, callTree('_commonancestorheads', common)];
    return [weight, treeOf('func', name, inner)];
  }
}

/** @throws ParseError when something that is no symbol is called as a function. */
export function optimize(tree: MaybeTree, weightOf: WeightOf): MaybeTree {
  return new Optimizer(weightOf).optimize(tree)[1];
}
