/** The newest revision of a date, for `--date`. */
import type { ByteString } from '../bytes/index.js';
import { formatDate, matchDate } from '../dates/index.js';
import { InputError } from '../errors/index.js';
import type { CommandContext } from './command.js';

/** Says which one it found. @throws InputError when no revision has the date */
export function findDate(context: CommandContext, date: ByteString): number {
  const repo = context.repo();
  const matches = matchDate(date, context.platform.clock);
  for (let rev = repo.length - 1; rev >= 0; rev--) {
    if (repo.isHidden(rev)) continue;
    const found = repo.changeset(rev).date;
    if (!matches(found.seconds)) continue;
    context.ui.status(`found revision ${rev} from ${formatDate(found)}\n`);
    return rev;
  }
  throw new InputError('revision matching date not found');
}
