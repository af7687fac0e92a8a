/** Another repository, as exchange sees it: in this process, or behind HTTP or ssh. */
import type { ByteString, NodeId } from '../bytes/index.js';
import type { ByteStream } from './byte-reader.js';

/** Names of capabilities with what follows their `=`; `''` for those without. */
export type PeerCapabilities = ReadonlyMap<ByteString, ByteString>;

/** What `getbundle` sends. Everything is optional, as in the wire protocol. */
export interface BundleRequest {
  /** Ancestors of these; all that is visible when absent. */
  readonly heads?: readonly NodeId[];
  /** What is there already, with its ancestors. Unknown nodes are ignored. */
  readonly common?: readonly NodeId[];
  /** What the receiver understands: `HG20` and, behind `bundle2=`, the quoted capabilities. */
  readonly bundleCapabilities?: readonly ByteString[];
  /** Default true. */
  readonly changegroup?: boolean;
  /** Asked for a changegroup at first, and found that there is nothing to send. */
  readonly changegroupAttempted?: boolean;
  readonly obsMarkers?: boolean;
  readonly phases?: boolean;
  /** A part with the bookmarks in binary. */
  readonly bookmarks?: boolean;
  /** Namespaces to send as `listkeys` parts. */
  readonly listKeys?: readonly ByteString[];
  /** The store's files instead of a changegroup. */
  readonly stream?: boolean;
}

/** What a peer says of a bundle it has applied. */
export interface UnbundleReply {
  /**
   * hg's number for a changegroup: 0 for failure, 1 for added without a change in the number of heads, n + 1 for n heads more,
   * -n - 1 for n fewer. Undefined when the bundle had none.
   */
  readonly changegroup: number | undefined;
  /** For each pushkey or bookmark part, by the number of the part: whether it was done. */
  readonly pushKeys: ReadonlyMap<number, boolean>;
}

export interface UnbundleRequest {
  /** Heads that the pusher has seen, against races: refused when they have changed. Absent with `--force`. */
  readonly heads?: readonly NodeId[];
  /** Where the bundle comes from, for hooks. */
  readonly url: ByteString;
}

/**
 * Methods fail with RemoteError-like HgErrors (`remote`, `lookup`, `abort`). Nothing is cached between calls: a peer shows its
 * repository as it is when it is asked.
 */
export interface Peer {
  /** As it is shown: without password. */
  readonly url: ByteString;
  capabilities(): Promise<PeerCapabilities>;
  /** Visible heads; the null node alone for an empty repository. */
  heads(): Promise<readonly NodeId[]>;
  /** Which of the nodes it has, and shows. */
  known(nodes: readonly NodeId[]): Promise<readonly boolean[]>;
  /** Heads of all branches, lowest first. */
  branchMap(): Promise<ReadonlyMap<ByteString, readonly NodeId[]>>;
  /** @throws LookupError "unknown revision". */
  lookup(key: ByteString): Promise<NodeId>;
  /** Pairs of a namespace: `bookmarks`, `phases`, `namespaces`, `obsolete`; empty for one it does not have. */
  listKeys(namespace: ByteString): Promise<ReadonlyMap<ByteString, ByteString>>;
  /** Changes a key from an old value to a new one; false when it had another, or refuses. */
  pushKey(namespace: ByteString, key: ByteString, from: ByteString, to: ByteString): Promise<boolean>;
  /** A bundle2 stream. */
  getBundle(request: BundleRequest): Promise<ByteStream>;
  /** Applies a bundle. @throws HgError for what its checks and hooks refuse: nothing has changed then. */
  unbundle(bundle: ByteStream, request: UnbundleRequest): Promise<UnbundleReply>;
  /** The files of its store as a bundle2 stream; undefined when it does not give them (secret changesets, configuration). */
  stream(): Promise<ByteStream | undefined>;
  close(): void;
}
