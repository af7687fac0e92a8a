/** Writing a store anew, revision by revision, into another one. */
import type { ByteString } from '../../bytes/index.js';
import { byteCount } from '../../exchange/index.js';
import { type GroupRevision, type Revlog, type RevlogWriter, storedRevision } from '../../revlog/index.js';
import { GroupLanes, type RevlogStore, rawRevisionsOf, StoreWriter } from '../../store/index.js';
import { beginTransaction, type Transaction } from '../../transaction/index.js';
import type { Messages } from '../messages.js';
import type { Repository } from '../repository.js';
import { copyFile } from './copy-file.js';
import type { RevlogPart } from './formats.js';

export interface RewriteOptions {
  /** Parts whose revisions are stored anew; those of others are copied as they are. */
  readonly parts: ReadonlySet<RevlogPart>;
  /** Compute every delta, whatever the source has. */
  readonly recomputes: boolean;
  readonly messages: Messages;
}

interface Sizes {
  revlogs: number;
  revisions: number;
  /** Bytes in the source's files. */
  stored: number;
  /** Bytes of all texts. */
  tracked: number;
}

const ENTRY_BYTES = 64;
/** From so many revisions on, starting threads pays. */
const MANY_REVISIONS = 2000;

/** Bytes that files have grown by. */
interface Changes {
  readonly files: number;
  readonly manifests: number;
}

/** Bytes that a revlog's files have. */
function storedBytes(revlog: Revlog): number {
  let sum = 0;
  for (let rev = 0; rev < revlog.length; rev++) sum += ENTRY_BYTES + revlog.chunkLength(rev);
  return sum;
}

function measure(revlogs: Iterable<Revlog>): Sizes {
  const sizes = { revlogs: 0, revisions: 0, stored: 0, tracked: 0 };
  for (const revlog of revlogs) {
    revlog.index.loadAll();
    sizes.revlogs++;
    sizes.revisions += revlog.length;
    sizes.stored += storedBytes(revlog);
    for (let rev = 0; rev < revlog.length; rev++) sizes.tracked += revlog.index.textLength(rev);
  }
  return sizes;
}

/** Adds everything of one store to an empty one. Both have flat manifests. */
export class StoreRewriter {
  readonly #repo: Repository;
  readonly #target: RevlogStore;
  readonly #options: RewriteOptions;
  readonly #writer: StoreWriter;

  constructor(repo: Repository, target: RevlogStore, options: RewriteOptions) {
    this.#repo = repo;
    this.#target = target;
    this.#options = options;
    this.#writer = new StoreWriter(target, repo.config, (bytes) => repo.place.platform.random(bytes));
  }

  /** @throws CorruptionError for damage in the source, FileSystemError. What has been written is of no use then. */
  run(): void {
    const { places, encodePath } = this.#target;
    const { platform, warn } = this.#repo.place;
    const transaction = beginTransaction({
      places: { store: places.storeFs, plain: places.hgFs, encode: encodePath },
      name: 'upgrade',
      report: warn,
      random: (bytes) => platform.random(bytes),
    });
    try {
      this.#writer.begin(transaction);
      this.#all(transaction);
      transaction.close();
    } finally {
      transaction.release();
    }
  }

