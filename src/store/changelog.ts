/** The changelog: a revlog whose texts are changesets. */
import { type NodeId, NULL_REV, WDIR_REV } from '../bytes/index.js';
import type { FileSystem } from '../platform/index.js';
import { Revlog, type RevlogOptions } from '../revlog/index.js';
import { ChangesetText, NULL_CHANGESET } from './changelog-entry.js';
import type { Changeset } from './changeset.js';
import { RevlogRevisions } from './revlog-revisions.js';
import type { ChangesetStorage } from './storage.js';

/** Decoded changesets kept, one per slot `rev % slots`: languages come back to the same revision again and again. */
const CACHE_SLOTS = 64;

/** Also the `History` that the small files around the changelog are read against. */
export class Changelog implements ChangesetStorage {
  readonly revlog: Revlog;
  readonly index: RevlogRevisions;
  readonly #revs = new Int32Array(CACHE_SLOTS).fill(NULL_REV);
  readonly #changesets: Changeset[] = new Array(CACHE_SLOTS).fill(NULL_CHANGESET);

  constructor(revlog: Revlog) {
    this.revlog = revlog;
    this.index = new RevlogRevisions(revlog);
  }

  /** @throws CorruptionError, RequirementError for formats that cannot be read, FileSystemError. */
  static open(storeFs: FileSystem, options: RevlogOptions): Changelog {
    return new Changelog(Revlog.open(storeFs, '00changelog.i', options));
  }

  get length(): number {
    return this.revlog.length;
  }
  /** For the graph algorithms: see Graph. */
  rawParents(low: number, high: number): ReturnType<Revlog['rawParents']> {
    return this.revlog.rawParents(low, high);
  }

  /** Parents of the working directory, where it is to count as a revision on top of the others. */
  workingParents: (() => readonly [number, number]) | undefined;

  parent1(rev: number): number {
    if (rev === WDIR_REV && this.workingParents !== undefined) return this.workingParents()[0];
    return this.revlog.parent1(rev);
  }
  parent2(rev: number): number {
    if (rev === WDIR_REV && this.workingParents !== undefined) return this.workingParents()[1];
    return this.revlog.parent2(rev);
  }
  node(rev: number): NodeId {
    return this.revlog.node(rev);
  }
  revOf(node: NodeId): number | undefined {
    return this.revlog.tryRev(node);
  }
  copyNode(rev: number, target: Uint8Array): void {
    this.revlog.index.copyNode(rev, target, 0);
  }
  nodePrefix(rev: number): number {
    return this.revlog.index.nodeWord(rev) >>> 0;
  }

  text(rev: number): Uint8Array {
    return this.revlog.text(rev);
  }

  changeset(rev: number): Changeset {
    if (rev === NULL_REV) return NULL_CHANGESET;
    const slot = rev % CACHE_SLOTS;
    if (this.#revs[slot] === rev) return this.#changesets[slot] as Changeset;
    const changeset = new ChangesetText(this.revlog.textString(rev), rev);
    this.#revs[slot] = rev;
    this.#changesets[slot] = changeset;
    return changeset;
  }

  /** Runs `action` with the data file open: many entries in a row are cheaper so. */
  reading<T>(action: () => T): T {
    return this.revlog.reading(action);
  }
}
