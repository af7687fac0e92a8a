/** Which files differ between two committed revisions. */
import type { ByteString } from '../bytes/index.js';
import type { Manifest } from '../manifest/index.js';
import type { Matcher } from '../match/index.js';
import type { StatusLists } from '../store/index.js';

/**
 * Compares two manifests; nodes decide, contents are not read (two commits with equal content have equal nodes, or a
 * different history that hg reports as modified too). O(changed files) for tree manifests, one pass over the texts for flat ones.
 */
export function statusOfManifests(
  from: Manifest,
  to: Manifest,
  matcher: Matcher | undefined,
  options: { readonly clean?: boolean } = {},
): StatusLists {
  const modified: ByteString[] = [];
  const added: ByteString[] = [];
  const removed: ByteString[] = [];
  const changed = new Set<ByteString>();
  for (const { path, left, right } of from.diff(to, matcher)) {
    changed.add(path);
    if (left === undefined) added.push(path);
    else if (right === undefined) removed.push(path);
    else modified.push(path);
  }
  const clean: ByteString[] = [];
  if (options.clean) for (const path of to.paths(matcher)) if (!changed.has(path)) clean.push(path);
  return { modified, added, removed, clean };
}
