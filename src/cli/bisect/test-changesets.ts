/** `qs bisect --command`: a command says which changesets are good. */
import { type ByteString, type NodeId, utf8Of } from '../../bytes/index.js';
import { HgError, InputError, StateError } from '../../errors/index.js';
import {
  type BisectionMark,
  type BisectionState,
  type BisectionStep,
  bisect,
  bisectionExtension,
  checkBisectionState,
  Repository,
  withWlock,
  writeBisectionState,
} from '../../repo/index.js';
import type { CommandContext } from '../command.js';
import type { BisectionReport } from './bisection-report.js';
import { visitChangeset } from './visit-changeset.js';

interface TestRequest {
  readonly command: ByteString;
  readonly state: BisectionState;
  /** The last one is tested first; else what is checked out, or without updates the current one. */
  readonly revs: readonly number[] | undefined;
  readonly update: boolean;
  readonly report: BisectionReport;
}

const SKIP = 125;
const NOT_FOUND = 127;

function firstNode(repo: Repository, { revs, update, state }: TestRequest): NodeId {
  const [current] = state.current;
  if (!update && current === undefined)
    throw new StateError('current bisect revision is unknown - start a new bisect to fix');
  const [parent, other] = repo.workingParents();
  if (update && other >= 0) throw new StateError('current bisect revision is a merge');
  if (revs?.length === 0) throw new InputError('empty revision set');
  const rev = revs?.at(-1);
  if (rev !== undefined) return repo.node(rev);
  return update ? repo.node(parent) : (current as NodeId);
}

/** What the end of the command says of the changeset. @throws HgError when it says nothing */
function runTest({ ui, platform, cwd }: CommandContext, command: ByteString, node: NodeId): BisectionMark {
  ui.flush();
  const program = platform.env('HG') ?? utf8Of(process.argv[1] ?? 'qs');
  const end = platform.commands?.run({
    command,
    directory: cwd,
    environment: new Map([
      ['HG', program],
      ['HG_NODE', node],
    ]),
  });
  if (end === undefined || end.status === NOT_FOUND)
    throw new HgError('abort', `failed to execute ${command}`);
  if (end.signal !== undefined) throw new HgError('abort', `${command} killed`);
  return end.status === 0 ? 'good' : end.status === SKIP ? 'skip' : 'bad';
}

/**
 * Tests one changeset after the other until nothing is left to be tested, and shows the result. Nothing is locked while tests run.
 * Afterwards the changeset that was tested first is the current one again.
 * @throws StateError when marks of one kind are missing after the first test; HgError when a test fails to run
 */
export function testChangesets(context: CommandContext, request: TestRequest): void {
  const { command, update, report } = request;
  const { ui } = context;
  const all = new Repository(context.repo().place, true);
  const save = (state: BisectionState): void => withWlock(all, () => writeBisectionState(all, state));
  const first = firstNode(all, request);
  let { state } = request;
  let step: BisectionStep | undefined;
  try {
    for (let node = first; step === undefined || step.next !== undefined; ) {
      state = { ...state, current: [node] };
      save(state);
      const mark = runTest(context, command, node);
      state = { ...state, [mark]: [...state[mark], node] };
      ui.status(`changeset ${report.summary(all.revOf(node) ?? -1)}: ${mark}\n`);
      checkBisectionState(state);
      step = bisect(all, state);
      const rev = step.next ?? (step.candidates[0] as number);
      node = all.node(rev);
      if (update) visitChangeset(context, rev, true);
    }
  } finally {
    save({ ...state, current: [first] });
  }
  report.showResult(step, bisectionExtension(all, state, step));
}