  *#filelogs(paths: readonly ByteString[]): Generator<Revlog> {
    for (const path of paths) yield this.#repo.store.openFile(path).revlog;
  }

  #all(transaction: Transaction): void {
    const { store } = this.#repo;
    const { messages } = this.#options;
    const paths = [...store.trackedPaths()].filter((path) => store.openFile(path).revlog.length > 0);
    const files = measure(this.#filelogs(paths));
    const manifest = measure([store.manifests.root.revlog]);
    const changelog = measure([store.changelog.revlog]);
    const total = files.revisions + manifest.revisions + changelog.revisions;
    messages.status(
      `migrating ${total} total revisions (${files.revisions} in filelogs, ${manifest.revisions} in manifests, ${changelog.revisions} in changelog)\n`,
    );
    messages.status(
      `migrating ${byteCount(files.stored + manifest.stored + changelog.stored)} in store; ${byteCount(files.tracked + manifest.tracked + changelog.tracked)} tracked data\n`,
    );
    const bytes = (sizes: Sizes) =>
      `(${byteCount(sizes.stored)} in store; ${byteCount(sizes.tracked)} tracked data)`;
    let grown = 0;
    let shared: Changes | undefined;
    if (files.revlogs > 0) {
      messages.status(
        `migrating ${files.revlogs} filelogs containing ${files.revisions} revisions ${bytes(files)}\n`,
      );
      if (!this.#options.parts.has('all-filelogs') && store.requirements.has('fncache'))
        copyFile(store.fs, 'fncache', this.#target.places.storeFs, 'fncache');
      shared = total < MANY_REVISIONS ? undefined : this.#byThreads(paths, transaction, manifest, files);
      const change = shared?.files ?? this.#files(paths, files, transaction);
      grown += change;
      messages.status(
        `finished migrating ${files.revisions} filelog revisions across ${files.revlogs} filelogs; change in size: ${signedBytes(change)}\n`,
      );
    }
    if (manifest.revisions > 0) {
      messages.status(
        `migrating 1 manifests containing ${manifest.revisions} revisions ${bytes(manifest)}\n`,
      );
      const change =
        shared?.manifests ??
        this.#one('manifest', store.manifests.root.revlog, this.#writer.manifest(''), transaction);
      grown += change;
      messages.status(
        `finished migrating ${manifest.revisions} manifest revisions across 1 manifests; change in size: ${signedBytes(change)}\n`,
      );
    }
    if (changelog.revisions > 0) {
      messages.status(
        `migrating changelog containing ${changelog.revisions} revisions ${bytes(changelog)}\n`,
      );
      const change = this.#one('changelog', store.changelog.revlog, this.#writer.changelog, transaction);
      grown += change;
      messages.status(
        `finished migrating ${changelog.revisions} changelog revisions; change in size: ${signedBytes(change)}\n`,
      );
    }
    messages.status(
      `finished migrating ${total} total revisions; total change in store size: ${signedBytes(grown)}\n`,
    );
  }

  /** Files and manifests together. Undefined where there are no threads, or they are not to be stored as they come. */
  #byThreads(
    paths: readonly ByteString[],
    transaction: Transaction,
    manifests: Sizes,
    files: Sizes,
  ): Changes | undefined {
    const { parts, recomputes, messages } = this.#options;
    const { store, place } = this.#repo;
    if (recomputes || !parts.has('all-filelogs') || !parts.has('manifest')) return undefined;
    const lanes = GroupLanes.start(place.platform.threads, this.#writer, transaction);
    if (lanes === undefined) return undefined;
    const hand = (kind: 'file' | 'manifest', name: ByteString, source: Revlog): void => {
      messages.note(`cloning ${source.length} revisions from ${source.name}.i\n`);
      let rev = 0;
      lanes.begin(kind, name);
      source.reading(() => {
        for (const revision of rawRevisionsOf(source)) lanes.add(revision, source.linkrev(rev++));
      });
      lanes.end();
    };
    try {
      if (manifests.revisions > 0) hand('manifest', '', store.manifests.root.revlog);
      const progress = messages.progress?.('file revisions', files.revisions, 'revisions');
      let done = 0;
      for (const path of paths) {
        const { revlog } = store.openFile(path);
        progress?.update(done, path);
        hand('file', path, revlog);
        done += revlog.length;
      }
      const { file, manifest } = lanes.finish();
      progress?.complete();
      return { files: file.bytes - files.stored, manifests: manifest.bytes - manifests.stored };
    } catch (error) {
      throw lanes.firstError(error);
    } finally {
      lanes.close();
    }
  }

  #files(paths: readonly ByteString[], { revisions }: Sizes, transaction: Transaction): number {
    const progress = this.#options.messages.progress?.('file revisions', revisions, 'revisions');
    let done = 0;
    let change = 0;
    for (const path of paths) {
      const { revlog } = this.#repo.store.openFile(path);
      progress?.update(done, path);
      change += this.#writer.withFile(path, transaction, ({ writer }) =>
        this.#add('all-filelogs', revlog, writer, transaction),
      );
      done += revlog.length;
    }
    progress?.complete();
    return change;
  }

  #one(part: RevlogPart, source: Revlog, writer: RevlogWriter, transaction: Transaction): number {
    const progress = this.#options.messages.progress?.(`${part} revisions`, source.length, 'revisions');
    const change = this.#add(part, source, writer, transaction, (rev) => progress?.update(rev));
    progress?.complete();
    return change;
  }

  /** The format is the same then, and so are the names of files. */
  #copy(source: Revlog): void {
    const { storeFs } = this.#target.places;
    for (const path of [source.indexPath, source.dataPath]) {
      if (this.#repo.store.fs.stat(path) === undefined) continue;
      const slash = path.lastIndexOf('/');
      if (slash > 0) storeFs.makeDirectory(path.slice(0, slash), true);
      copyFile(this.#repo.store.fs, path, storeFs, path);
    }
  }

  /** @returns bytes that the files have grown. */
  #add(
    part: RevlogPart,
    source: Revlog,
    writer: RevlogWriter,
    transaction: Transaction,
    each?: (rev: number) => void,
  ): number {
    const { parts, recomputes, messages } = this.#options;
    if (!parts.has(part)) {
      messages.note(`blindly copying ${source.name}.i containing ${source.length} revisions\n`);
      this.#copy(source);
      return 0;
    }
    messages.note(`cloning ${source.length} revisions from ${source.name}.i\n`);
    if (recomputes) {
      source.reading(() =>
        writer.writing(transaction, () => {
          for (let rev = 0; rev < source.length; rev++) {
            writer.addRevision(transaction, {
              text: source.rawText(rev),
              linkrev: source.linkrev(rev),
              p1: source.parent1(rev),
              p2: source.parent2(rev),
              node: source.node(rev),
              flags: source.flags(rev),
            });
            each?.(rev);
          }
        }),
      );
    } else
      source.reading(() =>
        writer.addGroup(transaction, storedRevisions(source), each === undefined ? {} : { added: each }),
      );
    return storedBytes(writer.revlog) - storedBytes(source);
  }
}

function signedBytes(bytes: number): ByteString {
  return bytes < 0 ? `-${byteCount(-bytes)}` : byteCount(bytes);
}

function* storedRevisions(source: Revlog): Generator<GroupRevision> {
  for (let rev = 0; rev < source.length; rev++) yield storedRevision(source, rev);
}
