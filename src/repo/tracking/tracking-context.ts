/** What operations on tracked files need. */
import type { ByteString } from '../../bytes/index.js';
import type { Matcher } from '../../match/index.js';
import type { Messages } from '../messages.js';
import type { Repository } from '../repository.js';

export type Notices = Pick<Messages, 'verbose' | 'debugFlag' | 'status' | 'note' | 'debug' | 'warn'>;

export interface TrackingContext {
  readonly repo: Repository;
  readonly messages: Notices;
  readonly matcher: Matcher;
  /** A path as the user sees it. */
  readonly show: (path: ByteString) => ByteString;
  readonly dryRun: boolean;
}

/** Says what happens to a file, unless that is just what the user has named. */
export function tell({ messages, matcher, show }: TrackingContext, what: string, path: ByteString): void {
  if (messages.verbose || !matcher.isExact(path)) messages.status(`${what} ${show(path)}\n`);
}
