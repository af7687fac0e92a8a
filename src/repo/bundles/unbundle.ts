/** Applying a bundle to a repository. */
import type { ByteString } from '../../bytes/index.js';
import { InputError } from '../../errors/index.js';
import {
  type AppliedBundle,
  applyBundle2,
  applyChangegroup,
  type Bundle,
  type ByteStream,
  combinedResult,
  type ExchangeUi,
  openBundle,
} from '../../exchange/index.js';
import { ExchangeReport } from '../exchange/exchange-report.js';
import { isEvolutionEnabled } from '../obsolescence/index.js';
import type { Repository } from '../repository.js';
import { inTransaction, type WriteSession } from '../writing/index.js';

export interface UnbundleOptions {
  readonly ui: ExchangeUi;
  /** For messages. */
  readonly name: ByteString;
  /** For hooks. Default: `bundle:NAME`. */
  readonly url?: ByteString;
  /** For hooks, and the transaction's name. Default `unbundle`; anything else reports nothing at the end but how much was added. */
  readonly source?: ByteString;
  /** False for what `rollback` must not undo. */
  readonly undo?: boolean;
}

/**
 * Everything in one transaction, which joins the one that runs. The repository given stays as it was: `refreshed` shows the new state.
 * @throws HgError for whatever is wrong with the bundle (nothing has changed then), LockError.
 */
export function unbundle(repo: Repository, stream: ByteStream, options: UnbundleOptions): AppliedBundle {
  const { ui, name, url = `bundle:${name}`, source = 'unbundle', undo } = options;
  const bundle = openBundle(stream, repo.place.platform, name);
  if (bundle.kind === 'packed')
    throw new InputError('packed bundles cannot be applied with "hg unbundle"', {
      hint: 'use "hg debugapplystreamclonebundle"',
    });
  const report = new ExchangeReport(repo, source === 'unbundle' ? 'unbundle' : 'push', ui);
  const request = {
    name: source,
    ...(bundle.kind === 'bundle1' && { detail: url }),
    ...(undo !== undefined && { undo }),
  };
  return inTransaction(repo, request, (session) => {
    const applied = apply(session, bundle, repo, { ...options, url, source });
    report.atEndOf(session, applied.changegroups);
    return applied;
  });
}

function apply(
  session: WriteSession,
  bundle: Exclude<Bundle, { kind: 'packed' }>,
  { config, place }: Repository,
  { ui, name, url, source }: UnbundleOptions & { url: ByteString; source: ByteString },
): AppliedBundle {
  if (bundle.kind === 'bundle2')
    return applyBundle2(session, bundle, {
      ui,
      name,
      source,
      url,
      acceptMarkers: isEvolutionEnabled(config, 'createmarkers'),
      platform: place.platform,
    });
  const changegroups = [applyChangegroup(session, bundle.group, { ui, source, url })];
  bundle.reader.checkEnd();
  return {
    changegroups,
    result: combinedResult(changegroups),
    newMarkers: 0,
    listKeys: [],
    bookmarks: new Map(),
    pushKeys: new Map(),
    replies: [],
  };
}
