/** Phases, obsolescence, and the changesets that are hidden because of them. One object serves every view of a repository. */
import { type ByteString, type NodeId, NULL_NODE } from '../bytes/index.js';
import {
  HIDDEN_PHASES,
  hiddenRevs,
  Instabilities,
  ObsStore,
  Phases,
  readPhaseRoots,
  readTags,
} from '../store/index.js';
import { repositoryBookmarks } from './bookmarks/repository-bookmarks.js';
import { LinkRevisions } from './link-revisions/index.js';
import { isEvolutionEnabled } from './obsolescence/evolution.js';
import type { RepositoryPlace } from './place.js';

export class Visibility {
  readonly #place: RepositoryPlace;
  readonly #workingParents: () => readonly number[];
  #phases: Phases | undefined;
  #obsStore: ObsStore | undefined;
  #instabilities: Instabilities | undefined;
  #linkRevisions: LinkRevisions | undefined;
  #bookmarks: ReadonlyMap<ByteString, NodeId> | undefined;
  #hidden: readonly number[] | undefined;

  constructor(place: RepositoryPlace, workingParents: () => readonly number[]) {
    this.#place = place;
    this.#workingParents = workingParents;
  }

  get phases(): Phases {
    this.#phases ??= Phases.read(this.#place.store.fs, this.#place.store.changelog);
    return this.#phases;
  }

  get obsStore(): ObsStore {
    if (this.#obsStore === undefined) {
      const found = new ObsStore(this.#place.store.fs, this.#place.store.linkCaches.markers);
      this.#obsStore = found;
      if (!found.isEmpty && !isEvolutionEnabled(this.#place.config, 'createmarkers'))
        this.#place.warn(`obsolete feature not enabled but ${found.length} markers found!`);
    }
    return this.#obsStore;
  }

  get linkRevisions(): LinkRevisions {
    const { store } = this.#place;
    this.#linkRevisions ??= new LinkRevisions(store, store.linkCaches.linkRevisions);
    return this.#linkRevisions;
  }

  get instabilities(): Instabilities {
    this.#instabilities ??= new Instabilities(this.#place.store.changelog, this.phases, this.obsStore);
    return this.#instabilities;
  }

  /** All bookmarks, those at hidden changesets included (a bookmark makes its changeset visible). */
  get bookmarks(): ReadonlyMap<ByteString, NodeId> {
    this.#bookmarks ??= repositoryBookmarks(this.#place);
    return this.#bookmarks;
  }

  /** Ascending. */
  get hidden(): readonly number[] {
    this.#hidden ??= this.#mayHide()
      ? hiddenRevs(this.#place.store.changelog, this.phases, this.instabilities.obsolete, () =>
          this.#pinned(),
        )
      : [];
    return this.#hidden;
  }

  /** Most repositories hide nothing, which two small files tell; phases of all revisions take far longer. */
  #mayHide(): boolean {
    if (!this.obsStore.isEmpty) return true;
    return readPhaseRoots(this.#place.store.fs).some(({ phase }) => HIDDEN_PHASES.includes(phase));
  }

  /** Revisions that something points at: they stay visible, with their ancestors. */
  #pinned(): number[] {
    const { changelog } = this.#place.store;
    const nodes = [...this.bookmarks.values()];
    for (const { kind, node } of this.#localTags()) if (kind === 'local') nodes.push(node);
    return [...this.#workingParents(), ...nodes.map((node) => changelog.revOf(node) ?? -1)].filter(
      (rev) => rev >= 0,
    );
  }

  #localTags(): ReturnType<ReturnType<typeof readTags>['values']> {
    return readTags({
      history: this.#place.store.changelog,
      heads: [],
      isVisible: () => true,
      fileLog: undefined,
      fileNode: () => undefined,
      hg: this.#place.store.places.hgFs,
      cache: undefined,
      view: { filterName: '', key: { tipRev: -1, tipNode: NULL_NODE, filteredHash: undefined } },
      debug: this.#place.debug,
    }).values();
  }
}
