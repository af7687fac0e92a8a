/** Keywords that say something about the current changeset. */
import { type ByteString, NULL_NODE, stripSpace } from '../../bytes/index.js';
import { PHASE_NAMES } from '../../store/index.js';
import type { Scope } from '../scope.js';
import { escapeExtra } from '../text/escape.js';
import {
  DateValue,
  DictValue,
  ItemValue,
  type ListOptions,
  ListValue,
  MappingValue,
  type Value,
} from '../values/index.js';
import { formatNode, nodeOf, showChangeset } from './format-node.js';
import { graphNode } from './graph-node.js';
import type { Keyword } from './keyword.js';
import { latestTag } from './latest-tag.js';
import { oneLineSummary } from './one-line-summary.js';

export const onChangeset = (run: (scope: Scope) => Value): Keyword => ({ needs: 'changeset', run });

/** A list of names; `name` is what one is called. */
export function names(values: readonly ByteString[], name: ByteString, options: ListOptions = {}): ListValue {
  return new ListValue(values, { name, ...options });
}

const rev = (scope: Scope): number => scope.rev as number;
const node = (scope: Scope): ByteString => nodeOf(scope, rev(scope));

function parentsOf(scope: Scope): readonly [number, number] {
  const at = rev(scope);
  if (at < 0) return [-1, -1];
  return [scope.repo.graph.parent1(at), scope.repo.graph.parent2(at)];
}

/** Parents worth showing: none when the only one is the previous revision. */
export function meaningfulParents(scope: Scope): readonly number[] {
  const [p1, p2] = parentsOf(scope);
  if (p2 >= 0) return [p1, p2];
  if (scope.templater.resources.verbosity === 'debug') return [p1, p2];
  return p1 >= rev(scope) - 1 ? [] : [p1];
}

const oneParent = (which: 0 | 1) =>
  onChangeset((scope) => new MappingValue({}, parentsOf(scope)[which], showChangeset));

function revList(revs: readonly number[], name: ByteString, after: ByteString): ListOptions {
  return {
    names: (item) => ({ [name]: item }),
    revOf: (item) => item as number,
    integers: true,
    format: (item, scope) => `${item}:${formatNode(nodeOf(scope, item as number), scope)}`,
    ...(after === '' || revs.length === 0
      ? {}
      : {
          text: (scope: Scope) =>
            revs.map((item) => `${item}:${formatNode(nodeOf(scope, item), scope)}${after}`).join(''),
        }),
  };
}

function childrenOf(scope: Scope): number[] {
  const { repo } = scope;
  // One pass over the history serves every changeset.
  const children = scope.templater.cached('children', () => {
    const lists = new Map<number, number[]>();
    const add = (parent: number, child: number) => {
      const list = lists.get(parent);
      if (list === undefined) lists.set(parent, [child]);
      else list.push(child);
    };
    for (let at = 0; at < repo.length; at++) {
      if (repo.isHidden(at)) continue;
      const p1 = repo.graph.parent1(at);
      const p2 = repo.graph.parent2(at);
      add(p1, at);
      if (p2 >= 0 && p2 !== p1) add(p2, at);
    }
    return lists;
  });
  return children.get(rev(scope)) ?? [];
}

function extrasOf(scope: Scope): Value {
  const { extra } = scope.changeset;
  const sorted = [...extra].sort((a, b) => (a[0] < b[0] ? -1 : 1));
  return new DictValue(new Map<ByteString, Value>(sorted), {
    format: (key, value) => `${key}=${escapeExtra(value as ByteString)}`,
    separator: '',
  });
}

function bookmarksOf(scope: Scope): Value {
  const active = scope.repo.activeBookmark ?? '';
  return new ListValue(scope.repo.bookmarksAt(node(scope)), {
    names: (bookmark) => ({ bookmark, active, current: active }),
  });
}

function activeBookmark(scope: Scope): ByteString {
  const active = scope.repo.activeBookmark;
  return active !== undefined && scope.repo.bookmarksAt(node(scope)).includes(active) ? active : '';
}

function namespacesOf(scope: Scope): Value {
  const lists: readonly (readonly [ByteString, ByteString, readonly ByteString[]])[] = [
    ['bookmarks', 'bookmark', scope.repo.bookmarksAt(node(scope))],
    ['tags', 'tag', scope.repo.tagsAt(node(scope))],
    ['branches', 'branch', [scope.repo.branch(rev(scope))]],
  ];
  const entries = lists.map(([namespace, name, values]) => {
    const list = new ListValue(values, { names: (item) => ({ name: item, [name]: item }) });
    return [namespace, list] as const;
  });
  const singular = new Map(lists.map(([namespace, name]) => [namespace, name]));
  return new DictValue(new Map<ByteString, Value>(entries), {
    names: (namespace, list) => ({
      namespace,
      names: list,
      builtin: true,
      // hg leaves it empty for its own namespaces.
      logname: '',
      colorname: singular.get(namespace) ?? '',
    }),
    format: (namespace) => namespace,
  });
}

