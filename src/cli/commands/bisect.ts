/** `qs bisect`. */
import type { ByteString } from '../../bytes/index.js';
import { InputError, StateError } from '../../errors/index.js';
import {
  type BisectionState,
  bisect,
  bisectionExtension,
  checkBisectionState,
  readBisectionState,
  removeBisectionState,
  withinBisection,
  withWlock,
  writeBisectionState,
} from '../../repo/index.js';
import { BisectionReport } from '../bisect/bisection-report.js';
import { testChangesets } from '../bisect/test-changesets.js';
import { visitChangeset } from '../bisect/visit-changeset.js';
import type { CommandContext, CommandDefinition, Options } from '../command.js';
import { revisionsOf } from '../revisions.js';

const EXCLUSIVE = ['bad', 'command', 'extend', 'good', 'reset', 'skip'];
const MARKS = ['good', 'bad', 'skip'] as const;

type Mark = (typeof MARKS)[number];

function refuseCombinations(options: Options): void {
  const given = EXCLUSIVE.filter((name) => options.flag(name) || (options.value(name) ?? '') !== '');
  if (given.length > 1) throw new InputError(`--${given[0]} and --${given[1]} are incompatible`);
}

/** `bisect good REV`, as it was once written. */
interface Words {
  readonly mark: Mark | undefined;
  readonly reset: boolean;
  readonly rev: ByteString | undefined;
}

function wordsOf({ ui }: CommandContext, [first, second]: readonly ByteString[]): Words {
  if (first === 'good' || first === 'bad' || first === 'reset' || first === 'init') {
    ui.warn("(use of 'hg bisect <cmd>' is deprecated)\n");
    const mark = first === 'good' || first === 'bad' ? first : undefined;
    return { mark, reset: mark === undefined, rev: second ?? '' };
  }
  if (second !== undefined) throw new InputError('incompatible arguments');
  return { mark: undefined, reset: false, rev: first };
}

export const command: CommandDefinition = {
  name: 'bisect',
  argumentCount: [0, 2],
  synopsis: '[-gbsr] [-U] [-c CMD] [REV]',
  summary: 'find the changeset that made a change, by halving',
  help: `Finds the changeset in which something went wrong (or right) with few tests. Mark a changeset that has the problem with --bad, and an earlier one that has not with --good: the working directory is then updated to one in the middle. Try it, mark it in the same way, and go on until the changeset is found. Without a revision, what is checked out is marked. Revisions may be sets.

What cannot be tested is marked with --skip. --noupdate leaves the working directory alone; ''bisect(current)'' is what is to be tested. --reset forgets all marks.

With --command, a shell command does the tests. HG_NODE holds the hash of the changeset that it tests. Its exit status says what to mark: 0 good, 125 skip, anything else bad; 127 (not found) or a signal ends the search.

When the result is a merge of which only one parent has been marked, the change may have come with the other one: --extend goes on from where both have parted.

Marks can be asked for as a revset, such as ''bisect(good)'', ''bisect(range)'' or ''bisect(untested)''.

Returns 0 on success.`,
  category: 'navigation',
  options: [
    { short: 'r', long: 'reset', kind: 'flag', help: 'forget all marks' },
    { short: 'g', long: 'good', kind: 'flag', help: 'mark as good' },
    { short: 'b', long: 'bad', kind: 'flag', help: 'mark as bad' },
    { short: 's', long: 'skip', kind: 'flag', help: 'mark as one that cannot be tested' },
    { short: 'e', long: 'extend', kind: 'flag', help: 'go on with the other side of a merge' },
    { short: 'c', long: 'command', kind: 'value', help: 'test with a command', valueName: 'CMD' },
    { short: 'U', long: 'noupdate', kind: 'flag', help: 'leave the working directory alone' },
  ],
  async run(context, args, options) {
    const words = wordsOf(context, args);
    refuseCombinations(options);
    const repo = context.repo();
    if (options.flag('reset') || words.reset) {
      withWlock(repo, () => removeBisectionState(repo));
      return 0;
    }
    const all = repo.withHidden(true);
    const state = readBisectionState(all);
    const revs =
      words.rev === undefined
        ? undefined
        : withinBisection(all, state, [...revisionsOf(context, [words.rev])]);
    const report = await BisectionReport.of(context);
    const test = options.value('command') ?? '';
    const update = !options.flag('noupdate');
    if (test !== '') {
      testChangesets(context, { command: test, state, revs, update, report });
      return 0;
    }
    return withWlock(repo, () => {
      const marked = markedState(
        context,
        state,
        words.mark ?? MARKS.find((mark) => options.flag(mark)),
        revs,
      );
      if (marked !== state) {
        writeBisectionState(repo, marked);
        if (marked.good.length === 0 || marked.bad.length === 0) return 0;
      }
      checkBisectionState(marked);
      const step = bisect(all, marked);
      if (options.flag('extend')) {
        const from = step.next === undefined ? bisectionExtension(all, marked, step) : undefined;
        if (from === undefined) throw new StateError('nothing to extend');
        context.ui.write(`Extending search to changeset ${report.summary(from)}\n`);
        writeBisectionState(repo, { ...marked, current: [all.node(from)] });
        if (update) visitChangeset(context, from);
        return 0;
      }
      if (step.next === undefined) {
        report.showResult(step, bisectionExtension(all, marked, step));
        return 0;
      }
      report.showNext(step.next, step.candidates.length);
      writeBisectionState(repo, { ...marked, current: [all.node(step.next)] });
      if (update) visitChangeset(context, step.next);
      return 0;
    });
  },
};

/** The same object when nothing is to be marked. */
function markedState(
  context: CommandContext,
  state: BisectionState,
  mark: Mark | undefined,
  revs: readonly number[] | undefined,
): BisectionState {
  if (mark === undefined) return state;
  const repo = context.repo();
  const nodes = (revs ?? [repo.workingParents()[0]]).map((rev) => repo.node(rev));
  return { ...state, [mark]: [...state[mark], ...nodes] };
}
