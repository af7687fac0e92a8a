/** Which file a patch is for. */
import type { ByteString } from '../bytes/index.js';
import { InputError } from '../errors/index.js';
import type { FilePatch } from './parse-patch.js';

export interface TargetedPatch {
  readonly path: ByteString;
  /** Of a copy or rename. */
  readonly oldPath: ByteString | undefined;
  readonly creates: boolean;
  readonly removes: boolean;
  /** Undefined: as they are. */
  readonly flags: '' | 'x' | 'l' | undefined;
}

export interface TargetOptions {
  readonly strip: number;
  readonly prefix: ByteString;
  readonly exists: (path: ByteString) => boolean;
}

const NOTHING = '/dev/null';

/** Without the first directories. @throws InputError when there are fewer */
export function stripped(path: ByteString, count: number): ByteString {
  if (count <= 0) return path.replace(/[\t-\r ]+$/, '');
  let at = 0;
  for (let left = count; left > 0; left--) {
    const slash = path.indexOf('/', at);
    if (slash < 0) throw new InputError(`unable to strip away ${left} of ${count} dirs from ${path}`);
    at = slash + 1;
    // Several slashes are one.
    while (path[at] === '/') at++;
  }
  return path.slice(at).replace(/[\t-\r ]+$/, '');
}

/** @throws InputError */
export function targetOf(patch: FilePatch, { strip, prefix, exists }: TargetOptions): TargetedPatch {
  const { git } = patch;
  if (git !== undefined)
    return {
      path: prefix + stripped(git.path, strip - 1),
      oldPath: git.oldPath === undefined ? undefined : prefix + stripped(git.oldPath, strip - 1),
      creates:
        git.operation === 'add' ||
        git.operation === 'copy' ||
        git.operation === 'rename' ||
        patch.oldName === NOTHING,
      removes: git.operation === 'delete',
      flags: git.flags,
    };
  const oldName = patch.oldName ?? NOTHING;
  const newName = patch.newName ?? NOTHING;
  const [hunk] = patch.hunks;
  const strippedName = (name: ByteString): ByteString | undefined =>
    name === NOTHING ? undefined : prefix + stripped(name, strip);
  const before = strippedName(oldName);
  const after = strippedName(newName);
  const creates =
    before === undefined ||
    (hunk !== undefined &&
      hunk.oldStart === 0 &&
      hunk.oldLength === 0 &&
      !exists(before) &&
      (after === undefined || !exists(after)));
  const removes = after === undefined && hunk !== undefined && hunk.newStart === 0 && hunk.newLength === 0;
  return {
    path: chosenName(before, after, exists),
    oldPath: undefined,
    creates: creates && hunk !== undefined && hunk.oldStart === 0 && hunk.oldLength === 0,
    removes,
    flags: undefined,
  };
}

/** The new name, unless only the old one is there. */
function chosenName(
  before: ByteString | undefined,
  after: ByteString | undefined,
  exists: (path: ByteString) => boolean,
): ByteString {
  if (before === undefined || after === undefined) {
    const only = before ?? after;
    if (only === undefined) throw new InputError('undefined source and destination files');
    return only;
  }
  return exists(before) && !exists(after) ? before : after;
}
