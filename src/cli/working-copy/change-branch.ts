/** `qs branch --rev`. */
import type { ByteString } from '../../bytes/index.js';
import { StateError } from '../../errors/index.js';
import { changeBranch, checkNewLabel, MarkerReport, refreshed, refuseChanges } from '../../repo/index.js';
import type { CommandContext } from '../command.js';
import { revisionsOf } from '../revisions.js';
import { userName } from '../username.js';
import { toStored } from './commit-message.js';

/** @throws as `changeBranch` */
export function changeBranchOf(
  context: CommandContext,
  specs: readonly ByteString[],
  name: ByteString,
  force: boolean,
): void {
  const repo = context.repo();
  const encode = toStored(context);
  checkNewLabel(name);
  if (repo.workingParents()[1] >= 0) throw new StateError('outstanding uncommitted merge');
  refuseChanges(repo);
  const report = new MarkerReport(repo);
  changeBranch({
    repo,
    messages: context.ui,
    revs: [...revisionsOf(context, specs)],
    branch: encode(name),
    force,
    user: () => encode(userName(context)),
  });
  report.instabilities(refreshed(repo), context.ui);
}
