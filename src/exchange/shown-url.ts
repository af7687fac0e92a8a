/** URLs as people and hooks see them. */
import type { ByteString } from '../bytes/index.js';

/** Without its password, and `file:/path` in full. Paths stay as they are. */
export function shownUrl(url: ByteString): ByteString {
  return url
    .replace(/^([a-zA-Z][a-zA-Z0-9+.-]*:\/\/[^/@:]*):[^@/]*@/, '$1:***@')
    .replace(/^file:(?=\/(?!\/))/, 'file://');
}
