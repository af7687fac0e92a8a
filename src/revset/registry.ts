/** All functions of the language by name. */
import type { ByteString } from '../bytes/index.js';
import type { PredicateDefinition } from './evaluation.js';
import { DAG_PREDICATES } from './predicates/dag.js';
import { EXTERNAL_PREDICATES } from './predicates/external.js';
import { FILE_PREDICATES } from './predicates/files.js';
import { LIST_PREDICATES } from './predicates/lists.js';
import { MATCHING_PREDICATES } from './predicates/matching.js';
import { METADATA_PREDICATES } from './predicates/metadata.js';
import { NAME_PREDICATES } from './predicates/names.js';
import { ORDER_PREDICATES } from './predicates/order.js';
import { PHASE_PREDICATES } from './predicates/phases.js';
import { SORT_PREDICATES } from './predicates/sort.js';

const PREDICATES: ReadonlyMap<ByteString, PredicateDefinition> = new Map(
  [
    DAG_PREDICATES,
    EXTERNAL_PREDICATES,
    FILE_PREDICATES,
    LIST_PREDICATES,
    MATCHING_PREDICATES,
    METADATA_PREDICATES,
    NAME_PREDICATES,
    ORDER_PREDICATES,
    PHASE_PREDICATES,
    SORT_PREDICATES,
  ].flatMap((table) => Object.entries(table)),
);

export function findPredicate(name: ByteString): PredicateDefinition | undefined {
  return PREDICATES.get(name);
}

/** Names that may be offered instead of a misspelt one. */
export function documentedPredicates(): readonly ByteString[] {
  return [...PREDICATES].filter(([, definition]) => !definition.internal).map(([name]) => name);
}

/** Cost of a function for the optimiser. */
export function predicateWeight(name: ByteString): number {
  return PREDICATES.get(name)?.weight ?? 1;
}
