/** What a repository can do in exchange, as capabilities are written. */
import type { ByteString } from '../../bytes/index.js';
import { type PeerCapabilities, quoteUrl, unquoteUrl } from '../../exchange/index.js';
import { isEvolutionEnabled } from '../obsolescence/index.js';
import type { Repository } from '../repository.js';

/** Capabilities of bundles with their values. */
export type BundleCapabilities = ReadonlyMap<ByteString, readonly ByteString[]>;

/** What this repository can receive and send in bundle2. */
export function bundleCapabilities({ config, store }: Repository): BundleCapabilities {
  const knows03 =
    store.requirements.has('treemanifest') ||
    ['changegroup3', 'treemanifest'].some((name) => config.getBool('experimental', name));
  const versions = knows03 ? ['01', '02', '03'] : ['01', '02'];
  const markers: [ByteString, readonly ByteString[]][] = isEvolutionEnabled(config, 'exchange')
    ? [['obsmarkers', config.get('format', 'obsstore-version') === '0' ? ['V0'] : ['V0', 'V1']]]
    : [];
  const all: [ByteString, readonly ByteString[]][] = [
    ['HG20', []],
    ['bookmarks', []],
    ['changegroup', versions],
    ['checkheads', ['related']],
    ['error', ['abort', 'unsupportedcontent', 'pushraced', 'pushkey']],
    ['hgtagsfnodes', []],
    ['listkeys', []],
    ...markers,
    ['phases', ['heads']],
    ['pushkey', []],
    ['stream', ['v2']],
  ];
  return new Map(all);
}

/** One line for each, `name=value,value`, names and values quoted. */
export function encodeBundleCapabilities(capabilities: BundleCapabilities): ByteString {
  return [...capabilities]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, values]) => {
      const key = quoteUrl(name);
      return values.length === 0 ? key : `${key}=${values.map(quoteUrl).join(',')}`;
    })
    .join('\n');
}

export function decodeBundleCapabilities(text: ByteString): Map<ByteString, readonly ByteString[]> {
  const out = new Map<ByteString, readonly ByteString[]>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const equals = line.indexOf('=');
    const name = unquoteUrl(equals < 0 ? line : line.slice(0, equals));
    out.set(
      name,
      equals < 0
        ? []
        : line
            .slice(equals + 1)
            .split(',')
            .map(unquoteUrl),
    );
  }
  return out;
}

/** What a repository answers when it is asked for its capabilities. */
export function peerCapabilities(repo: Repository): PeerCapabilities {
  const bundle2 = quoteUrl(encodeBundleCapabilities(bundleCapabilities(repo)));
  return new Map<ByteString, ByteString>([
    ['branchmap', ''],
    ['bundle2', bundle2],
    ['getbundle', ''],
    ['known', ''],
    ['lookup', ''],
    ['pushkey', ''],
    ['unbundle', ''],
  ]);
}

/** What a peer says that it can do in bundle2; undefined when it does not know bundle2. */
export function bundleCapabilitiesOf(capabilities: PeerCapabilities): BundleCapabilities | undefined {
  const text = capabilities.get('bundle2');
  return text === undefined ? undefined : decodeBundleCapabilities(unquoteUrl(text));
}
