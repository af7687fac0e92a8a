/** What became of an obsolete changeset, in words. */
import type { ByteString } from '../../bytes/index.js';
import { formatDate, type HgDate } from '../../dates/index.js';
import type { MarkerView } from '../resources.js';
import type { Scope } from '../scope.js';
import { formatNode } from './format-node.js';

export function obsoleteVerb(successors: number): ByteString {
  return successors === 0 ? 'pruned' : successors === 1 ? 'rewritten' : 'split';
}

function sortedSet(texts: Iterable<ByteString | undefined>): ByteString[] {
  const out = new Set<ByteString>();
  for (const text of texts) if (text !== undefined && text !== '') out.add(text);
  return [...out].sort();
}

export function markerOperations(markers: readonly MarkerView[]): ByteString[] {
  return sortedSet(markers.map((marker) => marker.metadata.get('operation')));
}

export function markerUsers(markers: readonly MarkerView[]): ByteString[] {
  return sortedSet(markers.map((marker) => marker.metadata.get('user')));
}

/** The earliest and the latest date (twice the same for one marker is given once). */
export function markerDates(markers: readonly MarkerView[]): HgDate[] {
  const dates = markers
    .map((marker) => marker.date)
    .sort((a, b) => a.seconds - b.seconds || a.offset - b.offset);
  const first = dates[0];
  const last = dates.at(-1);
  if (first === undefined || last === undefined) return [];
  return first.seconds === last.seconds && first.offset === last.offset ? [first] : [first, last];
}

/** One line: `rewritten using amend as 8:a8dd7e2077ae by user (at date)`. */
export function obsoleteFate(
  scope: Scope,
  successors: readonly ByteString[],
  markers: readonly MarkerView[],
): ByteString {
  const { verbosity, config, userName } = scope.templater.resources;
  const verbose = verbosity === 'verbose' || verbosity === 'debug';
  let out = obsoleteVerb(successors.length);
  const operations = markerOperations(markers);
  if (operations.length > 0) out += ` using ${operations.join(', ')}`;
  if (successors.length > 0) {
    const names = successors.map((node) => {
      const rev = scope.repo.revOf(node);
      return rev === undefined ? formatNode(node, scope) : `${rev}:${formatNode(node, scope)}`;
    });
    out += ` as ${names.join(', ')}`;
  }
  const users = markerUsers(markers);
  // One's own name is no news.
  const own = users.length === 1 && users[0] === (userName?.() ?? config.get('ui', 'username'));
  if (users.length > 0 && verbosity !== 'quiet' && (verbose || !own)) out += ` by ${users.join(', ')}`;
  const dates = markerDates(markers);
  if (verbose && dates.length > 0) {
    const texts = dates.map((date) => formatDate(date, '%Y-%m-%d %H:%M %1%2'));
    out += texts.length === 1 ? ` (at ${texts[0]})` : ` (between ${texts[0]} and ${texts[1]})`;
  }
  return out;
}
