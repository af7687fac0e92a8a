/** Bundle specifications: `zstd-v2;phases=yes`. See `hg help bundlespec`. */
import type { ByteString } from '../bytes/index.js';
import { parseBool } from '../config/index.js';
import { HgError, InputError } from '../errors/index.js';
import { type ChangegroupVersion, isChangegroupVersion } from './changegroup/versions.js';
import type { BundleCompression } from './stream-codecs.js';
import { unquoteUrl } from './url-quote.js';

export interface BundleSpec {
  readonly compression: BundleCompression;
  /** `v1`: a changegroup alone; `v2`: bundle2; `packed1`: the files of the store. */
  readonly type: 'v1' | 'v2' | 'packed1';
  /** Undefined: what suits the repository. */
  readonly changegroupVersion: ChangegroupVersion | undefined;
  readonly phases: boolean;
  readonly obsolescence: boolean;
  /** The files of the store instead of a changegroup. */
  readonly stream: boolean;
}

const ENGINES: ReadonlyMap<ByteString, BundleCompression> = new Map([
  ['none', 'UN'],
  ['gzip', 'GZ'],
  ['bzip2', 'BZ'],
  ['zstd', 'ZS'],
]);
const TYPES: ReadonlySet<ByteString> = new Set(['v1', 'v2', 'packed1']);
const HINT = { hint: "see 'hg help bundlespec' for supported values for --type" };

/** The word for a compression in specifications. */
export function compressionName(compression: BundleCompression): ByteString {
  for (const [name, engine] of ENGINES) if (engine === compression) return name;
  return 'none';
}

function parameters(text: ByteString): Map<ByteString, ByteString> {
  const found = new Map<ByteString, ByteString>();
  for (const pair of text.split(';')) {
    const equals = pair.indexOf('=');
    if (equals < 0)
      throw new InputError(`invalid bundle specification: missing "=" in parameter: ${pair}`, HINT);
    found.set(unquoteUrl(pair.slice(0, equals)), unquoteUrl(pair.slice(equals + 1)));
  }
  return found;
}

function truth(values: ReadonlyMap<ByteString, ByteString>, key: ByteString): boolean {
  const value = values.get(key);
  if (value === undefined) return false;
  const parsed = parseBool(value);
  if (parsed === undefined) throw new InputError(`parameter ${key} should be a boolean ('${value}')`, HINT);
  return parsed;
}

/**
 * @param hasGeneralDelta what a compression alone means: bundle2, or the form that repositories without general delta use.
 * @throws InputError, HgError in hg's words. Parameters that are not known are ignored, as by hg.
 */
export function parseBundleSpec(text: ByteString, hasGeneralDelta = true): BundleSpec {
  const semicolon = text.indexOf(';');
  const head = semicolon < 0 ? text : text.slice(0, semicolon);
  const dash = head.indexOf('-');
  const lower = head.toLowerCase();
  let engine: ByteString;
  let type: ByteString;
  if (dash >= 0) {
    engine = lower.slice(0, dash);
    type = lower.slice(dash + 1);
    if (!ENGINES.has(engine)) throw new HgError('abort', `${engine} compression is not supported`, HINT);
    if (!TYPES.has(type)) throw new HgError('abort', `${type} is not a recognized bundle version`, HINT);
  } else if (ENGINES.has(lower)) {
    engine = lower;
    // zstd came with bundle2.
    type = hasGeneralDelta || engine === 'zstd' ? 'v2' : 'v1';
  } else if (TYPES.has(lower)) {
    engine = lower === 'packed1' ? 'none' : 'bzip2';
    type = lower;
  } else throw new HgError('abort', `${head} is not a recognized bundle specification`, HINT);
  const values = semicolon < 0 ? new Map<ByteString, ByteString>() : parameters(text.slice(semicolon + 1));
  if (type === 'v1' && engine === 'zstd')
    throw new HgError('abort', `compression engine ${engine} is not supported on v1 bundles`, HINT);
  const version = values.get('cg.version');
  if (version !== undefined && !isChangegroupVersion(version))
    throw new HgError('abort', `repository does not support bundle version ${version}`);
  return {
    compression: ENGINES.get(engine) as BundleCompression,
    type: type as BundleSpec['type'],
    changegroupVersion: version,
    phases: truth(values, 'phases'),
    obsolescence: truth(values, 'obsolescence'),
    stream: type === 'v2' && values.get('stream') === 'v2',
  };
}
