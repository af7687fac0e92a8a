/** `[partial-merge-tools]`: programs that resolve some of a file's conflicts, before its three versions are merged. */
import type { ByteString } from '../../bytes/index.js';
import { mergeTexts } from '../../diff/index.js';
import { HgError } from '../../errors/index.js';
import type { Messages } from '../messages.js';
import type { Repository } from '../repository.js';
import { TemporaryFiles } from './temporary-files.js';
import { shellQuoted } from './tool-settings.js';

/** Of the three versions as they are on disk. */
export interface MergeTexts {
  readonly local: Uint8Array;
  readonly base: Uint8Array;
  readonly other: Uint8Array;
}

type Matches = (patterns: readonly ByteString[]) => boolean;

const SECTION = 'partial-merge-tools';

/** In the order in which they run. */
function toolsFor({ config }: Repository, matches: Matches): readonly ByteString[] {
  // As often as it has settings, as in hg.
  const names = config.items(SECTION).map(({ name }) => name.split('.', 1)[0] as ByteString);
  const order = (tool: ByteString): number => config.getInt(SECTION, `${tool}.order`, 0);
  return names
    .filter((tool) => !config.getBool(SECTION, `${tool}.disable`))
    .filter((tool) => {
      const patterns = config.getList(SECTION, `${tool}.patterns`);
      return patterns.length === 0 || matches(patterns);
    })
    .sort((a, b) => order(a) - order(b));
}

/**
 * Lets the tools that are meant for a file change its versions, which they get as files. Undefined when there are none.
 * @throws HgError when a tool fails
 */
export function runPartialTools(
  repo: Repository,
  messages: Messages,
  path: ByteString,
  paths: { readonly [side in keyof MergeTexts]: ByteString },
  read: () => MergeTexts,
): MergeTexts | undefined {
  const { config, place } = repo;
  if (config.items(SECTION).length === 0 || config.getBool('merge', 'disable-partial-tools'))
    return undefined;
  const matches: Matches = (patterns) => repo.matcher(patterns).matches(path);
  const tools = toolsFor(repo, matches);
  if (tools.length === 0) return undefined;
  const { commands } = place.platform;
  if (commands === undefined) throw new HgError('abort', 'this platform cannot run merge tools');
  const temporary = new TemporaryFiles(repo);
  try {
    let texts = read();
    const local = temporary.put(paths.local, 'local', texts.local);
    const base = temporary.put(paths.base, 'base', texts.base);
    const other = temporary.put(paths.other, 'other', texts.other);
    const places: Readonly<Record<string, ByteString>> = { local, base, other };
    for (const tool of tools) {
      const template = config.get(SECTION, `${tool}.args`) ?? '$local $base $other';
      const args = template.replace(/\$(local|base|other)/g, (_, side: string) =>
        shellQuoted(places[side] as string),
      );
      const program = config.get(SECTION, `${tool}.executable`) ?? tool;
      messages.flush();
      const { status } = commands.run({
        command: `${shellQuoted(program)} ${args}`,
        directory: repo.root,
        environment: new Map(),
      });
      if (status !== 0)
        throw new HgError('abort', `partial merge tool ${tool} exited with code ${status ?? -1}`);
      texts = { local: temporary.read(local), base: temporary.read(base), other: temporary.read(other) };
      // What remains is no conflict.
      if (!mergeTexts(texts.base, texts.local, texts.other, 'merge', {}).conflicts) break;
    }
    return texts;
  } finally {
    temporary.remove();
  }
}
