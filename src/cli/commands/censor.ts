/** `qs censor`: takes the content of a file out of one changeset. */
import { HgError } from '../../errors/index.js';
import { censorFile, withWlock } from '../../repo/index.js';
import type { CommandDefinition } from '../command.js';
import { revisionOf } from '../revisions.js';

export const command: CommandDefinition = {
  name: 'censor',
  argumentCount: [1, 1],
  synopsis: '-r REV [-t TEXT] [FILE]',
  summary: 'take the content of a file out of one changeset',
  help: `Replaces the content of FILE in REV by a tombstone, in this repository only. All hashes stay as they are. Versions of the file in heads and in the working directory's parents cannot be censored.

Reading what was censored is an error unless censor.policy is set to ignore; then the file is empty.

Returns 0 on success.`,
  category: 'maintenance',
  options: [
    { short: 'r', long: 'rev', kind: 'value', help: 'changeset to censor the file in', valueName: 'REV' },
    { short: 't', long: 'tombstone', kind: 'value', help: 'what the file holds instead', valueName: 'TEXT' },
  ],
  run(context, [file = ''], options) {
    const spec = options.value('rev') ?? '';
    if (spec === '') throw new HgError('abort', 'must specify revision to censor');
    const repo = context.repo();
    const matcher = repo.matcher([file], { cwd: context.cwd, defaultKind: 'relpath' });
    const [path] = matcher.files;
    if (path === undefined || matcher.files.length > 1)
      throw new HgError('abort', 'can only specify an explicit filename');
    const rev = revisionOf(context, spec);
    withWlock(repo, () => censorFile(repo, rev, path, { tombstone: options.value('tombstone') ?? '' }));
    return 0;
  },
};