function manifestOf(scope: Scope): Value {
  if (rev(scope) < 0) return new ItemValue('-1:000000000000', { rev: -1, node: NULL_NODE }, undefined);
  const manifestNode = scope.changeset.manifestNode;
  const manifestRev = scope.repo.manifestRev(manifestNode);
  const text = `${manifestRev ?? -1}:${formatNode(manifestNode, scope)}`;
  return new ItemValue(text, { rev: manifestRev ?? -1, node: manifestNode }, undefined);
}

const author = onChangeset((scope) => scope.changeset.user);

export const CHANGESET_KEYWORDS: readonly (readonly [string, Keyword])[] = [
  ['_fast_rank', onChangeset(() => null)],
  ['activebookmark', onChangeset(activeBookmark)],
  ['currentbookmark', onChangeset(activeBookmark)],
  ['author', author],
  ['user', author],
  ['bisect', onChangeset((scope) => scope.templater.resources.bisectLabel?.(rev(scope)) ?? null)],
  ['bookmarks', onChangeset(bookmarksOf)],
  ['branch', onChangeset((scope) => scope.changeset.branch)],
  [
    'branches',
    onChangeset((scope) => {
      const { branch } = scope.changeset;
      return names(branch === 'default' ? [] : [branch], 'branch');
    }),
  ],
  [
    'changessincelatesttag',
    onChangeset((scope) => latestTag(scope, rev(scope), undefined, undefined).changes()),
  ],
  [
    'children',
    onChangeset((scope) => {
      const texts = childrenOf(scope).map((child) => `${child}:${nodeOf(scope, child).slice(0, 12)}`);
      return names(texts, 'child');
    }),
  ],
  ['date', onChangeset((scope) => new DateValue(scope.changeset.date))],
  ['desc', onChangeset((scope) => stripSpace(scope.changeset.description))],
  ['extras', onChangeset(extrasOf)],
  [
    'graphnode',
    onChangeset((scope) => graphNode(scope.repo, rev(scope), scope.templater.resources.mergeConflict?.())),
  ],
  ['instabilities', onChangeset((scope) => names(scope.repo.instabilities(rev(scope)), 'instability'))],
  ['latesttag', onChangeset((scope) => latestTag(scope, rev(scope), undefined, undefined).value)],
  ['latesttagdistance', onChangeset((scope) => latestTag(scope, rev(scope), undefined, undefined).distance)],
  ['manifest', onChangeset(manifestOf)],
  ['namespaces', onChangeset(namespacesOf)],
  ['negrev', onChangeset((scope) => (rev(scope) < 0 ? null : rev(scope) - scope.repo.length))],
  ['node', onChangeset(node)],
  ['obsolete', onChangeset((scope) => (obsoleteSet(scope).has(rev(scope)) ? 'obsolete' : ''))],
  ['onelinesummary', onChangeset((scope) => oneLineSummary(scope))],
  ['originalnode', onChangeset((scope) => scope.originalNode ?? '')],
  ['p1', oneParent(0)],
  ['p2', oneParent(1)],
  ['p1node', onChangeset((scope) => nodeOf(scope, parentsOf(scope)[0]))],
  ['p2node', onChangeset((scope) => nodeOf(scope, parentsOf(scope)[1]))],
  ['p1rev', onChangeset((scope) => parentsOf(scope)[0])],
  ['p2rev', onChangeset((scope) => parentsOf(scope)[1])],
  [
    'parents',
    onChangeset((scope) => {
      const revs = meaningfulParents(scope);
      return new ListValue(revs, revList(revs, 'parent', ' '));
    }),
  ],
  ['phase', onChangeset((scope) => phaseName(scope))],
  ['phaseidx', onChangeset((scope) => (rev(scope) < 0 ? 0 : scope.repo.phase(rev(scope))))],
  ['rev', onChangeset(rev)],
  ['tags', onChangeset((scope) => names(scope.repo.tagsAt(node(scope)), 'tag'))],
];

function phaseName(scope: Scope): ByteString {
  const at = rev(scope);
  return (at < 0 ? 'public' : PHASE_NAMES[scope.repo.phase(at)]) ?? String(scope.repo.phase(at));
}

function obsoleteSet(scope: Scope): ReadonlySet<number> {
  return scope.templater.cached('obsolete', () => new Set(scope.repo.obsoleteRevs()));
}
