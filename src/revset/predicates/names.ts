/** Predicates that select by number, node or name. */
import {
  type ByteString,
  isHex,
  type NodeId,
  NULL_REV,
  stripSpace,
  WDIR_NODE,
  WDIR_REV,
} from '../../bytes/index.js';
import { HgError, LookupError, ParseError } from '../../errors/index.js';
import type { Evaluation, PredicateTable } from '../evaluation.js';
import { argumentsOf, integerIn, noArguments, stringOf } from '../language/arguments.js';
import type { MaybeTree } from '../language/tree.js';
import { noRevisions, withinSubset } from '../members.js';
import { BaseSet, intersect, isVirtual, type SmartSet } from '../sets/index.js';
import { stringMatcher } from '../string-matcher.js';

/** Visible revision of a node; undefined when there is none. */
function visibleRev(ev: Evaluation, node: NodeId): number | undefined {
  const rev = ev.view.revOf(node);
  return rev === undefined || (rev >= 0 && ev.view.isHidden(rev)) ? undefined : rev;
}

function visibleRevs(ev: Evaluation, nodes: Iterable<NodeId>): Set<number> {
  const found = new Set<number>();
  for (const node of nodes) {
    const rev = visibleRev(ev, node);
    if (rev !== undefined && rev !== NULL_REV) found.add(rev);
  }
  return found;
}

function bookmarkSet(ev: Evaluation, subset: SmartSet, args: MaybeTree): SmartSet {
  const list = argumentsOf(args, 0, 1, 'bookmark takes one or no arguments');
  const bookmarks = ev.view.bookmarks();
  if (list.length === 0) return withinSubset(subset, visibleRevs(ev, bookmarks.values()));
  const matcher = stringMatcher(stringOf(list[0], 'the argument to bookmark must be a string'));
  if (matcher.kind === 're') {
    const named = [...bookmarks].filter(([name]) => matcher.matches(name)).map(([, node]) => node);
    return withinSubset(subset, visibleRevs(ev, named));
  }
  let name = matcher.pattern;
  if (name === '.') {
    if (ev.view.activeBookmark === undefined) throw new LookupError(name, 'no active bookmark');
    name = ev.view.activeBookmark;
  }
  const node = bookmarks.get(name);
  if (node === undefined) throw new LookupError(name, `bookmark '${name}' does not exist`);
  return withinSubset(subset, visibleRevs(ev, [node]));
}

function tagSet(ev: Evaluation, subset: SmartSet, args: MaybeTree): SmartSet {
  const list = argumentsOf(args, 0, 1, 'tag takes one or no arguments');
  const tags = ev.view.tags();
  const nodes = (wanted: (name: ByteString) => boolean) =>
    [...tags.values()].filter((tag) => wanted(tag.name)).map((tag) => tag.node);
  if (list.length === 0)
    return withinSubset(
      subset,
      visibleRevs(
        ev,
        nodes((name) => name !== 'tip'),
      ),
    );
  const matcher = stringMatcher(stringOf(list[0], 'the argument to tag must be a string'));
  if (matcher.kind === 'literal' && !tags.has(matcher.pattern))
    throw new LookupError(matcher.pattern, `tag '${matcher.pattern}' does not exist`);
  const found = visibleRevs(
    ev,
    nodes((name) => matcher.matches(name)),
  );
  if (ev.view.tip() === NULL_REV && matcher.matches('tip')) found.add(NULL_REV);
  return withinSubset(subset, found);
}

function namedSpaceSet(ev: Evaluation, subset: SmartSet, args: MaybeTree): SmartSet {
  const [only] = argumentsOf(args, 1, 1, 'named requires a namespace argument');
  const written = stringOf(only, 'the argument to named must be a string');
  const matcher = stringMatcher(written);
  const spaces: Readonly<Record<string, () => Iterable<number>>> = {
    bookmarks: () => visibleRevs(ev, ev.view.bookmarks().values()),
    tags: () =>
      visibleRevs(
        ev,
        [...ev.view.tags().values()].filter((tag) => tag.name !== 'tip').map((tag) => tag.node),
      ),
    branches: () => [...ev.view.branches().values()].map((branch) => branch.tip),
  };
  const chosen = Object.keys(spaces).filter((name) => matcher.matches(name));
  if (matcher.kind === 'literal' && chosen.length === 0)
    throw new LookupError(matcher.pattern, `namespace '${written}' does not exist`);
  const found = new Set<number>();
  for (const name of chosen) for (const rev of (spaces[name] as () => Iterable<number>)()) found.add(rev);
  found.delete(NULL_REV);
  return withinSubset(subset, found);
}

