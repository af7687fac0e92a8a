/** `qs debugrevlog`: figures about a whole revlog. */
import type { ByteString } from '../../bytes/index.js';
import type { Revlog } from '../../revlog/index.js';
import type { CommandDefinition } from '../command.js';
import { namedRevlog, REVLOG_OPTIONS } from '../debug/named-revlog.js';
import { type RevlogStatistics, revlogStatistics, type Sizes } from '../debug/revlog-statistics.js';
import { fixedPoint } from '../ui/fixed-point.js';
import type { Ui } from '../ui/index.js';

export const command: CommandDefinition = {
  name: 'debugrevlog',
  repository: 'optional',
  synopsis: '-c|-m|FILE',
  summary: 'show data and statistics about a revlog',
  help: 'Counts and sizes of revisions, snapshots, deltas and chunks, or with --dump a line for each revision.',
  category: 'none',
  argumentCount: [0, 1],
  options: [...REVLOG_OPTIONS, { short: 'd', long: 'dump', kind: 'flag', help: 'a line per revision' }],
  run(context, [file], options) {
    const revlog = namedRevlog(context, 'debugrevlog', file, options);
    if (options.flag('dump')) dump(context.ui, revlog);
    else summarise(context.ui, revlog, revlogStatistics(revlog));
    return 0;
  },
};

/** `count (share%)`; everything is 100% of nothing. */
function share(value: number, total: number, width: number, gap = ''): ByteString {
  const percent = total === 0 ? 100 : (100 * value) / total;
  return `${String(value).padStart(width)}${gap} (${fixedPoint(percent, 2).padStart(5)}%)\n`;
}

function summarise(ui: Ui, revlog: Revlog, figures: RevlogStatistics): void {
  const { revisions, snapshots, deltas, chunkKinds, chainLengths, chainSpans, texts } = figures;
  const snapshotCount = snapshots.reduce((sum, sizes) => sum + sizes.count, 0);
  const snapshotSize = snapshots.reduce((sum, sizes) => sum + sizes.total, 0);
  const totalSize = snapshotSize + deltas.total;
  const flags = [revlog.inline ? 'inline' : '', revlog.generalDelta ? 'generaldelta' : ''].filter(
    (flag) => flag !== '',
  );
  ui.write(`format : ${revlog.version}\n`);
  ui.write(`flags  : ${flags.length === 0 ? '(none)' : flags.join(', ')}\n\n`);

  const width = String(totalSize).length;
  const levelWidth = width + 6;
  const empty = figures.emptyTexts + figures.emptyDeltas;
  ui.write(`revisions     : ${String(revisions).padStart(width)}\n`);
  ui.write(`    merges    : ${share(figures.merges, revisions, width)}`);
  ui.write(`    normal    : ${share(revisions - figures.merges, revisions, width)}`);
  ui.write(`revisions     : ${String(revisions).padStart(width)}\n`);
  ui.write(`    empty     : ${share(empty, revisions, width)}`);
  ui.write(`                   text  : ${share(figures.emptyTexts, empty, width)}`);
  ui.write(`                   delta : ${share(figures.emptyDeltas, empty, width)}`);
  ui.write(`    snapshot  : ${share(snapshotCount, revisions, width)}`);
  const used = snapshots.map((sizes, depth) => ({ sizes, depth })).filter(({ sizes }) => sizes.count > 0);
  for (const { sizes, depth } of used)
    ui.write(`      lvl-${depth}   : ${share(sizes.count, revisions, levelWidth)}`);
  ui.write(`    deltas    : ${share(deltas.count, revisions, width)}`);
  ui.write(`revision size : ${String(totalSize).padStart(width)}\n`);
  ui.write(`    snapshot  : ${share(snapshotSize, totalSize, width)}`);
  for (const { sizes, depth } of used)
    ui.write(`      lvl-${depth}   : ${share(sizes.total, totalSize, levelWidth)}`);
  ui.write(`    deltas    : ${share(deltas.total, totalSize, width)}`);

  ui.write(`\nchunks        : ${String(revisions).padStart(width)}\n`);
  for (const [byte, { count }] of chunkKinds)
    ui.write(`${chunkLabel(byte)}${share(count, revisions, width)}`);
  ui.write(`chunks size   : ${String(totalSize).padStart(width)}\n`);
  for (const [byte, { size }] of chunkKinds) ui.write(`${chunkLabel(byte)}${share(size, totalSize, width)}`);

  const ratio = totalSize === 0 ? 1 : Math.trunc(texts.total / totalSize);
  const lines: readonly (readonly [string, number])[] = [
    ['avg chain length  : ', chainLengths.average],
    ['max chain length  : ', chainLengths.greatest],
    ['max chain reach   : ', chainSpans.greatest],
    ['compression ratio : ', ratio],
  ];
  const widest = Math.max(...lines.map(([, value]) => String(value).length));
  ui.write('\n');
  for (const [title, value] of lines) ui.write(`${title}${String(value).padStart(widest)}\n`);

  const range = (sizes: Pick<Sizes, 'least' | 'greatest' | 'average'>): string =>
    `${sizes.least} / ${sizes.greatest} / ${sizes.average}\n`;
  const between = used.filter(({ depth }) => depth > 0).map(({ sizes }) => sizes);
  const betweenCount = between.reduce((sum, sizes) => sum + sizes.count, 0);
  // Format 0 does not know the sizes of texts.
  if (revlog.version > 0) ui.write(`\nuncompressed data size (min/max/avg) : ${range(texts)}`);
  ui.write(`full revision size (min/max/avg)     : ${range(snapshots[0] as Sizes)}`);
  ui.write(
    `inter-snapshot size (min/max/avg)    : ${range({
      least: betweenCount === 0 ? 0 : Math.min(...between.map((sizes) => sizes.least)),
      greatest: Math.max(0, ...between.map((sizes) => sizes.greatest)),
      average:
        betweenCount === 0 ? 0 : Math.floor((snapshotSize - (snapshots[0] as Sizes).total) / betweenCount),
    })}`,
  );
  for (const { sizes, depth } of used)
    if (depth > 0) ui.write(`    level-${depth}   (min/max/avg)          : ${range(sizes)}`);
  ui.write(`delta size (min/max/avg)             : ${range(deltas)}`);
  if (deltas.count > 0) summariseBases(ui, revlog, figures);
}

