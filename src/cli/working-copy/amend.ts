/** `qs commit --amend`. */
import { type ByteString, NULL_REV } from '../../bytes/index.js';
import { amendWorkingCopy, type ChosenFiles, MarkerReport, refreshed } from '../../repo/index.js';
import type { HgDate } from '../../store/index.js';
import type { CommandContext, Options } from '../command.js';
import { userName } from '../username.js';
import { editMessage, toStored } from './commit-message.js';
import { type BeforeCommit, reportCommit } from './commit-report.js';
import { trackingContext } from './tracking.js';

export interface Amendment {
  readonly message: ByteString | undefined;
  readonly closes: boolean;
  readonly date: HgDate;
  readonly before: BeforeCommit;
  /** Contents that are taken in place of the working directory's. */
  readonly chosen?: ChosenFiles | undefined;
}

/** @returns the exit code. @throws as `amendWorkingCopy` */
export function amend(
  context: CommandContext,
  patterns: readonly ByteString[],
  options: Options,
  { message, closes, date, before, chosen }: Amendment,
): number {
  const { ui } = context;
  const repo = context.repo();
  const { matcher, show } = trackingContext(context, patterns, options);
  const wantsEditor =
    message === undefined || message === '' ? options.triState('edit') !== false : options.flag('edit');
  const [old] = repo.workingParents();
  const form =
    old !== NULL_REV && repo.graph.parent2(old) !== NULL_REV ? 'commit.amend.merge' : 'commit.amend.normal';
  const parents = old === NULL_REV ? [] : [repo.graph.parent1(old)];
  const report = new MarkerReport(repo);
  const committed = amendWorkingCopy({
    repo,
    messages: ui,
    matcher,
    show,
    message: message === '' ? undefined : message,
    user: options.value('user') || undefined,
    date: options.value('date') ? date : undefined,
    amender: () => userName(context),
    edit: wantsEditor ? (draft) => editMessage(context, draft, { form }) : undefined,
    encode: toStored(context),
    extra: new Map(closes ? [['close', '1']] : []),
    phase: options.flag('secret') ? 2 : undefined,
    chosen,
  });
  if (committed === undefined) {
    ui.status('nothing changed\n');
    return 1;
  }
  report.instabilities(refreshed(repo), ui);
  reportCommit(ui, repo, parents, before, { ...committed, closesBranch: closes, isAmended: true });
  return 0;
}
