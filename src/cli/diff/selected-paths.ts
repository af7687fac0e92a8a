/** The files of a revision that a command line selects, and the names that are not there. */
import type { ByteString } from '../../bytes/index.js';
import type { Manifest } from '../../manifest/index.js';
import type { Matcher } from '../../match/index.js';

/** In byte order; a single named file is looked up without going through the manifest. */
export function selectedPaths(manifest: Manifest, matcher: Matcher): Iterable<ByteString> {
  const [only] = matcher.files;
  if (matcher.files.length === 1 && only !== undefined && matcher.prefix && manifest.has(only))
    return matcher.matches(only) ? [only] : [];
  return manifest.paths(matcher);
}

/** Names that were given and are neither files nor directories, in byte order. */
export function missingFiles(manifest: Manifest, matcher: Matcher): ByteString[] {
  return [...new Set(matcher.files)]
    .filter((path) => path !== '' && !manifest.has(path) && !manifest.hasDirectory(path))
    .sort();
}
