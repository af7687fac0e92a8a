/** `qs debugrevspec`: how a revset is parsed and what it gives. */
import { InputError } from '../../errors/index.js';
import {
  configuredAliases,
  evaluateRevset,
  lookupIn,
  type MaybeTree,
  parseRevset,
  printSet,
  printTree,
  runStages,
  type SmartSet,
  STAGE_NAMES,
  type StageName,
} from '../../revset/index.js';
import type { CommandDefinition } from '../command.js';
import { revsetContext } from '../template-resources.js';

export const command: CommandDefinition = {
  name: 'debugrevspec',
  synopsis: 'REVSPEC',
  summary: 'parse and apply a revision specification',
  help: `Prints the revisions that a revset gives; with --verbose also the parsed tree and the set.

-p shows the tree at a stage: parsed, expanded, concatenated, analyzed, optimized, or all. With --verify-optimized the
query is run with and without optimisation; the results are compared, and the command returns 1 when they differ.`,
  category: 'none',
  argumentCount: [1, 1],
  options: [
    { short: '', long: 'optimize', kind: 'flag', help: 'print the tree after optimising', deprecated: true },
    { short: '', long: 'show-revs', kind: 'flag', help: 'print the resulting revisions (default)' },
    { short: 's', long: 'show-set', kind: 'flag', help: 'print the internal representation of the set' },
    {
      short: 'p',
      long: 'show-stage',
      kind: 'list',
      help: 'print the tree at the given stage',
      valueName: 'NAME',
    },
    { short: '', long: 'no-optimized', kind: 'flag', help: 'evaluate the tree without optimisation' },
    { short: '', long: 'verify-optimized', kind: 'flag', help: 'compare with the optimised result' },
  ],
  run(context, [spec], options) {
    const { ui } = context;
    const repo = context.repo();
    const optimize = !options.flag('no-optimized');
    const verify = options.flag('verify-optimized');
    if (verify && !optimize) throw new InputError('cannot use --verify-optimized with --no-optimized');
    const known = STAGE_NAMES.filter((name) => optimize || name !== 'optimized');
    const named = options.list('show-stage');
    const always = new Set<string>(named.includes('all') ? known : named);
    for (const name of always)
      if (!(known as readonly string[]).includes(name)) throw new InputError(`invalid stage name: ${name}`);
    const changed = new Set<string>();
    if (named.length === 0 && ui.verbose) {
      always.add('parsed');
      changed.add('expanded').add('concatenated');
    }
    if (options.flag('optimize')) changed.add('optimized');

    const trees = new Map<StageName, MaybeTree>();
    let printed: string | undefined;
    const parsed = parseRevset(spec as string, { lookup: lookupIn(repo) });
    runStages(
      parsed,
      { aliases: configuredAliases(repo), lookup: lookupIn(repo), warn: (message) => ui.warn(message) },
      (stage, tree) => {
        trees.set(stage, tree);
        if (stage === 'optimized' && !optimize) return;
        const text = printTree(tree);
        if (!always.has(stage) && !(changed.has(stage) && text !== printed)) return;
        if (named.length > 0 || stage !== 'parsed') ui.write(`* ${stage}:\n`);
        ui.write(`${text}\n`);
        printed = text;
      },
    );
    const evaluate = (stage: StageName): SmartSet =>
      evaluateRevset(trees.get(stage) as MaybeTree, repo, revsetContext(context));
    const showSet = options.flag('show-set') || (options.triState('show-set') === undefined && ui.verbose);
    const show = (title: string, set: SmartSet): void => {
      if (showSet) ui.write(`* ${title}:\n${printSet(set)}\n`);
    };
    if (verify) {
      const analyzed = evaluate('analyzed');
      const optimized = evaluate('optimized');
      show('analyzed set', analyzed);
      show('optimized set', optimized);
      return compareRevs(context.ui.write.bind(ui), [...analyzed], [...optimized]);
    }
    const set = evaluate(optimize ? 'optimized' : 'analyzed');
    show('set', set);
    if (options.triState('show-revs') !== false) for (const rev of set) ui.write(`${rev}\n`);
    return 0;
  },
};

/** Prints what differs, in the form of a diff without context. */
function compareRevs(
  write: (text: string) => void,
  left: readonly number[],
  right: readonly number[],
): number {
  if (left.length === right.length && left.every((rev, i) => rev === right[i])) return 0;
  write('--- analyzed\n+++ optimized\n');
  let start = 0;
  while (start < left.length && start < right.length && left[start] === right[start]) start++;
  let leftEnd = left.length;
  let rightEnd = right.length;
  while (leftEnd > start && rightEnd > start && left[leftEnd - 1] === right[rightEnd - 1]) {
    leftEnd--;
    rightEnd--;
  }
  const lines = (sign: string, revs: readonly number[]): string =>
    revs.map((rev) => `${sign}${rev}\n`).join('');
  write(lines(' ', left.slice(0, start)));
  write(lines('-', left.slice(start, leftEnd)));
  write(lines('+', right.slice(start, rightEnd)));
  write(lines(' ', left.slice(leftEnd)));
  return 1;
}
