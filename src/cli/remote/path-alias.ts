/** The name that the configuration has for another repository. */
import type { ByteString } from '../../bytes/index.js';
import type { CommandContext } from '../command.js';
import { absolutePath } from '../find-repository.js';
import { namedPaths } from './locations.js';

const isLocal = (url: ByteString): boolean => !/^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(url);

/** The first name, in their order, of a path that leads to the same place. */
export function pathAlias(context: CommandContext, url: ByteString): ByteString | undefined {
  const whole = (one: ByteString): ByteString => (isLocal(one) ? absolutePath(context.cwd, one) : one);
  const wanted = whole(url);
  for (const [name, locations] of namedPaths(context))
    if (locations.some((location) => whole(location.url) === wanted)) return name;
  return undefined;
}
