/** One decoded changelog entry. */
import type { ByteString, NodeId } from '../bytes/index.js';
import type { HgDate } from '../dates/index.js';

export type { HgDate } from '../dates/index.js';

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
