/** The nearest tagged ancestor. */
import { type ByteString, WDIR_REV } from '../../bytes/index.js';
import { onlyRevs } from '../../dag/index.js';
import type { Scope } from '../scope.js';
import { ListValue } from '../values/index.js';

interface Latest {
  /** Date of the tagged changeset, in seconds. */
  readonly date: number;
  readonly distance: number;
  readonly tags: readonly ByteString[];
}

const NONE: Latest = { date: 0, distance: 0, tags: ['null'] };

/** How many changesets lead from the tag to the revision. */
function changesSince({ repo }: Scope, rev: number, tag: ByteString): number {
  if (rev < 0) return 0;
  const tagRev = tag === 'null' ? -1 : (repo.lookup(tag) ?? -1);
  const isWorking = rev === WDIR_REV;
  const heads = isWorking ? repo.workingParents().filter((parent) => parent >= 0) : [rev];
  return onlyRevs(repo.graph, heads, [tagRev]).length + (isWorking ? 1 : 0);
}

function better(scope: Scope, rev: number, a: Latest, b: Latest): Latest {
  if (a.tags.length === b.tags.length && a.tags.every((tag, i) => tag === b.tags[i])) {
    // The same tag on both sides: the longer way counts.
    if (a.date !== b.date) return a.date > b.date ? a : b;
    return a.distance >= b.distance ? a : b;
  }
  const changesA = changesSince(scope, rev, a.tags[0] as ByteString);
  const changesB = changesSince(scope, rev, b.tags[0] as ByteString);
  if (changesA !== changesB) return changesA < changesB ? a : b;
  return a.date >= b.date ? a : b;
}

function taggedHere(
  scope: Scope,
  rev: number,
  matches: ((tag: ByteString) => boolean) | undefined,
): ByteString[] {
  const { repo } = scope;
  const kinds = repo.tags();
  return repo
    .tagsAt(repo.node(rev))
    .filter((tag) => kinds.get(tag)?.kind === 'global' && (matches === undefined || matches(tag)));
}

function resolve(
  scope: Scope,
  start: number,
  matches: ((tag: ByteString) => boolean) | undefined,
  cache: Map<number, Latest>,
): Latest {
  const { graph } = scope.repo;
  const todo = [start];
  while (todo.length > 0) {
    const rev = todo.at(-1) as number;
    if (rev < 0 || cache.has(rev)) {
      todo.pop();
      continue;
    }
    const tags = taggedHere(scope, rev, matches);
    if (tags.length > 0) {
      cache.set(rev, { date: scope.repo.changeset(rev).date.seconds, distance: 0, tags });
      todo.pop();
      continue;
    }
    const parents = [graph.parent1(rev), graph.parent2(rev)].filter((parent, i) => i === 0 || parent >= 0);
    const missing = parents.filter((parent) => parent >= 0 && !cache.has(parent));
    if (missing.length > 0) {
      todo.push(...missing);
      continue;
    }
    const [first, second] = parents.map((parent) => cache.get(parent) ?? NONE);
    const best = second === undefined ? (first as Latest) : better(scope, rev, first as Latest, second);
    cache.set(rev, { ...best, distance: best.distance + 1 });
    todo.pop();
  }
  return cache.get(start) ?? NONE;
}

/** `key` names the pattern in the cache of answers. */
export function latestTag(
  scope: Scope,
  rev: number,
  matches: ((tag: ByteString) => boolean) | undefined,
  key: ByteString | undefined,
): { readonly value: ListValue; readonly distance: number; changes(): number } {
  const cacheKey = key === undefined ? 'latesttag' : `latesttag ${key}`;
  const cache = scope.templater.cached(cacheKey, () => new Map<number, Latest>());
  const { tags, distance } = resolve(scope, rev, matches, cache);
  let changes: number | undefined;
  const count = (): number => {
    changes ??= changesSince(scope, rev, tags[0] as ByteString);
    return changes;
  };
  const value = new ListValue(tags, {
    separator: ':',
    names: (tag) => ({
      tag,
      latesttag: tag,
      distance,
      // Costs a walk over the history: only when asked for.
      get changes() {
        return count();
      },
    }),
  });
  return { value, distance, changes: count };
}