/** A node or an unambiguous prefix of one; undefined when nothing visible has it. */
function revOfHex(ev: Evaluation, written: ByteString): number | undefined {
  const { view } = ev;
  const prefixed = written.startsWith('x') && view.config.getBool('experimental', 'revisions.prefixhexnode');
  const hex = (prefixed ? written.slice(1) : written).toLowerCase();
  if (!isHex(hex)) return undefined;
  if (hex.length === 40)
    return hex === WDIR_NODE ? WDIR_REV : /^0+$/.test(hex) ? NULL_REV : visibleRev(ev, hex);
  if (hex === '' || hex.length > 40) return undefined;
  const matches = [...view.matchPrefix(hex)];
  if (WDIR_NODE.startsWith(hex)) matches.push(WDIR_REV);
  if (/^0+$/.test(hex)) matches.push(NULL_REV);
  return matches.length === 1 ? matches[0] : undefined;
}

function idSet(ev: Evaluation, subset: SmartSet, args: MaybeTree): SmartSet {
  const [only] = argumentsOf(args, 1, 1, 'id requires one argument');
  const rev = revOfHex(ev, stringOf(only, 'id requires a string'));
  return rev === undefined ? noRevisions() : intersect(BaseSet.fromList([rev]), subset);
}

function revSet(ev: Evaluation, subset: SmartSet, args: MaybeTree): SmartSet {
  const [only] = argumentsOf(args, 1, 1, 'rev requires one argument');
  const rev = integerIn(stringOf(only, 'rev requires a number'));
  if (rev === undefined) throw new ParseError('rev expects a number');
  const exists = isVirtual(rev) || (rev >= 0 && rev < ev.view.length && !ev.view.isHidden(rev));
  return exists ? intersect(subset, BaseSet.fromList([rev])) : noRevisions();
}

function headSet(ev: Evaluation, subset: SmartSet, args: MaybeTree): SmartSet {
  noArguments(args, 'head');
  const heads = new Set<number>();
  for (const branch of ev.view.branches().values()) for (const rev of branch.heads) heads.add(rev);
  return intersect(subset, BaseSet.fromMembers(heads));
}

function hiddenSet(ev: Evaluation, subset: SmartSet, args: MaybeTree): SmartSet {
  noArguments(args, 'hidden');
  // They are in no set of a view that hides them, unless the set was made elsewhere.
  const found = subset.kind === 'full' && ev.view.hasHidden ? [] : ev.view.hiddenRevs();
  return withinSubset(subset, found, 'frozenset');
}

export const NAME_PREDICATES: PredicateTable = {
  bookmark: { evaluate: bookmarkSet },
  tag: { evaluate: tagSet },
  tagged: { internal: true, evaluate: tagSet },
  named: { evaluate: namedSpaceSet },
  id: { evaluate: idSet },
  rev: { evaluate: revSet },
  _rev: {
    internal: true,
    evaluate(ev, subset, args) {
      const [only] = argumentsOf(args, 1, 1, 'rev requires one argument');
      const written = stringOf(only, 'rev requires a number');
      const rev = integerIn(written);
      if (rev === undefined) throw new ParseError('rev expects a number');
      if (!isVirtual(rev) && !(rev >= 0 && rev < ev.view.length && !ev.view.isHidden(rev)))
        throw new LookupError(written, `unknown revision '${written}'`);
      return intersect(subset, BaseSet.fromList([rev]));
    },
  },
  head: { evaluate: headSet },
  hidden: { evaluate: hiddenSet },
  wdir: {
    weight: 0,
    evaluate(_ev, subset, args) {
      noArguments(args, 'wdir');
      return subset.kind === 'full' || subset.contains(WDIR_REV)
        ? BaseSet.fromList([WDIR_REV])
        : noRevisions();
    },
  },
  nodefromfile: {
    evaluate(ev, subset, args) {
      const path = stringOf(args, 'nodefromfile require a file path');
      if (ev.context.readLines === undefined)
        throw new HgError('abort', `cannot open nodes file "${path}": No such file or directory`);
      const found = new Set<number>();
      for (const line of ev.context.readLines(path)) {
        const rev = revOfHex(ev, stripSpace(line));
        if (rev !== undefined) found.add(rev);
      }
      return intersect(subset, BaseSet.fromMembers(found));
    },
  },
};
