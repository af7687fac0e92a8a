/** The one error of this folder; callers that know the file and revision wrap it. */
import { HgError } from '../errors/index.js';

/** A delta that does not parse, or does not fit the text it is applied to. */
export function invalidPatch(detail: 'invalid patch' | 'patch cannot be decoded'): HgError {
  return new HgError('corruption', detail);
}
