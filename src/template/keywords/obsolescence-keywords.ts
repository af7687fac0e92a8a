/** Keywords about obsolescence markers. */
import type { ByteString, NodeId } from '../../bytes/index.js';
import { PHASE_NAMES } from '../../store/index.js';
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

/** As reasons of instability name a changeset: `8:1f8cbbc2cd41 (draft)`. */
function withPhase(node: NodeId, scope: Scope): ByteString {
  const at = scope.repo.revOf(node);
  return at === undefined
    ? showNode(node, scope)
    : `${showNode(node, scope)} (${PHASE_NAMES[scope.repo.phase(at)] ?? ''})`;
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
      const divergent = new ListValue(divergentNodes, {
        names: (item) => ({ divergentnode: item, ctx: item }),
        revOf: (item) => scope.repo.revOf(item as NodeId),
        format: (item, inner) => withPhase(item as NodeId, inner),
      });
      return { names: { divergentnodes: divergent, instability, reason, node } };
    }),
    (inner) => {
      const show = (name: string) => inner.templater.symbol(inner, name);
      const divergent = show('divergentnodes') as ListValue;
      const list = divergent.values.map((node) => withPhase(node as NodeId, inner)).join(' ');
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
