/**
 * The options that decide what the rest of the command line means (`--cwd`, `-R`, `--config`...). They are picked out
 * before the command is known, so they are recognised only when spelled in full; anything else is passed over.
 */
import type { ByteString } from '../../bytes/index.js';
import { UsageError } from '../usage-error.js';

export interface EarlyOptions {
  readonly config: readonly ByteString[];
  readonly cwd: ByteString | undefined;
  readonly repository: ByteString | undefined;
  readonly debugger: boolean;
  readonly profile: boolean;
  readonly traceback: boolean;
}

const WITH_VALUE = new Set(['config', 'cwd', 'repository', 'repo']);
const FLAGS = new Set(['debugger', 'profile', 'traceback']);

/**
 * @param stopAtCommand read only what stands before the command (`HGPLAIN=+strictflags`).
 * @returns the options and the command line without them.
 */
export function parseEarlyOptions(
  argv: readonly ByteString[],
  stopAtCommand: boolean,
): { options: EarlyOptions; rest: ByteString[] } {
  const lists: Record<string, ByteString[]> = {
    config: [],
    cwd: [],
    repository: [],
    repo: [],
  };
  const flags = new Set<string>();
  const rest: ByteString[] = [];
  let at = 0;
  for (; at < argv.length; at++) {
    const word = argv[at] as ByteString;
    if (word === '--') break;
    if (word.startsWith('--')) {
      const equals = word.indexOf('=');
      const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
      if (WITH_VALUE.has(name)) {
        if (equals >= 0) lists[name]?.push(word.slice(equals + 1));
        else if (at + 1 < argv.length) lists[name]?.push(argv[++at] as ByteString);
        else throw new UsageError(`option --${name} requires argument`);
        continue;
      }
      if (FLAGS.has(name) && equals < 0) {
        flags.add(name);
        continue;
      }
    } else if (word.startsWith('-R')) {
      if (word.length > 2) lists.repository?.push(word.slice(2));
      else if (at + 1 < argv.length) lists.repository?.push(argv[++at] as ByteString);
      else {
        rest.push(word);
      }
      continue;
    } else if (stopAtCommand && !(word.length > 1 && word[0] === '-')) {
      break;
    }
    rest.push(word);
  }
  rest.push(...argv.slice(at));
  const last = (list: readonly ByteString[] | undefined): ByteString | undefined => list?.[list.length - 1];
  return {
    options: {
      config: lists.config as ByteString[],
      cwd: last(lists.cwd),
      repository: last([...(lists.repo as ByteString[]), ...(lists.repository as ByteString[])]),
      debugger: flags.has('debugger'),
      profile: flags.has('profile'),
      traceback: flags.has('traceback'),
    },
    rest,
  };
}
