/** The files that a command line names: arguments, `-I` and `-X`, relative to the current directory. */
import type { ByteString } from '../../bytes/index.js';
import type { Matcher } from '../../match/index.js';
import type { CommandContext, Options } from '../command.js';

/** @throws InputError for names outside the repository and patterns that do not parse. */
export function fileMatcher(
  context: CommandContext,
  patterns: readonly ByteString[],
  options: Options,
  rev?: number,
): Matcher {
  return context.repo().matcher(patterns, {
    include: options.list('include'),
    exclude: options.list('exclude'),
    defaultKind: 'relpath',
    cwd: context.cwd,
    ...(rev === undefined ? {} : { rev }),
  });
}
