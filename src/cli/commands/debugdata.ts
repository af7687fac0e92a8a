/** `qs debugdata`: one stored text, metadata included. */
import { HgError, InputError, LookupError } from '../../errors/index.js';
import { RevlogRevisions } from '../../store/index.js';
import type { CommandDefinition } from '../command.js';
import { namedStorage, REVLOG_OPTIONS } from '../debug/named-revlog.js';
import { UsageError } from '../usage-error.js';

const FLAG_CENSORED = 0x8000;

export const command: CommandDefinition = {
  name: 'debugdata',
  repository: 'optional',
  synopsis: '-c|-m|FILE REV',
  summary: 'dump the contents of a data file revision',
  help: 'Writes the text of one revision as it is stored, in front of everything else its metadata.',
  category: 'none',
  argumentCount: [1, 2],
  options: REVLOG_OPTIONS,
  run(context, args, options) {
    const withoutFile =
      options.flag('changelog') || options.flag('manifest') || (options.value('dir') ?? '') !== '';
    if (args.length !== (withoutFile ? 1 : 2)) throw new UsageError('invalid arguments', 'debugdata');
    const [file, key] = withoutFile ? [undefined, args[0] as string] : [args[0] as string, args[1] as string];
    const revlog = namedStorage(context, file, options);
    const rev = revisionOf(new RevlogRevisions(revlog), key);
    if (file !== undefined && (revlog.flags(rev) & FLAG_CENSORED) !== 0)
      throw new HgError('abort', `file censored data/${file}:${revlog.node(rev).slice(0, 12)}`);
    context.ui.writeBytes(revlog.rawText(rev));
    return 0;
  },
};

/** @throws InputError when nothing has that number, node or prefix. */
function revisionOf(revisions: RevlogRevisions, key: string): number {
  try {
    return revisions.lookup(key);
  } catch (error) {
    if (error instanceof LookupError && !error.ambiguous)
      throw new InputError(`invalid revision identifier ${key}`);
    throw error;
  }
}
