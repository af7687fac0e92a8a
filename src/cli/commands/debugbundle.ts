/** `qs debugbundle`. */
import type { ByteString } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import {
  type Bundle2Part,
  Bundle2Reader,
  ByteReader,
  type ByteStream,
  ChangegroupReader,
  changegroupVersion,
  compressionName,
  openBundle,
  type PartParameters,
  packedHeader,
  parameter,
  phaseHeadsIn,
  quoteUrl,
  wholePayload,
} from '../../exchange/index.js';
import { ObsStore, PHASE_NAMES, sortedMarkers } from '../../store/index.js';
import { readBundleFile } from '../bundle-file.js';
import type { CommandContext, CommandDefinition } from '../command.js';
import { markerLine } from '../debug/marker-line.js';
import type { Ui } from '../ui/index.js';

/** More is no list to look at. */
const MOST_MARKER_BYTES = 1 << 28;

/** `{nbchanges: 3, version: 02}` */
function braces(pairs: Iterable<readonly [ByteString, ByteString | undefined]>): ByteString {
  const sorted = [...pairs].sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([key, value]) => `${key}: ${value ?? 'None'}`).join(', ')}}`;
}

function showGroup(ui: Ui, group: ChangegroupReader, title: ByteString, indent: ByteString): void {
  ui.write(`\n${indent}${title}\n`);
  for (const { node, p1, p2, linknode, base, delta } of group.revisions())
    ui.write(`${indent}${node} ${p1} ${p2} ${linknode} ${base} ${delta.length}\n`);
}

/** Everything, or the changesets' nodes. */
function showChangegroup(ui: Ui, group: ChangegroupReader, all: boolean, indent: ByteString): void {
  if (!all) {
    for (const { node } of group.revisions()) ui.write(`${indent}${node}\n`);
    return;
  }
  ui.write(`${indent}format: id, p1, p2, cset, delta base, len(delta)\n`);
  showGroup(ui, group, 'changelog', indent);
  showGroup(ui, group, 'manifest', indent);
  if (group.version === '03') for (const name of group.directories()) showGroup(ui, group, name, indent);
  for (const name of group.files()) showGroup(ui, group, name, indent);
}

function showPart(ui: Ui, part: Bundle2Part, all: boolean): void {
  const pairs: PartParameters = new Map([...part.mandatory, ...part.advisory]);
  ui.write(`${part.type} -- ${braces(pairs)} (mandatory: ${part.isMandatory ? 'True' : 'False'})\n`);
  if (ui.quiet) return;
  const indent = '    ';
  if (part.type === 'changegroup') {
    const version = changegroupVersion(parameter(part, 'version') ?? '01');
    showChangegroup(ui, new ChangegroupReader(new ByteReader(part.payload), version), all, indent);
  } else if (part.type === 'obsmarkers') showMarkers(ui, part.payload, indent);
  else if (part.type === 'phase-heads')
    for (const { phase, node } of phaseHeadsIn(part.payload))
      ui.write(`${indent}${node} ${PHASE_NAMES[phase] ?? phase}\n`);
}

function showMarkers(ui: Ui, payload: ByteStream, indent: ByteString): void {
  const bytes = wholePayload(payload, MOST_MARKER_BYTES);
  const version = bytes[0] ?? 0;
  if (version > 1) {
    ui.write(`${indent}unsupported version: ${version} (${bytes.length} bytes)\n`);
    return;
  }
  ui.write(`${indent}version: ${version} (${bytes.length} bytes)\n`);
  const store = new ObsStore(bytes);
  for (const marker of sortedMarkers(store, store.markers.offsets))
    ui.write(`${indent}${markerLine(store.marker(marker))}`);
}

/** The specification that makes such a bundle. */
function specOf(stream: ByteStream, { platform }: CommandContext, name: ByteString): ByteString {
  const bundle = openBundle(stream, platform, name);
  const requirementsOf = (text: ByteString): ByteString => quoteUrl(`requirements=${text}`);
  if (bundle.kind === 'bundle1') return `${compressionName(bundle.compression)}-v1`;
  if (bundle.kind === 'packed') {
    const { requirements } = packedHeader(bundle.reader);
    return `none-packed1;${requirementsOf([...requirements].sort().join(','))}`;
  }
  const compression = compressionName(bundle.compression);
  for (const part of new Bundle2Reader(bundle.reader, () => undefined).parts()) {
    if (part.type === 'changegroup') {
      const version = parameter(part, 'version');
      if (version === '01' || version === '02') return `${compression}-v2`;
      if (version === '03') return `${compression}-v2;cg.version=03`;
      throw new HgError('abort', `changegroup version ${version} does not have a known bundlespec`, {
        hint: 'try upgrading your Mercurial client',
      });
    }
    if (part.type === 'stream2')
      return `none-v2;stream=v2;requirements%3D${parameter(part, 'requirements') ?? ''}`;
  }
  throw new HgError('abort', 'could not identify changegroup version in bundle');
}

export const command: CommandDefinition = {
  name: 'debugbundle',
  repository: 'none',
  argumentCount: [1, 1],
  synopsis: 'FILE',
  summary: 'list what is in a bundle',
  help: `Lists the parts of a bundle file and the changesets in it; with --all every revision of everything.`,
  category: 'none',
  options: [
    { short: 'a', long: 'all', kind: 'flag', help: 'show all details' },
    { short: '', long: 'part-type', kind: 'list', help: 'show only parts of this type' },
    { short: '', long: 'spec', kind: 'flag', help: 'print the specification of the bundle' },
  ],
  run(context, [name = ''], options) {
    const { ui, platform } = context;
    const stream = readBundleFile(context, name);
    if (options.flag('spec')) {
      ui.write(`${specOf(stream, context, name)}\n`);
      return 0;
    }
    const bundle = openBundle(stream, platform, name);
    const all = options.flag('all');
    if (bundle.kind === 'bundle1') showChangegroup(ui, bundle.group, all, '');
    else if (bundle.kind === 'packed') {
      const { requirements, files, bytes } = packedHeader(bundle.reader);
      ui.write(
        `packed1 -- ${braces([
          ['bytecount', String(bytes)],
          ['filecount', String(files)],
          ['requirements', [...requirements].sort().join(',')],
        ])}\n`,
      );
    } else {
      ui.write(`Stream params: ${braces(bundle.parameters)}\n`);
      const types = options.list('part-type');
      const show = (part: Bundle2Part): void => {
        if (types.length === 0 || types.includes(part.type)) showPart(ui, part, all);
      };
      for (const part of new Bundle2Reader(bundle.reader, show).parts()) show(part);
    }
    return 0;
  },
};
