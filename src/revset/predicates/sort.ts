/** `sort(set, keys)`. */
import { compareByteStrings, NULL_NODE, WDIR_NODE, WDIR_REV } from '../../bytes/index.js';
import { HgError, ParseError } from '../../errors/index.js';
import type { Evaluation, Order, PredicateTable } from '../evaluation.js';
import { topologicalOrder } from '../graph/toposort.js';
import { namedArgumentsOf, stringOf } from '../language/arguments.js';
import { quoted } from '../language/quote.js';
import type { MaybeTree } from '../language/tree.js';
import { PythonRandom } from '../python-random.js';
import { BaseSet, type SmartSet } from '../sets/index.js';

type Key = (ev: Evaluation, rev: number) => string | number;

const KEYS: Readonly<Record<string, Key>> = {
  rev: (_ev, rev) => rev,
  branch: (ev, rev) => ev.branch(rev),
  desc: (ev, rev) => ev.changeset(rev).description,
  user: (ev, rev) => ev.changeset(rev).user,
  author: (ev, rev) => ev.changeset(rev).user,
  date: (ev, rev) => ev.changeset(rev).date.seconds,
  node: (ev, rev) => (rev === WDIR_REV ? WDIR_NODE : rev < 0 ? NULL_NODE : ev.view.node(rev)),
};

interface SortKey {
  readonly name: string;
  readonly descending: boolean;
}

function readKeys(text: string): SortKey[] {
  return text
    .split(/[ \t\n\r\v\f]+/)
    .filter((word) => word !== '')
    .map((word) => {
      const descending = word.startsWith('-');
      const name = descending ? word.slice(1) : word;
      if (!Object.hasOwn(KEYS, name) && name !== 'topo' && name !== 'random')
        throw new ParseError(`unknown sort key ${quoted(word)}`);
      return { name, descending };
    });
}

/** Every revision gets a random key, as in hg, where the keys of a seed are the same everywhere. */
function randomKeys(ev: Evaluation, count: number, seed: string | undefined): number[] {
  if (seed !== undefined) {
    const generator = new PythonRandom(seed);
    return Array.from({ length: count }, () => generator.upToTwoToThe32());
  }
  const { random } = ev.context;
  if (random === undefined) throw new HgError('abort', 'no source of randomness for sort key random');
  return Array.from({ length: count }, () => random());
}

function sortSet(ev: Evaluation, subset: SmartSet, args: MaybeTree, order: Order): SmartSet {
  const named = namedArgumentsOf(args, 'sort', ['set', 'keys', 'topo.firstbranch', 'random.seed']);
  if (!named.has('set')) throw new ParseError('sort requires one or two arguments');
  const keys = readKeys(
    named.has('keys') ? stringOf(named.get('keys'), 'sort spec must be a string') : 'rev',
  );
  const topological = keys.some((key) => key.name === 'topo');
  if (keys.length > 1 && topological)
    throw new ParseError('topo sort order cannot be combined with other sort keys');
  if (named.has('topo.firstbranch') && !topological)
    throw new ParseError('topo.firstbranch can only be used when using the topo sort key');
  let seed: string | undefined;
  if (named.has('random.seed')) {
    if (!keys.some((key) => key.name === 'random'))
      throw new ParseError('random.seed can only be used when using the random sort key');
    seed = stringOf(named.get('random.seed'), 'random.seed must be a string');
  }
  const revs = ev.evaluate(subset, named.get('set'), order);
  const [first] = keys;
  if (first === undefined || order !== 'define') return revs;
  if (keys.length === 1 && first.name === 'rev') {
    revs.sort(first.descending);
    return revs;
  }
  if (topological) {
    const firstBranch = named.has('topo.firstbranch')
      ? ev.evaluate(subset, named.get('topo.firstbranch'))
      : [];
    revs.sort(true);
    const sorted = topologicalOrder(revs, (rev) => [ev.parent1(rev), ev.parent2(rev)], firstBranch);
    const set = BaseSet.fromList(sorted, { topological: true });
    if (first.descending) set.reverse();
    return set;
  }
  let sorted = [...revs];
  for (const { name, descending } of [...keys].reverse()) {
    const sign = descending ? -1 : 1;
    const random = name === 'random' ? randomKeys(ev, sorted.length, seed) : undefined;
    const keyed = sorted.map((rev, i) => ({ rev, value: random?.[i] ?? (KEYS[name] as Key)(ev, rev) }));
    keyed.sort((a, b) =>
      typeof a.value === 'number'
        ? sign * (a.value - (b.value as number))
        : sign * compareByteStrings(a.value, b.value as string),
    );
    sorted = keyed.map((one) => one.rev);
  }
  return BaseSet.fromList(sorted);
}

export const SORT_PREDICATES: PredicateTable = { sort: { weight: 10, evaluate: sortSet } };
