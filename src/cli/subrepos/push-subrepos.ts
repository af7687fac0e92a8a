/** Pushes nested repositories, before the one that names their changesets. */
import type { ByteString } from '../../bytes/index.js';
import { shownUrl } from '../../exchange/index.js';
import { push, type Repository, subreposIn } from '../../repo/index.js';
import type { CommandContext } from '../command.js';
import { openPeer } from '../remote/open-peer.js';

interface SubrepoPush {
  readonly force: boolean;
  readonly newBranch: boolean;
}

/** @param url where the outer repository is pushed to. @throws HgError that says which nested repository could not be pushed */
export async function pushSubrepos(
  context: CommandContext,
  url: ByteString,
  request: SubrepoPush,
): Promise<void> {
  const repo = context.repo();
  const { nesting } = repo.place;
  if (nesting === undefined) return;
  nesting.exchangesWith = url;
  try {
    await pushBelow(context, repo, request);
  } finally {
    nesting.exchangesWith = undefined;
  }
}

/** Those nested deepest first. */
async function pushBelow(context: CommandContext, outer: Repository, request: SubrepoPush): Promise<void> {
  const operations = subreposIn(outer);
  for (const [path, state] of operations.substateOf(outer, outer.workingParents()[0])) {
    const sub = operations.subrepoAt(outer, path, state);
    try {
      await pushBelow(context, sub.repo, request);
      await pushOne(context, sub.repo, sub.shownAs, request);
    } catch (error) {
      throw operations.errorInSubrepo(sub.shownAs, error);
    }
  }
}

async function pushOne(
  context: CommandContext,
  repo: Repository,
  name: ByteString,
  { force, newBranch }: SubrepoPush,
): Promise<void> {
  const { ui } = context;
  const operations = subreposIn(repo);
  const place = operations.subrepoPlace(repo, true);
  const shown = shownUrl(place);
  if (!force && operations.isStoreAsRemembered(repo, place)) {
    ui.status(`no changes made to subrepo ${name} since last push to ${shown}\n`);
    return;
  }
  ui.status(`pushing subrepo ${name} to ${shown}\n`);
  ui.flush();
  const { peer } = openPeer(context, place);
  try {
    await push(repo, peer, { force, newBranch, isNested: true }, ui);
  } finally {
    peer.close();
  }
  operations.rememberStore(repo, place);
}
