/** What a transaction did to obsolescence, as hg says it at the end. */
import type { ByteString } from '../../bytes/index.js';
import type { Messages } from '../messages.js';
import type { Repository } from '../repository.js';
import { isEvolutionEnabled } from './evolution.js';

const KINDS = ['orphan', 'content-divergent', 'phase-divergent'] as const;

function troubled(repo: Repository): Record<(typeof KINDS)[number], number> {
  return {
    orphan: repo.orphanRevs().length,
    'content-divergent': repo.contentDivergentRevs().length,
    'phase-divergent': repo.phaseDivergentRevs().length,
  };
}

/**
 * Made before a transaction, asked after it. Counts the visible changesets in trouble at both times, unless
 * `experimental.evolution` is off: then it costs nothing.
 */
export class MarkerReport {
  readonly #before: ReturnType<typeof troubled> | undefined;
  readonly #repo: Repository;
  readonly #obsstoreBytes: number;

  constructor(repo: Repository) {
    this.#repo = repo.withHidden(false);
    this.#obsstoreBytes = repo.obsStore.markers.byteLength;
    const reports =
      isEvolutionEnabled(repo.config, 'createmarkers') &&
      repo.config.getBool('experimental', 'evolution.report-instabilities', true);
    this.#before = reports ? troubled(this.#repo) : undefined;
  }

  /** `3 new obsolescence markers` and `obsoleted 2 changesets`: what debugobsolete, pull, push and unbundle say. */
  markers(after: Repository, messages: Pick<Messages, 'status'>): void {
    const { obsStore, phases } = after;
    const { markers } = obsStore;
    const first = Math.max(this.#obsstoreBytes, 1);
    const added = [...markers.from(first)];
    if (added.length > 0) messages.status(`${added.length} new obsolescence markers\n`);
    const obsoleted = new Set<number>();
    for (const marker of added) {
      const rev = after.revOf(markers.predecessor(marker));
      // Changesets that came in the same transaction were never seen otherwise, nor were those that older markers name.
      if (rev === undefined || rev < 0 || rev >= this.#repo.length || phases.isPublic(rev)) continue;
      if (obsStore.successorMarkers(after.node(rev)).every((other) => other >= first)) obsoleted.add(rev);
    }
    if (obsoleted.size > 0) messages.status(`obsoleted ${obsoleted.size} changesets\n`);
  }

  /** `1 new orphan changesets` and the like: what every command says that makes some. */
  instabilities(after: Repository, messages: Pick<Messages, 'warn'>): void {
    if (this.#before === undefined) return;
    const now = troubled(after.withHidden(false));
    for (const kind of KINDS) {
      const more = now[kind] - this.#before[kind];
      if (more > 0) messages.warn(`${more} new ${kind} changesets\n` satisfies ByteString);
    }
  }
}
