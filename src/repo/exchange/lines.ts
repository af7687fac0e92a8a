/** Lines of first parents within a history: what discovery by walking trees asks for. */
import type { NodeId } from '../../bytes/index.js';
import type { Line, Span } from '../../exchange/index.js';
import type { History } from '../../store/index.js';

/** The line that begins at `rev` and ends in a root or a merge; of the null revision nothing but null nodes. Time in its length. */
function lineFrom(history: History, tip: number): Line {
  let root = tip;
  while (root >= 0 && history.parent1(root) >= 0 && history.parent2(root) < 0) root = history.parent1(root);
  const [parent1, parent2] = root < 0 ? [-1, -1] : [history.parent1(root), history.parent2(root)];
  return {
    tip: history.node(tip),
    root: history.node(root),
    parent1: history.node(parent1),
    parent2: history.node(parent2),
  };
}

/** What is 1, 2, 4, 8... steps below `top` and above `bottom`, along first parents. Time in their distance. */
function samplesWithin(history: History, top: number, bottom: number): NodeId[] {
  const found: NodeId[] = [];
  let next = 1;
  for (let rev = top, steps = 0; rev >= 0 && rev !== bottom; rev = history.parent1(rev), steps++)
    if (steps === next) {
      found.push(history.node(rev));
      next *= 2;
    }
  return found;
}

/** What a {@link LineSide} answers for a history. Nodes that are not in it count as the null node. */
export function linesOf(history: History): {
  branches(nodes: readonly NodeId[]): Line[];
  between(spans: readonly Span[]): NodeId[][];
} {
  const rev = (node: NodeId): number => history.revOf(node) ?? -1;
  return {
    branches: (nodes) => nodes.map((node) => lineFrom(history, rev(node))),
    between: (spans) => spans.map(({ top, bottom }) => samplesWithin(history, rev(top), rev(bottom))),
  };
}
