/** Whether a text is what its node says, and whether it may be given out. */
import type { ByteString } from '../bytes/index.js';
import { CorruptionError, HgError } from '../errors/index.js';
import type { Hasher } from '../platform/index.js';
import { CensoredNodeError } from './censored-node-error.js';
import { FLAG_CENSORED, FLAG_ELLIPSIS, FLAG_EXTERNALLY_STORED, KNOWN_FLAGS } from './layout.js';
import { HASH_HEADROOM, nodeMatches } from './node-hash.js';
import type { RevlogIndex } from './revlog-index.js';

/** Where {@link TextChecks.isText} puts texts behind their parents, and the bytes of it that are kept. */
let hashed = new Uint8Array(1 << 14);
const KEPT_HASHED = 1 << 20;

/** What errors say of the revlog. */
interface CheckedRevlog {
  readonly name: ByteString;
  readonly indexPath: ByteString;
  readonly dataPath: ByteString;
  readonly index: RevlogIndex;
}

/** For one revlog. */
export class TextChecks {
  readonly #revlog: CheckedRevlog;
  readonly #hasher: Hasher;

  constructor(revlog: CheckedRevlog, hasher: Hasher) {
    this.#revlog = revlog;
    this.#hasher = hasher;
  }

  /** See {@link Revlog.isText}. */
  isText(rev: number, text: Uint8Array): boolean {
    const end = HASH_HEADROOM + text.length;
    if (end > hashed.length) hashed = new Uint8Array(Math.max(end, 1 << 14, 2 * hashed.length));
    hashed.set(text, HASH_HEADROOM);
    const is = nodeMatches(this.#revlog.index, this.#hasher, rev, hashed, HASH_HEADROOM, end);
    if (hashed.length > KEPT_HASHED) hashed = new Uint8Array(0);
    return is;
  }

  /** The flags of a revision. @throws CorruptionError for unknown ones, HgError for texts that are stored elsewhere. */
  flags(rev: number): number {
    const { index, indexPath } = this.#revlog;
    const flags = index.flags(rev);
    if (flags === 0) return 0;
    const unknown = flags & ~KNOWN_FLAGS;
    if (unknown !== 0)
      throw new CorruptionError(indexPath, `incompatible revision flag '0x${unknown.toString(16)}'`);
    // hg, too, has no processor for these without an extension.
    for (const flag of [FLAG_ELLIPSIS, FLAG_EXTERNALLY_STORED])
      if ((flags & flag) !== 0)
        throw new HgError('abort', `missing processor for flag '0x${flag.toString(16)}'`);
    return flags;
  }

  /**
   * Compares `bytes[start, end)`, with {@link HASH_HEADROOM} bytes before it, with the node of `rev`.
   * @throws CorruptionError, CensoredNodeError
   */
  verify(rev: number, flags: number, bytes: Uint8Array, start: number, end: number): void {
    const { index } = this.#revlog;
    if (nodeMatches(index, this.#hasher, rev, bytes, start, end)) return;
    const { name, dataPath } = this.#revlog;
    if ((flags & FLAG_CENSORED) !== 0)
      throw new CensoredNodeError(name, index.node(rev), bytes.slice(start, end));
    throw new CorruptionError(dataPath, `integrity check failed on ${name}:${rev}`, {
      rev,
      offset: index.offset(rev),
    });
  }
}
