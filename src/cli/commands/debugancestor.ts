/** `qs debugancestor`: the greatest common ancestor of two revisions. */
import { type ByteString, NULL_NODE } from '../../bytes/index.js';
import { greatestCommonAncestors } from '../../dag/index.js';
import { InputError, LookupError } from '../../errors/index.js';
import { Revlog } from '../../revlog/index.js';
import { RevlogRevisions } from '../../store/index.js';
import type { CommandContext, CommandDefinition } from '../command.js';

export const command: CommandDefinition = {
  name: 'debugancestor',
  repository: 'optional',
  synopsis: '[INDEX] REV1 REV2',
  summary: 'find the ancestor revision of two revisions in a given index',
  help: 'INDEX is the path of an index file; without it the changelog is meant. Prints number and node.',
  category: 'none',
  options: [],
  run(context, args) {
    if (args.length !== 2 && args.length !== 3)
      throw new InputError('either two or three arguments required');
    const [graph, first, second] = args.length === 3 ? fromFile(context, args) : fromChangelog(context, args);
    const ancestors = greatestCommonAncestors(graph, [first, second]);
    const nodes = ancestors.map((rev) => graph.node(rev)).sort();
    const node = nodes[0] ?? NULL_NODE;
    context.ui.write(`${graph.tryRev(node) ?? -1}:${node}\n`);
    return 0;
  },
};

function fromChangelog(context: CommandContext, args: readonly ByteString[]): [Revlog, number, number] {
  if (context.repository === undefined)
    throw new InputError('there is no Mercurial repository here (.hg not found)');
  const repo = context.repository;
  return [repo.changelog.revlog, repo.rev(args[0] as ByteString), repo.rev(args[1] as ByteString)];
}

function fromFile(context: CommandContext, args: readonly ByteString[]): [Revlog, number, number] {
  const [path, first, second] = args as readonly [ByteString, ByteString, ByteString];
  const { codecs, hasher } = context.platform;
  const fs = context.platform.openFileSystem(context.cwd);
  const revlog = Revlog.open(fs, path, { codecs, hasher, kind: 'other', mustExist: true });
  const revisions = new RevlogRevisions(revlog);
  const rev = (key: ByteString): number => {
    try {
      return revisions.lookup(key);
    } catch (error) {
      if (error instanceof LookupError && !error.ambiguous)
        throw new InputError(`invalid revision identifier ${key}`, { cause: error });
      throw error;
    }
  };
  return [revlog, rev(first), rev(second)];
}
