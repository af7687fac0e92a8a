/** The part that names a bundle lying elsewhere: fetched, applied, and compared with what was said of it. */
import type { ByteString } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import type { Digest, DigestName, Downloads } from '../../platform/index.js';
import { applyChangegroup } from '../changegroup/apply-changegroup.js';
import { openBundle } from '../open-bundle.js';
import { shownUrl } from '../shown-url.js';
import { unknownFeature } from '../unknown-feature.js';
import { type PartHandler, reply, required } from './bundle-operation.js';
import type { Bundle2Part } from './bundle2-reader.js';
import { parameter } from './layout.js';

const SCHEMES = ['http', 'https'];
const DIGESTS: readonly DigestName[] = ['md5', 'sha1', 'sha512'];

/** What a part says of the bundle. */
interface Claim {
  readonly url: ByteString;
  /** Compared as numbers of any length. */
  readonly size: bigint;
  readonly digests: ReadonlyMap<DigestName, ByteString>;
}

/** @throws HgError for what is missing, or not known here. */
function claimOf(part: Bundle2Part, bundleName: ByteString | undefined): Claim {
  const url = required(part, 'url');
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1] ?? '';
  if (!SCHEMES.includes(scheme))
    throw new HgError('abort', `remote-changegroup does not support ${scheme} urls`);
  const size = required(part, 'size');
  if (!/^[+-]?\d{1,40}$/.test(size))
    throw new HgError('abort', 'remote-changegroup: invalid value for param "size"');
  const digests = new Map<DigestName, ByteString>();
  for (const type of (parameter(part, 'digests') ?? '').split(/\s+/).filter((word) => word !== '')) {
    const known = DIGESTS.find((name) => name === type);
    if (known === undefined) throw unknownFeature(`${part.type} - digest:${type}`, bundleName);
    digests.set(known, required(part, `digest:${type}`));
  }
  return { url, size: BigInt(size.replace('+', '')), digests };
}

/** Counts and digests what passes through. */
class Checked {
  readonly #claim: Claim;
  readonly #pieces: Iterable<Uint8Array>;
  readonly #digests: ReadonlyMap<DigestName, Digest>;
  #size = 0;

  constructor(claim: Claim, downloads: Downloads) {
    this.#claim = claim;
    this.#pieces = downloads.read(claim.url);
    this.#digests = new Map([...claim.digests.keys()].map((name) => [name, downloads.digest(name)]));
  }

  *pieces(): Generator<Uint8Array> {
    for (const piece of this.#pieces) {
      this.#size += piece.length;
      for (const digest of this.#digests.values()) digest.update(piece);
      yield piece;
    }
  }

  get isTooLong(): boolean {
    return BigInt(this.#size) > this.#claim.size;
  }

  /** @throws HgError when it was not what had been promised */
  check(): void {
    const { url, size, digests } = this.#claim;
    const fail = (what: ByteString): never => {
      throw new HgError('abort', `bundle at ${shownUrl(url)} is corrupted:\n${what}`);
    };
    if (size !== BigInt(this.#size)) fail(`size mismatch: expected ${size}, got ${this.#size}`);
    for (const [name, digest] of this.#digests) {
      const [expected, got] = [digests.get(name), digest.hex()];
      if (expected !== got) fail(`${name} mismatch: expected ${expected}, got ${got}`);
    }
  }
}

const remoteChangegroup: PartHandler = {
  parameters: ['url', 'size', 'digests', ...DIGESTS.map((name) => `digest:${name}`)],
  apply(operation, part) {
    const { session, options } = operation;
    const claim = claimOf(part, options.name);
    const shown = shownUrl(claim.url);
    const { platform } = options;
    if (platform?.downloads === undefined)
      throw new HgError('abort', `cannot download ${shown}: there is no network here`);
    const content = new Checked(claim, platform.downloads);
    const pieces = content.pieces();
    try {
      const bundle = openBundle(pieces, platform, shown);
      if (bundle.kind !== 'bundle1') throw new HgError('abort', `${shown}: not a bundle version 1.0`);
      const { ui, source, url, advanceTo } = options;
      const applied = applyChangegroup(session, bundle.group, {
        ui,
        source,
        url,
        ...(advanceTo !== undefined && { advanceTo }),
      });
      // All of it counts, whether the changegroup has an end before or not; but what goes on for ever has been too long for a while.
      while (!content.isTooLong && bundle.reader.some(1 << 20) !== undefined);
      if (!content.isTooLong) bundle.reader.checkEnd();
      content.check();
      operation.changegroups.push(applied);
      operation.replies.push(reply(part, 'reply:changegroup', 'return', String(applied.result)));
    } finally {
      pieces.return(undefined);
    }
  },
};

export const REMOTE_PARTS: Readonly<Record<string, PartHandler>> = {
  'remote-changegroup': remoteChangegroup,
};
