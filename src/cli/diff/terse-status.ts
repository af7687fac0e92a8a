/** `status --terse`: one line for a directory whose files all have the same state. */
import type { ByteString } from '../../bytes/index.js';
import { InputError } from '../../errors/index.js';

/** Letters of the option, by list. */
const LETTERS = {
  m: 'modified',
  a: 'added',
  r: 'removed',
  d: 'deleted',
  u: 'unknown',
  i: 'ignored',
  c: 'clean',
} as const;

export type StatusList = (typeof LETTERS)[keyof typeof LETTERS];
type Lists = Readonly<Record<StatusList, readonly ByteString[]>>;

/**
 * Replaces the files of uniform directories by the directory with a slash, the topmost one where they are nested; never the
 * root. @throws InputError for letters that are none.
 */
export function terseEntries(lists: Lists, letters: ByteString): Lists {
  const wanted = new Set<StatusList>();
  for (const letter of letters) {
    if (!Object.hasOwn(LETTERS, letter)) throw new InputError(`'${letter}' not recognized`);
    wanted.add(LETTERS[letter as keyof typeof LETTERS]);
  }
  const names = Object.values(LETTERS);
  /** The one state of everything below a directory; undefined when there are several. */
  const uniform = new Map<ByteString, StatusList | undefined>();
  for (const name of names)
    for (const path of lists[name])
      for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        const directory = path.slice(0, slash + 1);
        uniform.set(directory, !uniform.has(directory) || uniform.get(directory) === name ? name : undefined);
      }
  const out = {} as Record<StatusList, readonly ByteString[]>;
  for (const name of names) {
    const entries = new Set<ByteString>();
    for (const path of lists[name]) entries.add(wanted.has(name) ? shortened(path, name, uniform) : path);
    out[name] = [...entries].sort();
  }
  return out;
}

function shortened(
  path: ByteString,
  name: StatusList,
  uniform: ReadonlyMap<ByteString, StatusList | undefined>,
): ByteString {
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
    const directory = path.slice(0, slash + 1);
    if (uniform.get(directory) === name) return directory;
  }
  return path;
}