function summariseBases(ui: Ui, revlog: Revlog, { deltas, deltasAgainst: against }: RevlogStatistics): void {
  const width = String(deltas.count).length;
  const { previous, previousIsParent1: first, previousIsParent2: second } = against;
  ui.write(`\ndeltas against prev  : ${share(previous, deltas.count, width)}`);
  if (previous > 0) {
    ui.write(`    where prev = p1  : ${share(first, previous, width, '    ')}`);
    ui.write(`    where prev = p2  : ${share(second, previous, width, '    ')}`);
    ui.write(`    other            : ${share(previous - first - second, previous, width, '    ')}`);
  }
  if (!revlog.generalDelta) return;
  ui.write(`deltas against p1    : ${share(against.parent1, deltas.count, width)}`);
  ui.write(`deltas against p2    : ${share(against.parent2, deltas.count, width)}`);
  ui.write(`deltas against other : ${share(against.other, deltas.count, width)}`);
}

function chunkLabel(byte: number): string {
  const hex = `0x${byte.toString(16).padStart(2, '0')}`;
  const isLetter = (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
  const name = byte === -1 ? 'empty' : isLetter ? `${hex} (${String.fromCharCode(byte)})` : hex;
  return `    ${name.padEnd(10)}: `;
}

function dump(ui: Ui, revlog: Revlog): void {
  ui.write(
    '# rev p1rev p2rev start   end deltastart base   p1   p2 rawsize totalsize compression heads chainlen\n',
  );
  const chainBase = new Int32Array(revlog.length);
  const chainLength = new Int32Array(revlog.length);
  const heads = new Set<number>();
  let total = 0;
  const start = (rev: number): number => (rev === -1 ? 0 : revlog.offset(rev));
  for (let rev = 0; rev < revlog.length; rev++) {
    const [p1, p2] = revlog.parents(rev) as [number, number];
    const delta = revlog.deltaParent(rev);
    chainBase[rev] = delta === -1 ? rev : (chainBase[delta] as number);
    chainLength[rev] = delta === -1 ? 0 : (chainLength[delta] as number) + 1;
    const end = start(rev) + revlog.chunkLength(rev);
    total += revlog.index.textLength(rev);
    heads.delete(p1);
    heads.delete(p2);
    heads.add(rev);
    const row: readonly (readonly [number, number])[] = [
      [rev, 5],
      [p1, 5],
      [p2, 5],
      [start(rev), 5],
      [end, 5],
      [start(delta === -1 ? rev : delta), 10],
      [start(chainBase[rev] as number), 4],
      [start(p1), 4],
      [start(p2), 4],
      [revlog.index.textLength(rev), 7],
      [total, 9],
      [end === 0 ? 0 : Math.floor(total / end), 11],
      [heads.size, 5],
      [chainLength[rev] as number, 8],
    ];
    ui.write(`${row.map(([value, width]) => String(value).padStart(width)).join(' ')}\n`);
  }
}
