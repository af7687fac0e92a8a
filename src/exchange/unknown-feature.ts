/** The error for bundles that need something unknown. */
import type { ByteString } from '../bytes/index.js';
import { HgError } from '../errors/index.js';

/** A mandatory part or parameter that is not known here. @param name of the bundle, put before the message. */
export function unknownFeature(what: ByteString, name?: ByteString): HgError {
  const prefix = name === undefined ? '' : `${name}: `;
  return new HgError('abort', `${prefix}unknown bundle feature, ${what}`, {
    hint: 'see https://mercurial-scm.org/wiki/BundleFeature for more information',
  });
}
