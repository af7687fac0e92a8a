/** What a transaction that brought changesets says when it is done. */
import type { ByteString } from '../../bytes/index.js';
import type { AppliedChangegroup, ExchangeUi } from '../../exchange/index.js';
import { MarkerReport } from '../obsolescence/index.js';
import type { Repository } from '../repository.js';
import { refreshed, type WriteSession } from '../writing/index.js';

const signed = (count: number): string => (count > 0 ? `+${count}` : String(count));

/** `2 changesets with 3 changes to 3 files (+1 heads)` */
export function changesetCounts(groups: readonly AppliedChangegroup[]): ByteString {
  let changesets = 0;
  let changes = 0;
  let files = 0;
  let heads = 0;
  for (const group of groups) {
    changesets += group.endRev - group.firstRev;
    changes += group.fileRevisions;
    files += group.files;
    heads += group.headsDelta;
  }
  const headText = heads === 0 ? '' : ` (${signed(heads)} heads)`;
  return `${changesets} changesets with ${changes} changes to ${files} files${headText}`;
}

/** Made before the transaction. */
export class ExchangeReport {
  readonly #ui: ExchangeUi;
  readonly #kind: 'pull' | 'push' | 'unbundle';
  readonly #before: Repository;
  readonly #markers: MarkerReport;

  constructor(before: Repository, kind: 'pull' | 'push' | 'unbundle', ui: ExchangeUi) {
    this.#ui = ui;
    this.#kind = kind;
    this.#before = before;
    this.#markers = new MarkerReport(before);
  }

  /** Has the transaction say what was added once it has closed, before its hooks. */
  atEndOf({ transaction }: WriteSession, groups: readonly AppliedChangegroup[]): void {
    transaction.addPostClose('00-txnreport-00', () => {
      if (groups.length > 0) this.#ui.status(`added ${changesetCounts(groups)}\n`);
      const { changes } = transaction;
      const after = refreshed(this.#before).withHidden(true);
      this.#markers.markers(after, this.#ui);
      this.#markers.instabilities(after, this.#ui);
      if (this.#kind === 'push') return;
      // A stream clone adds files, not revisions.
      const grown = { first: this.#before.length, end: after.length };
      this.#newChangesets(after, changes.addedRevisions ?? (grown.end > grown.first ? grown : undefined));
      let published = 0;
      for (const { first, end, from, to } of changes.phases)
        if (from !== undefined && from > 0 && to === 0) published += end - first;
      if (published > 0) this.#ui.status(`${published} local changesets published\n`);
    });
  }

  /** What will be said, before anybody agrees to it. */
  preview({ transaction, repository }: WriteSession, groups: readonly AppliedChangegroup[]): void {
    this.#ui.status(`adding ${changesetCounts(groups)}\n`);
    this.#newChangesets(repository, transaction.changes.addedRevisions);
  }

  #newChangesets(
    after: Repository,
    added: { readonly first: number; readonly end: number } | undefined,
  ): void {
    if (added === undefined) return;
    const shown = after.withHidden(false);
    const short = (rev: number): ByteString => after.node(rev).slice(0, 12);
    let first = -1;
    let last = -1;
    let drafts = 0;
    let secrets = 0;
    let hidden = 0;
    for (let rev = added.first; rev < added.end; rev++) {
      if (shown.isHidden(rev)) {
        hidden++;
        continue;
      }
      if (first < 0) first = rev;
      last = rev;
      const phase = shown.phase(rev);
      if (phase === 1) drafts++;
      else if (phase >= 2) secrets++;
    }
    if (first >= 0) {
      const range = first === last ? short(first) : `${short(first)}:${short(last)}`;
      const counts = [
        ...(drafts > 0 ? [`${drafts} drafts`] : []),
        ...(secrets > 0 ? [`${secrets} secrets`] : []),
      ];
      this.#ui.status(`new changesets ${range}${counts.length > 0 ? ` (${counts.join(', ')})` : ''}\n`);
    }
    if (hidden > 0) this.#ui.status(`(${hidden} other changesets obsolete on arrival)\n`);
  }
}
