/** `qs parents`. */
import type { ByteString } from '../../bytes/index.js';
import { InputError } from '../../errors/index.js';
import type { CommandContext, CommandDefinition } from '../command.js';
import { STYLE_OPTIONS } from '../log/log-options.js';
import { prepareLogPrinting } from '../log/printer.js';
import { showChangesets } from '../log/show-changesets.js';
import { revisionOf } from '../revisions.js';

/** The changesets that introduced the file's versions in the given revisions. @throws InputError */
function introducing(context: CommandContext, pattern: ByteString, revs: readonly number[]): number[] {
  const repo = context.repo();
  const matcher = repo.matcher([pattern], { defaultKind: 'relpath', cwd: context.cwd });
  if (!(matcher.exactOnly || matcher.prefix) || matcher.files.length !== 1)
    throw new InputError('can only specify an explicit filename');
  const path = matcher.files[0] as ByteString;
  const found = revs.map((rev) => repo.file(rev, path)).filter((file) => file !== undefined);
  if (found.length === 0) throw new InputError(`'${path}' not found in manifest`);
  return found.map((file) => file.linkrev);
}

export const command: CommandDefinition = {
  name: 'parents',
  inferRepository: true,
  argumentCount: [0, 1],
  synopsis: '[-r REV] [FILE]',
  summary: 'show the parents of the working directory or revision (DEPRECATED)',
  help: `Shows the parents of the working directory, or of a revision. With a file, the changesets in which the file that the
parents have was last changed.

Returns 0 on success.`,
  category: 'navigation',
  options: [
    { short: 'r', long: 'rev', kind: 'value', help: 'show the parents of this revision', valueName: 'REV' },
    ...STYLE_OPTIONS,
  ],
  async run(context, args, options) {
    const repo = context.repo();
    const spec = options.value('rev');
    let parents: readonly number[] = repo.workingParents();
    if (spec) {
      const rev = revisionOf(context, spec);
      parents = rev < 0 ? [] : [repo.graph.parent1(rev), repo.graph.parent2(rev)];
    }
    parents = parents.filter((rev) => rev >= 0);
    const [file] = args;
    const revs = file === undefined ? parents : introducing(context, file, parents);
    showChangesets(context, await prepareLogPrinting(context, options), revs);
    return 0;
  },
};
