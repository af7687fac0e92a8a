/** What the commands `shelve` and `unshelve` give to those who do the work. */
import { bytesOf, concatBytes } from '../../bytes/index.js';
import { parseDate } from '../../dates/index.js';
import { type Repository, type ShelveContext, workingDate } from '../../repo/index.js';
import type { CommandContext, Options } from '../command.js';
import { loadDiffServices } from '../diff/diff-services.js';
import { patchHeader } from '../diff/patch-header.js';
import { diffRevisions } from '../diff/revision-diff.js';
import { pathDisplay } from '../display-path.js';
import { toStored } from '../working-copy/commit-message.js';

/** The patch of one changeset, as `export --git` writes it. */
export async function patchWriter(
  context: CommandContext,
): Promise<(repo: Repository, rev: number) => Uint8Array> {
  const services = await loadDiffServices(context.platform);
  return (repo, rev) => {
    const parent = repo.graph.parent1(rev);
    const pieces = [bytesOf(patchHeader(repo, rev, parent < 0 ? [] : [parent]))];
    const options = { git: true, noDates: true } as const;
    for (const { bytes } of diffRevisions(repo, parent, rev, { options, services }))
      pieces.push(bytes.slice());
    return concatBytes(pieces);
  };
}

export async function shelveContext(context: CommandContext, options: Options): Promise<ShelveContext> {
  const { ui, platform } = context;
  const repo = context.repo();
  return {
    repo,
    messages: ui,
    show: pathDisplay(context, true),
    encode: toStored(context),
    date() {
      const given = options.value('date');
      return given ? parseDate(given, platform.clock) : workingDate(ui.config, platform.clock);
    },
    patch: await patchWriter(context),
  };
}
