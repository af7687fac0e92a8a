/** Node ids as people see them: twelve digits, all of them when debugging. */
import { type ByteString, type NodeId, NULL_NODE } from '../../bytes/index.js';
import type { Scope } from '../scope.js';

export function formatNode(node: ByteString, scope: Scope): ByteString {
  return scope.templater.resources.verbosity === 'debug' ? node : node.slice(0, 12);
}

export function nodeOf(scope: Scope, rev: number): NodeId {
  return rev < 0 ? NULL_NODE : scope.repo.node(rev);
}

/** `rev:node` of the scope's changeset. */
export function showChangeset(scope: Scope): ByteString {
  const rev = scope.rev as number;
  return `${rev}:${formatNode(nodeOf(scope, rev), scope)}`;
}
