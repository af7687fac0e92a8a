/** `qs debugdeltachain`: what has to be read to get each revision. */
import type { Revlog } from '../../revlog/index.js';
import type { CommandDefinition } from '../command.js';
import { namedRevlog, REVLOG_OPTIONS } from '../debug/named-revlog.js';

export const command: CommandDefinition = {
  name: 'debugdeltachain',
  repository: 'optional',
  synopsis: '-c|-m|FILE',
  summary: 'dump information about delta chains in a revlog',
  help: `One line per revision. Templates know rev, p1, p2, chainid (chains are numbered by their base), chainlen,
prevrev (the delta's base), deltatype (base, snap, p1, p2, skip1, skip2, prev or other), compsize, uncompsize, chainsize,
chainratio (chain size to text size), lindist (bytes from the start of the chain's base to the end of this revision),
extradist (those of them that are not of the chain), extraratio; and, where reads are sparse, readsize, largestblock,
readdensity and srchunks.`,
  category: 'none',
  argumentCount: [0, 1],
  options: [
    ...REVLOG_OPTIONS,
    { short: 'T', long: 'template', kind: 'value', help: 'display with template', valueName: 'TEMPLATE' },
  ],
  run(context, [file], options) {
    const { ui } = context;
    const revlog = namedRevlog(context, 'debugdeltachain', file, options);
    const sparse = context.repository?.store.requirements.has('sparserevlog') ?? false;
    const formatter = ui.formatter('debugdeltachain', options);
    formatter.plain(
      '    rev      p1      p2  chain# chainlen     prev   delta       size    rawsize  chainsize     ratio   lindist extradist extraratio',
    );
    if (sparse) formatter.plain('   readsize largestblk rddensity srchunks');
    formatter.plain('\n');
    const chainIds = new Map<number, number>();
    for (let rev = 0; rev < revlog.length; rev++) {
      const { chain } = revlog.deltaChain(rev);
      const base = chain[0] as number;
      let id = chainIds.get(base);
      if (id === undefined) {
        id = chainIds.size + 1;
        chainIds.set(base, id);
      }
      const size = revlog.chunkLength(rev);
      const textSize = revlog.index.textLength(rev);
      let chainSize = 0;
      for (const link of chain) chainSize += revlog.chunkLength(link);
      const distance = revlog.offset(rev) + size - revlog.offset(base);
      const extra = distance - chainSize;
      const ratio = textSize === 0 ? chainSize : chainSize / textSize;
      formatter.startItem();
      formatter.write(
        'rev p1 p2 chainid chainlen prevrev deltatype compsize uncompsize chainsize chainratio lindist extradist extraratio',
        '%7d %7d %7d %7d %8d %8d %7s %10d %10d %10d %9.5f %9d %9d %10.5f',
        rev,
        ...revlog.index.storedParents(rev),
        id,
        chain.length,
        chain.length > 1 ? (chain[chain.length - 2] as number) : -1,
        deltaType(revlog, rev, sparse),
        size,
        textSize,
        chainSize,
        ratio,
        distance,
        extra,
        chainSize === 0 ? extra : extra / chainSize,
      );
      if (sparse) {
        let readSize = 0;
        let largest = 0;
        const slices = revlog.sliceChunkToDensity(chain, 0.5, 66560);
        for (let i = 0; i < slices.length; i += 2) {
          const first = chain[slices[i] as number] as number;
          const last = chain[(slices[i + 1] as number) - 1] as number;
          const block = revlog.offset(last) + revlog.chunkLength(last) - revlog.offset(first);
          readSize += block;
          largest = Math.max(largest, block);
        }
        formatter.write(
          'readsize largestblock readdensity srchunks',
          ' %10d %10d %9.5f %8d',
          readSize,
          largest,
          readSize === 0 ? 1 : chainSize / readSize,
          slices.length / 2,
        );
      }
      formatter.plain('\n');
    }
    formatter.end();
    return 0;
  },
};

/** How the delta of a revision came about, as far as its base tells. */
function deltaType(revlog: Revlog, rev: number, sparse: boolean): string {
  const base = revlog.deltaParent(rev);
  if (base === -1) return 'base';
  if (!revlog.generalDelta) return 'prev';
  const p1 = revlog.parent1(rev);
  const p2 = revlog.parent2(rev);
  if (base === p1) return 'p1';
  if (base === p2) return 'p2';
  if (skipsEmpty(revlog, p1, base)) return 'skip1';
  if (skipsEmpty(revlog, p2, base)) return 'skip2';
  if (sparse && revlog.isSnapshot(rev)) return 'snap';
  return base === rev - 1 ? 'prev' : 'other';
}

/** Whether only empty deltas lie between a parent and the base. */
function skipsEmpty(revlog: Revlog, parent: number, base: number): boolean {
  let at = parent;
  while (at !== -1 && at !== base && revlog.chunkLength(at) === 0) at = revlog.deltaParent(at);
  return at !== -1 && at === base;
}
