/** `qs debugobsolete`: lists, makes and deletes obsolescence markers. */
import { type ByteString, byteStringOf, isHex, type NodeId, quoted } from '../../bytes/index.js';
import { parseDate } from '../../dates/index.js';
import { HgError } from '../../errors/index.js';
import {
  inTransaction,
  MarkerReport,
  parentsOf,
  refreshed,
  withLock,
  writeMarkers,
} from '../../repo/index.js';
import {
  deleteMarkers,
  exclusiveMarkers,
  type ObsMarker,
  relevantMarkers,
  sortedMarkers,
} from '../../store/index.js';
import { type FieldValue, NamedList, QuotedPairs } from '../../template/index.js';
import type { CommandContext, CommandDefinition, Options } from '../command.js';
import { markerLine } from '../debug/marker-line.js';
import { revisionsOf, TEMPLATE_OPTION } from '../revisions.js';
import { userName } from '../username.js';

export const command: CommandDefinition = {
  name: 'debugobsolete',
  synopsis: '[OBSOLETED [REPLACEMENT ...]]',
  summary: 'list, make or delete obsolescence markers',
  help: `Without arguments, lists all markers: what was replaced, by what, flags in hex, parents if they were recorded, date and
metadata. With --rev only those that tell how the revisions came about, with --exclusive only those that no other changeset
needs.

With arguments, marks the first changeset as replaced by the others (or as pruned if there are none). All are given with
40 digits and need not exist.

Templates know prednode, succnodes, flag, parentnodes, date, metadata and index.

Returns 0.`,
  category: 'none',
  options: [
    {
      short: '',
      long: 'flags',
      kind: 'value',
      help: 'flags of the marker',
      valueName: 'N',
      default: '0',
      integer: true,
    },
    {
      short: '',
      long: 'record-parents',
      kind: 'flag',
      help: 'record the parents of the obsolete changeset',
    },
    { short: 'r', long: 'rev', kind: 'list', help: 'only markers relevant to these revisions' },
    { short: '', long: 'exclusive', kind: 'flag', help: 'only markers that no other revision needs' },
    { short: '', long: 'index', kind: 'flag', help: 'number the markers' },
    { short: '', long: 'delete', kind: 'list', help: 'delete markers by number', valueName: 'N' },
    { short: 'd', long: 'date', kind: 'value', help: 'date of the marker', valueName: 'DATE' },
    { short: 'u', long: 'user', kind: 'value', help: 'who made the marker', valueName: 'USER' },
    TEMPLATE_OPTION,
  ],
  run(context, args, options) {
    if (options.list('delete').length > 0) return removeMarkers(context, options.list('delete'));
    return args.length > 0 ? createMarker(context, args, options) : listMarkers(context, options);
  },
};

function removeMarkers(context: CommandContext, texts: readonly ByteString[]): number {
  const numbers = new Set(
    texts.map((text) => {
      if (!/^\s*[+-]?\d+\s*$/.test(text))
        throw new HgError('abort', `invalid index value: b${quoted(text)}`, {
          hint: 'use integers for indices',
        });
      return Number(text);
    }),
  );
  const repo = context.repo();
  const gone = withLock(repo, () => deleteMarkers(repo.store.fs, (number) => numbers.has(number)));
  context.ui.write(`deleted ${gone} obsolescence markers\n`);
  return 0;
}

function fullNode(text: ByteString): NodeId {
  if (text.length !== 40 || !isHex(text))
    throw new HgError('abort', 'changeset references must be full hexadecimal node identifiers');
  return text.toLowerCase();
}

function createMarker(context: CommandContext, args: readonly ByteString[], options: Options): number {
  if (options.list('rev').length > 0)
    throw new HgError('abort', 'cannot select revision when creating marker');
  const { platform, ui } = context;
  const repo = context.repo();
  const user = options.value('user') || userName(context);
  const [predecessor, ...successors] = args.map(fullNode) as [NodeId, ...NodeId[]];
  const given = options.value('date');
  const report = new MarkerReport(repo);
  withLock(repo, () =>
    inTransaction(repo, { name: 'debugobsolete' }, (session) => {
      const seconds = platform.clock.now();
      const marker: ObsMarker = {
        predecessor,
        successors,
        flags: options.int('flags') ?? 0,
        metadata: new Map([['user', user]]),
        date: given
          ? parseDate(given, platform.clock)
          : { seconds, offset: platform.clock.timeZoneOffset(seconds) },
        parents: options.flag('record-parents')
          ? recordedParents(session.repository, predecessor)
          : undefined,
      };
      writeMarkers(session, [marker]);
    }),
  );
  const after = refreshed(repo);
  report.markers(after, ui);
  report.instabilities(after, ui);
  return 0;
}

function recordedParents(repo: ReturnType<CommandContext['repo']>, node: NodeId): NodeId[] {
  const rev = repo.revOf(node);
  if (rev === undefined) throw new HgError('abort', 'cannot used --record-parents on unknown changesets');
  return parentsOf(repo, rev);
}

/** Which markers to list, and their numbers in the file when these are wanted. */
function selection(
  context: CommandContext,
  options: Options,
): { markers: readonly number[]; numbers: ReadonlyMap<number, number> | undefined } {
  const repo = context.repo();
  const { obsStore } = repo;
  const specs = options.list('rev');
  const all = (): number[] => [...obsStore.markers.offsets];
  const numbers = options.flag('index')
    ? new Map((obsStore.isEmpty ? [] : all()).map((marker, number) => [marker, number]))
    : undefined;
  if (specs.length === 0) return { markers: obsStore.isEmpty ? [] : all(), numbers };
  const nodes = [...revisionsOf(context, specs)].map((rev) => repo.node(rev));
  const found = options.flag('exclusive')
    ? exclusiveMarkers(obsStore, nodes, (node) => repo.revOf(node) !== undefined)
    : relevantMarkers(obsStore, nodes);
  return { markers: numbers === undefined ? sortedMarkers(obsStore, found) : found, numbers };
}

function listMarkers(context: CommandContext, options: Options): number {
  const { ui } = context;
  const { obsStore } = context.repo();
  ui.pager('debugobsolete');
  const formatter = ui.formatter('debugobsolete', options);
  obsStore.reading(() => {
    const { markers, numbers } = selection(context, options);
    /** Markers that came twice are listed once when they were looked for. */
    let last = '';
    for (const at of markers) {
      const marker = obsStore.marker(at);
      if (options.list('rev').length > 0) {
        const bytes = byteStringOf(obsStore.markers.rawBytes(at));
        if (bytes === last) continue;
        last = bytes;
      }
      formatter.startItem();
      if (formatter.isPlain) formatter.plain(markerLine(marker, numbers?.get(at)));
      else formatter.data(fieldsOf(marker, numbers?.get(at)));
    }
  });
  formatter.end();
  return 0;
}

/** Without the fraction, also where structured output would show one. */
function wholeSeconds({ seconds, offset }: ObsMarker['date']): ObsMarker['date'] {
  const date = { seconds: Math.floor(seconds), offset, computed: true };
  return date;
}

function fieldsOf(
  { predecessor, successors, flags, metadata, date, parents }: ObsMarker,
  number: number | undefined,
): Record<string, FieldValue> {
  return {
    ...(number !== undefined && { index: number }),
    prednode: predecessor,
    succnodes: new NamedList(successors, 'node'),
    flag: flags,
    ...(parents?.length && { parentnodes: new NamedList(parents, 'node', ', ') }),
    date: wholeSeconds(date),
    metadata: new QuotedPairs(metadata),
  };
}
