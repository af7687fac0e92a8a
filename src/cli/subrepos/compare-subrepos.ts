/** `incoming` and `outgoing` of nested repositories. */
import { WDIR_REV } from '../../bytes/index.js';
import { hasSubrepos, subreposIn } from '../../repo/index.js';
import type { CommandContext, Options } from '../command.js';
import type { Location } from '../remote/locations.js';

type Compare = (context: CommandContext, location: Location, options: Options) => Promise<number>;

/** What selects changesets of the outer repository says nothing of others. */
const OF_THE_OUTER_ONE = ['rev', 'branch', 'bundle'];

/** Compares those of the working directory with where they come from, seen from the outer repository's place. @returns the exit code */
export async function compareSubrepos(
  context: CommandContext,
  location: Location,
  options: Options,
  compare: Compare,
): Promise<number> {
  const repo = context.repo();
  if (!hasSubrepos(repo, WDIR_REV)) return 1;
  const operations = subreposIn(repo);
  const others = options.without(OF_THE_OUTER_ONE);
  let code = 1;
  for (const [path, state] of operations.substateOf(repo, WDIR_REV)) {
    const sub = operations.subrepoAt(repo, path, state);
    const nested: CommandContext = {
      ...context,
      repository: sub.repo,
      repo: () => sub.repo,
      root: sub.repo.root,
    };
    const place: Location = {
      url: operations.joinSubrepoSource(location.url, state.source),
      fragment: undefined,
      options: new Map(),
    };
    try {
      code = Math.min(code, await compare(nested, place, others));
      code = Math.min(code, await compareSubrepos(nested, place, others, compare));
    } catch (error) {
      throw operations.errorInSubrepo(sub.shownAs, error);
    }
  }
  return code;
}
