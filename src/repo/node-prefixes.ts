/** Nodes by how they begin. */
import { type ByteString, type NodeId, NULL_NODE, WDIR_NODE } from '../bytes/index.js';
import { LookupError } from '../errors/index.js';
import type { Changelog } from '../store/index.js';

/** Up to two revisions whose node starts with the prefix, hidden ones included. */
export function revsWithPrefix(changelog: Changelog, prefix: string): readonly number[] {
  if (prefix === '') return changelog.length > 1 ? [0, 1] : changelog.length === 1 ? [0] : [];
  try {
    const node = changelog.revlog.partialMatch(prefix);
    return node === undefined || node === NULL_NODE ? [] : [changelog.index.rev(node)];
  } catch (error) {
    if (!(error instanceof LookupError) || !error.ambiguous) throw error;
    return scanNodes(changelog, prefix);
  }
}

function scanNodes(changelog: Changelog, prefix: string): readonly number[] {
  const found: number[] = [];
  for (let rev = changelog.length - 1; rev >= 0 && found.length < 2; rev--)
    if (changelog.node(rev).startsWith(prefix)) found.push(rev);
  return found;
}

/** The shortest prefix, of at least `minLength` digits, that names the node and no revision number. @throws LookupError */
export function shortestPrefix(changelog: Changelog, node: NodeId, minLength: number): ByteString {
  if (node === WDIR_NODE) return node.slice(0, Math.max(minLength, 1));
  let length = changelog.revlog.shortest(node, minLength);
  while (length < node.length && looksLikeRev(changelog, node.slice(0, length))) length++;
  return node.slice(0, length);
}

function looksLikeRev(changelog: Changelog, prefix: string): boolean {
  return /^(0|[1-9][0-9]*)$/.test(prefix) && Number(prefix) < changelog.length;
}
