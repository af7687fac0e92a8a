/** What operations on tracked files need. */
import type { ByteString } from '../../bytes/index.js';
import type { Matcher } from '../../match/index.js';
import type { Messages } from '../messages.js';
import type { Repository } from '../repository.js';

export interface Notices extends Pick<Messages, 'verbose' | 'debugFlag' | 'note' | 'debug' | 'warn'> {
  /** @param label for colour */
  status(text: ByteString, label?: string): void;
}

export interface TrackingContext {
  readonly repo: Repository;
  readonly messages: Notices;
  readonly matcher: Matcher;
  /** A path as the user sees it. */
  readonly show: (path: ByteString) => ByteString;
  readonly dryRun: boolean;
  /** Nested repositories are gone into, not only those that are named. */
  readonly subrepos?: boolean;
  /** Only files that are named, whatever else is selected. */
  readonly namedOnly?: boolean;
}

/** Says what happens to a file, unless that is just what the user has named. */
export function tell(
  { messages, matcher, show }: TrackingContext,
  what: 'adding' | 'removing',
  path: ByteString,
): void {
  if (messages.verbose || !matcher.isExact(path))
    messages.status(
      `${what} ${show(path)}\n`,
      what === 'adding' ? 'ui.addremove.added' : 'ui.addremove.removed',
    );
}
