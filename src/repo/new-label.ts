/** What may be the name of a new bookmark, tag or branch. */
import { type ByteString, quoted, stripSpace } from '../bytes/index.js';
import { InputError } from '../errors/index.js';

const RESERVED: ReadonlySet<ByteString> = new Set(['tip', '.', 'null']);

/** @throws InputError in hg's words for names that mean something else or could not be typed. */
export function checkNewLabel(name: ByteString): void {
  if (RESERVED.has(name)) throw new InputError(`the name '${name}' is reserved`);
  for (const char of [':', '\0', '\n', '\r'])
    if (name.includes(char)) throw new InputError(`${quoted(char)} cannot be used in a name`);
  if (isInteger(name)) throw new InputError('cannot use an integer as a name');
  if (stripSpace(name) !== name)
    throw new InputError(`leading or trailing whitespace in name ${quoted(name)}`);
}

/** As Python reads integers, with a sign and white space around, but (as hg wants it) without underscores. */
function isInteger(text: ByteString): boolean {
  return /^[+-]?[0-9]+$/.test(stripSpace(text));
}
