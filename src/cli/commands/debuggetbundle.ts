/** `qs debuggetbundle`. */
import { bytesOf, isHex } from '../../bytes/index.js';
import { HgError, InputError } from '../../errors/index.js';
import {
  Bundle2Reader,
  type BundleCompression,
  type ByteStream,
  compressBundle,
  openBundle,
  quoteUrl,
  unknownFeature,
} from '../../exchange/index.js';
import { writeBundleFile } from '../bundle-file.js';
import type { CommandDefinition } from '../command.js';
import { openPeer } from '../remote/open-peer.js';

/** What the file is: bundle2 as it comes, or the changegroup in it alone. */
const TYPES: ReadonlyMap<string, BundleCompression | undefined> = new Map([
  ['none', 'UN'],
  ['bzip2', 'BZ'],
  ['gzip', 'GZ'],
  ['bundle2', undefined],
]);

function* after(magic: string, stream: ByteStream): Generator<Uint8Array> {
  yield bytesOf(magic);
  yield* stream;
}

export const command: CommandDefinition = {
  name: 'debuggetbundle',
  repository: 'none',
  argumentCount: [2, 2],
  synopsis: 'REPO FILE [-H|-C ID]...',
  summary: 'retrieve a bundle from a repository',
  help: `Asks REPO for the ancestors of some heads (all that it shows, without --head) without those of common nodes, and writes the answer to FILE. Nodes are given in full.`,
  category: 'none',
  options: [
    { short: 'H', long: 'head', kind: 'list', help: 'node of a head', valueName: 'ID' },
    { short: 'C', long: 'common', kind: 'list', help: 'node that is there already', valueName: 'ID' },
    {
      short: 't',
      long: 'type',
      kind: 'value',
      help: 'compression to use',
      valueName: 'TYPE',
      default: 'bzip2',
    },
  ],
  async run(context, [source = '', file = ''], options) {
    const nodes = (name: string): string[] =>
      options.list(name).map((node) => {
        if (node.length !== 40 || !isHex(node)) throw new InputError(`not a full node: '${node}'`);
        return node.toLowerCase();
      });
    const type = (options.value('type') ?? 'bzip2').toLowerCase();
    if (!TYPES.has(type)) throw new HgError('abort', 'unknown bundle type specified with --type');
    const engine = TYPES.get(type);
    const { peer } = await openPeer(context, source);
    try {
      const heads = nodes('head');
      // Without capabilities that say more, a changegroup of version 01 comes.
      const versions = engine === undefined ? '' : `bundle2=${quoteUrl('HG20\nchangegroup=01')}`;
      const stream = await peer.getBundle({
        ...(heads.length > 0 && { heads }),
        common: nodes('common'),
        bundleCapabilities: versions === '' ? ['HG20'] : ['HG20', versions],
      });
      const { platform } = context;
      let out: ByteStream = stream;
      if (engine !== undefined) {
        const packed = compressBundle(engine, changegroupIn(stream, context.platform), platform);
        out = after(engine === 'BZ' ? 'HG10' : `HG10${engine}`, packed);
      }
      writeBundleFile(context, file, out);
      return 0;
    } finally {
      peer.close();
    }
  },
};

/** The changegroup of a bundle2 that has nothing else of interest; an empty one when there is none. */
function* changegroupIn(
  stream: ByteStream,
  platform: Parameters<typeof openBundle>[1],
): Generator<Uint8Array> {
  const bundle = openBundle(stream, platform, 'stream');
  if (bundle.kind !== 'bundle2') throw new HgError('abort', 'the other side sent no bundle2');
  for (const part of new Bundle2Reader(bundle.reader).parts()) {
    if (part.type === 'changegroup') {
      if (part.mandatory.get('version') !== '01') throw unknownFeature('changegroup - version');
      yield* part.payload as Iterable<Uint8Array>;
      return;
    }
  }
  yield new Uint8Array(12);
}
