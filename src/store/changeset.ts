/** One decoded changelog entry. */
import type { ByteString, NodeId } from '../bytes/index.js';

/** A moment and the zone it was written in. */
export interface HgDate {
  /** Seconds since the epoch; whole in everything hg writes today. */
  readonly seconds: number;
  /** Seconds *west* of UTC (UTC+1 is -3600). */
  readonly offset: number;
}

export interface Changeset {
  readonly manifestNode: NodeId;
  /** As stored (UTF-8 unless the repository is very old). */
  readonly user: ByteString;
  readonly date: HgDate;
  /** The list of changed files as stored, in byte order. */
  readonly files: readonly ByteString[];
  readonly description: ByteString;
  /** Always has `branch`. Unescaped. */
  readonly extra: ReadonlyMap<ByteString, ByteString>;
  readonly branch: ByteString;
  /** The changeset closes its branch (`close` in extra). */
  readonly closesBranch: boolean;
}
