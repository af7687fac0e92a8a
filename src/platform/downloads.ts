/** What lies behind URLs. */
import type { ByteString } from '../bytes/index.js';

export type DigestName = 'md5' | 'sha1' | 'sha512';

/** A digest that is told of bytes as they come. */
export interface Digest {
  update(bytes: Uint8Array): void;
  /** In lower case. Once, at the end. */
  hex(): ByteString;
}

export interface Downloads {
  /**
   * The content behind an `http:` or `https:` URL, in pieces that are the receiver's. Redirections are followed; a connection that
   * breaks off ends it. Nothing is asked for before the first piece is.
   * @throws HgError as hg puts it (`HTTP Error 404: Not Found`), also for lack of a thread to do it in.
   */
  read(url: ByteString): Iterable<Uint8Array>;
  digest(name: DigestName): Digest;
}
