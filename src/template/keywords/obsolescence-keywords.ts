/** Keywords about obsolescence markers. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import type { Scope } from '../scope.js';
import { ListValue, MappingsValue, type Value } from '../values/index.js';
import { names, onChangeset } from './changeset-keywords.js';
import { formatNode } from './format-node.js';
import type { Keyword } from './keyword.js';
import { MarkersValue } from './markers-value.js';
import { obsoleteFate } from './obsolete-fate.js';

function showNode(node: ByteString, scope: Scope): ByteString {
  const rev = scope.repo.revOf(node);
  return rev === undefined ? formatNode(node, scope) : `${rev}:${formatNode(node, scope)}`;
}

function nodeList(nodes: readonly NodeId[], name: ByteString, scope: Scope): ListValue {
  return new ListValue(nodes, {
    names: (item) => ({ [name]: item, ctx: item }),
    revOf: (item) => scope.repo.revOf(item as NodeId),
    format: (item, inner) => showNode(item as NodeId, inner),
  });
}

const rev = (scope: Scope): number => scope.rev as number;

function isObsolete(scope: Scope): boolean {
  return scope.templater.cached('obsolete', () => new Set(scope.repo.obsoleteRevs())).has(rev(scope));
}

function fate(scope: Scope): Value {
  if (!isObsolete(scope)) return names([], 'fate');
  const sets = scope.templater.resources.obsolescence?.successorsAndMarkers(rev(scope)) ?? [];
  return names(
    sets.map(({ successors, markers }) => obsoleteFate(scope, successors, markers)),
    'fate',
    { separator: '\n' },
  );
}

function successorsAndMarkers(scope: Scope): Value {
  const sets = isObsolete(scope)
    ? (scope.templater.resources.obsolescence?.successorsAndMarkers(rev(scope)) ?? [])
    : [];
  return new MappingsValue(
    sets.map(({ successors, markers }) => ({
      names: { successors: nodeList(successors, 'successor', scope), markers: new MarkersValue(markers) },
    })),
  );
}

function successorsSets(scope: Scope): Value {
  if (!isObsolete(scope)) return names([], 'successorset');
  const sets = scope.templater.resources.obsolescence?.successorsSets(rev(scope)) ?? [];
  const lists = sets.map((nodes) => nodeList(nodes, 'ctx', scope));
  return new ListValue(lists, { name: 'successorset', separator: '; ' });
}

function whyUnstable(scope: Scope): Value {
  const reasons = scope.templater.resources.obsolescence?.whyUnstable(rev(scope)) ?? [];
  return new MappingsValue(
    reasons.map(({ instability, reason, node, divergentNodes }) => {
      const divergent = nodeList(divergentNodes, 'divergentnode', scope);
      return { names: { divergentnodes: divergent, instability, reason, node } };
    }),
    (inner) => {
      const show = (name: string) => inner.templater.symbol(inner, name);
      const divergent = show('divergentnodes') as ListValue;
      const list = divergent.values
        .map((node) => {
          const at = inner.repo.revOf(node as NodeId);
          const phase =
            at === undefined ? '' : ` (${['public', 'draft', 'secret'][inner.repo.phase(at)] ?? ''})`;
          return `${formatNode(node as NodeId, inner)}${phase}`;
        })
        .join(' ');
      const node = formatNode(show('node') as NodeId, inner);
      return `${show('instability') as string}: ${list === '' ? '' : `${list} `}${show('reason') as string} ${node}`;
    },
    '\n',
  );
}

export const OBSOLESCENCE_KEYWORDS: readonly (readonly [string, Keyword])[] = [
  ['obsfate', onChangeset(fate)],
  [
    'predecessors',
    onChangeset((scope) =>
      nodeList(
        scope.templater.resources.obsolescence?.closestPredecessors(rev(scope)) ?? [],
        'predecessor',
        scope,
      ),
    ),
  ],
  ['successorssets', onChangeset(successorsSets)],
  ['succsandmarkers', onChangeset(successorsAndMarkers)],
  ['whyunstable', onChangeset(whyUnstable)],
];
