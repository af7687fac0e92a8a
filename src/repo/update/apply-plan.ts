/** Does to the working directory what a plan says. */
import type { ByteString } from '../../bytes/index.js';
import { NULL_NODE, NULL_REV } from '../../bytes/index.js';
import { FileSystemError, HgError } from '../../errors/index.js';
import { FileVersions } from '../../store/index.js';
import {
  ACTION_LETTERS,
  type ActionKind,
  type FileAction,
  type MergeParticipants,
  type MergePlan,
  NOTHING_TO_DO,
} from '../merge/file-action.js';
import type { MergeContext } from '../merge/merge-context.js';
import { MergeHalted } from '../merge/merge-file.js';
import { MergeState } from '../merge/merge-state.js';
import { resolveFile } from '../merge/resolve-file.js';
import { SideReader } from '../merge/side-reader.js';
import { checksPathConflicts, directoriesAbove } from '../merge/unknown-files.js';
import type { ProgressOfWork } from '../messages.js';
import type { FileCrew } from '../working-copy/file-crew.js';
import { FileTaskBuilder, statOf, WRITTEN } from '../working-copy/file-task.js';
import { backupPath } from './backup-path.js';
import { WorkingFiles, type WrittenFile } from './working-files.js';

export interface UpdateStats {
  readonly updated: number;
  readonly merged: number;
  readonly removed: number;
  readonly unresolved: number;
}

/** Brings nested repositories along, before `.hgsubstate` itself. @param threeWay both sides have changed them */
export type MergeSubrepos = (threeWay: boolean) => void;

const SUBSTATE = '.hgsubstate';

export interface ApplyOptions {
  /** Present where there are nested repositories. */
  readonly mergeSubrepos?: MergeSubrepos | undefined;
  readonly labels: readonly ByteString[] | undefined;
  readonly crew: FileCrew;
  /** `--tool`. */
  readonly tool: ByteString | undefined;
  /** Paths as the user sees them. */
  readonly display?: ((path: ByteString) => ByteString) | undefined;
  /** Absolute; when it goes with its files, that is said. */
  readonly currentDirectory?: ByteString | undefined;
}

export interface Applied {
  readonly stats: UpdateStats;
  /** Files that were written and how they looked then. */
  readonly written: ReadonlyMap<ByteString, WrittenFile>;
  /** What merging files led to, for the dirstate. */
  readonly results: ReadonlyMap<ByteString, FileAction>;
  /** The merge was stopped by the user, or by `merge.on-failure`. */
  readonly halted: MergeHalted | undefined;
}

/** @throws FileSystemError, HgError for paths that lead elsewhere */
export function applyPlan(context: MergeContext, plan: MergePlan, options: ApplyOptions): Applied {
  return new Application(context, plan, options).run();
}

class Application {
  readonly #context: MergeContext;
  readonly #plan: MergePlan;
  readonly #options: ApplyOptions;
  readonly #files: WorkingFiles;
  readonly #state: MergeState;
  readonly #written = new Map<ByteString, WrittenFile>();
  readonly #results = new Map<ByteString, FileAction>();
  readonly #byKind = new Map<ActionKind, [ByteString, FileAction][]>();
  readonly #progress: ProgressOfWork | undefined;
  readonly #versions: FileVersions;
  #done = 0;

  constructor(context: MergeContext, plan: MergePlan, options: ApplyOptions) {
    this.#context = context;
    this.#plan = plan;
    this.#options = options;
    const { repo, messages } = context;
    this.#files = new WorkingFiles(repo);
    this.#versions = new FileVersions(repo.place.platform, repo.place.store);
    let work = 0;
    for (const entry of plan.actions) {
      const { kind } = entry[1];
      const list = this.#byKind.get(kind);
      if (list === undefined) this.#byKind.set(kind, [entry]);
      else list.push(entry);
      if (!NOTHING_TO_DO.has(kind)) work++;
    }
    for (const list of this.#byKind.values()) list.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    this.#progress = messages.progress?.('updating', work, 'files');
    this.#state = MergeState.clean({
      hg: repo.store.places.hgFs,
      hasher: repo.place.platform.hasher,
    });
  }

  /** One kind after the other, each in byte order. */
  #all(...kinds: readonly ActionKind[]): readonly [ByteString, FileAction][] {
    return kinds.flatMap((kind) => this.#byKind.get(kind) ?? []);
  }

  #count(...kinds: readonly ActionKind[]): number {
    let count = 0;
    for (const kind of kinds) count += this.#byKind.get(kind)?.length ?? 0;
    return count;
  }

  #explain(path: ByteString, { kind, reason }: FileAction): void {
    const { messages } = this.#context;
    if (messages.debugFlag) messages.debug(` ${path}: ${reason} -> ${ACTION_LETTERS[kind]}\n`);
  }

  #step(path: ByteString): void {
    this.#progress?.update(++this.#done, path);
  }

  run(): Applied {
    const { repo, parents, otherRev } = this.#context;
    const state = this.#state;
    state.start(repo.node(parents[0]), repo.node(otherRev), this.#options.labels);
    for (const [path, info] of this.#plan.commitInfo)
      for (const [key, value] of info) state.addExtra(path, key, value);
    this.#options.crew.expect(this.#count('get'), this.#count('remove'));
    this.#recordPathConflicts();
    this.#bringSubrepos('remove', false);
    this.#remove();
    this.#moveOutOfTheWay();
    this.#get();
    this.#bringSubrepos('get', false);
    for (const kind of ['forget', 'add', 'addModified', 'keep', 'keepAbsent', 'keepNew'] as const)
      for (const [path, action] of this.#all(kind)) this.#explain(path, action);
    this.#moveWithDirectories();
    this.#setFlags();
    let merges = this.#all('changedDeleted', 'deletedChanged', 'merge');
    if (this.#bringSubrepos('merge', true)) merges = merges.filter(([path]) => path !== SUBSTATE);
    this.#preserve(merges);
    const halted = this.#merge(merges);
    this.#progress?.complete();
    return { stats: this.#stats(), written: this.#written, results: this.#results, halted };
  }

  /** When the recorded state of nested repositories changes in that way. @returns whether it does */
  #bringSubrepos(kind: ActionKind, threeWay: boolean): boolean {
    const { mergeSubrepos } = this.#options;
    const action = this.#plan.actions.get(SUBSTATE);
    if (mergeSubrepos === undefined || action?.kind !== kind) return false;
    if (kind === 'merge') {
      this.#explain(SUBSTATE, action);
      this.#state.addExtra(SUBSTATE, 'merged', 'yes');
    }
    mergeSubrepos(threeWay);
    // What was read of it before is older than what is there now.
    this.#written.delete(SUBSTATE);
    return true;
  }

  #counts = { updated: 0, merged: 0, removed: 0 };

  #stats(): UpdateStats {
    const { updated, merged, removed } = this.#counts;
    return {
      updated: updated + this.#count('get', 'exec', 'directoryGet', 'directoryMove'),
      merged,
      removed: removed + this.#count('remove'),
      unresolved: this.#state.unresolvedCount,
    };
  }

  #recordPathConflicts(): void {
    const { messages } = this.#context;
    for (const [path, { from, detail }] of this.#all('pathConflict')) {
      messages.status(`${path}: path conflict - a file or link has the same name as a directory\n`);
      messages.status(
        detail === 'l'
          ? `the local file has been renamed to ${from}\n`
          : `the remote file has been renamed to ${from}\n`,
      );
      messages.status(`resolve manually then use 'hg resolve --mark ${path}'\n`);
      this.#state.addPathConflict(path, from, detail);
      this.#step(path);
    }
  }

  #remove(): void {
    const { messages } = this.#context;
    for (const [path, action] of this.#all('remove')) {
      this.#explain(path, action);
      messages.note(`removing ${path}\n`);
      try {
        this.#files.unlink(path);
      } catch (error) {
        if (!(error instanceof FileSystemError)) throw error;
        messages.warn(`update failed to remove ${path}: ${error.message}!\n`);
      }
      this.#step(path);
    }
    this.#emptied = this.#all('remove').map(([path]) => path);
    // Files may be going to where directories are now.
    if (this.#count('pathConflictResolve') > 0 || this.#replacesDirectories()) this.#removeEmptied();
  }

  /** Files whose directories may be empty now. */
  #emptied: readonly ByteString[] = [];

  #replacesDirectories(): boolean {
    if (this.#emptied.length === 0) return false;
    const directories = new Set<ByteString>();
    for (const path of this.#emptied)
      for (const directory of directoriesAbove(path)) {
        if (directories.has(directory)) break;
        directories.add(directory);
      }
    return this.#all('get').some(([path]) => directories.has(path));
  }

  /** Removes the directories that files were removed from, but those where others are going to be. */
  #removeEmptied(): void {
    const paths = this.#emptied;
    if (paths.length === 0) return;
    this.#emptied = [];
    this.#files.removeEmptyDirectories(paths, true);
    const { repo, messages, work } = this.#context;
    const { currentDirectory: here } = this.#options;
    if (here !== undefined && work.at('/').stat(here) === undefined)
      messages.warn(`current directory was removed\n(consider changing to repo root: ${repo.root})\n`);
  }

  #moveOutOfTheWay(): void {
    const { messages } = this.#context;
    for (const [path, action] of this.#all('pathConflictResolve')) {
      this.#explain(path, action);
      this.#move(action.from, path, messages);
      this.#step(path);
    }
  }

  #move(from: ByteString, to: ByteString, messages: MergeContext['messages']): void {
    const content = this.#files.read(from);
    if (content === undefined) return;
    messages.note(`moving ${from} to ${to}\n`);
    const written = this.#files.write(to, content, this.#context.workingFlags(from));
    if (written !== undefined) this.#written.set(to, written);
    this.#files.remove(from);
  }

  #get(): void {
    const entries = this.#all('get');
    const done = this.#getPlain(entries);
    this.#removeEmptied();
    for (const entry of entries) if (!done.has(entry[0])) this.#getOne(entry);
  }

  /**
   * Writes plain files with nothing in their way, and whatever else is said or looked at between them: many at once.
   * @returns those that were written.
   */
  #getPlain(entries: readonly [ByteString, FileAction][]): ReadonlyMap<ByteString, WrittenFile> {
    const { messages, local, repo, other } = this.#context;
    const { createFile, features } = repo.place.workFs;
    if (messages.verbose || messages.debugFlag || checksPathConflicts(repo.config)) return this.#written;
    if (createFile === undefined || !features.caseSensitive) return this.#written;
    const task = new FileTaskBuilder('write');
    const paths: ByteString[] = [];
    for (const [path, { flags, backup }] of entries) {
      // Links come last: nothing is written in directories while they are made.
      if (backup || flags === 'l') continue;
      if (!this.#mayCreate(path) || !task.add(path, other.find(path) as string, flags, local.has(path)))
        break;
      paths.push(path);
    }
    const before = this.#done;
    const done = this.#options.crew.run(task.build(), {
      progress: (files) => this.#progress?.update(before + files, paths[files] as ByteString),
      meanwhile: () => this.#removeEmptied(),
    });
    paths.forEach((path, i) => {
      if (done.states[i] !== WRITTEN) return;
      this.#done++;
      const { mode, size, mtimeSeconds, mtimeNanoseconds } = statOf(done, i);
      this.#written.set(path, { mode, size, seconds: mtimeSeconds, nanoseconds: mtimeNanoseconds });
    });
    return this.#written;
  }

  /** False where something is wrong: writing the file in its turn says what. */
  #mayCreate(path: ByteString): boolean {
    try {
      this.#files.prepare(path);
      return true;
    } catch (error) {
      if (error instanceof HgError) return false;
      throw error;
    }
  }

  #getOne([path, action]: readonly [ByteString, FileAction]): void {
    const { messages, local, repo, other } = this.#context;
    this.#explain(path, action);
    if (messages.verbose) messages.note(`getting ${path}\n`);
    if (action.backup) this.#backUp(path);
    if (checksPathConflicts(repo.config)) this.#clearPath(path);
    const versions = this.#versions;
    versions.load(path, other.find(path) as string);
    const content = versions.bytes.subarray(versions.start, versions.end);
    const written = this.#files.write(path, content, action.flags, local.has(path));
    if (written !== undefined) this.#written.set(path, written);
    this.#step(path);
  }

  /** Keeps what is in the way, be it the path itself or a file in the place of a directory. */
  #backUp(path: ByteString): void {
    const context = this.#context;
    let conflicting = path;
    if (context.stat(path) === undefined)
      conflicting = [...directoriesAbove(path)].find((directory) => context.isFileOrLink(directory)) ?? path;
    if (context.stat(conflicting) === undefined) return;
    context.audit(conflicting);
    context.work.rename(conflicting, backupPath(context.repo, context.messages, conflicting));
  }

  #clearPath(path: ByteString): void {
    const context = this.#context;
    if (context.stat(path)?.kind === 'directory') this.#files.removeTree(path);
    const file = [...directoriesAbove(path)].find((directory) => context.isFileOrLink(directory));
    if (file !== undefined) context.work.remove(file);
  }

  #moveWithDirectories(): void {
    const { messages } = this.#context;
    for (const [path, action] of this.#all('directoryMove')) {
      this.#explain(path, action);
      this.#move(action.from, path, messages);
      this.#step(path);
    }
    for (const [path, action] of this.#all('directoryGet')) {
      this.#explain(path, action);
      messages.note(`getting ${action.from} to ${path}\n`);
      this.#files.write(path, this.#context.otherFile(action.from).content(), action.flags);
      this.#step(path);
    }
  }

  #setFlags(): void {
    for (const [path, action] of this.#all('exec')) {
      this.#explain(path, action);
      this.#files.setFlags(path, action.flags, () => this.#context.otherFile(path).content());
      this.#step(path);
    }
  }

  /** Puts files that are about to be merged into the merge state, with their local versions. */
  #preserve(merges: readonly [ByteString, FileAction][]): void {
    const context = this.#context;
    const { repo, messages } = context;
    const moved: ByteString[] = [];
    for (const [path, { participants }] of merges) {
      const { local, other, base, moved: moves, baseRev } = participants as MergeParticipants;
      if (local !== undefined) messages.debug(` preserving ${local} for resolve of ${path}\n`);
      const manifest = baseRev === context.parents[0] ? context.parentManifest : repo.manifest(baseRev);
      const inBase = base === undefined ? undefined : manifest.find(base);
      this.#state.addFile(
        path,
        {
          localPath: local ?? base ?? path,
          basePath: inBase === undefined ? (local ?? base ?? path) : (base as string),
          baseNode: inBase ?? NULL_NODE,
          otherPath: other ?? base ?? path,
          otherNode: other === undefined ? NULL_NODE : (context.other.find(other) ?? NULL_NODE),
          flags: local === undefined ? '' : context.workingFlags(local),
        },
        local === undefined ? undefined : (context.readWorking(local) ?? new Uint8Array(0)),
      );
      this.#state.addExtra(path, 'ancestorlinknode', inBase === undefined ? NULL_NODE : repo.node(baseRev));
      if (local !== undefined && local !== path && moves) moved.push(local);
    }
    // From here on the local versions are safe, and a merge that is killed can be taken up again.
    if (merges.length > 0) this.#state.write();
    const gone = [...new Set(moved)].filter((path) => context.stat(path) !== undefined);
    for (const path of gone) {
      messages.debug(`removing ${path}\n`);
      this.#files.unlink(path);
    }
    if (gone.length > 0) this.#files.removeEmptyDirectories(gone);
  }

  #merge(merges: readonly [ByteString, FileAction][]): MergeHalted | undefined {
    const { repo, messages, parents, otherRev } = this.#context;
    const counts = this.#counts;
    const bases = new Set(merges.map(([, { participants }]) => participants?.baseRev ?? NULL_REV));
    const reader = new SideReader(repo, [parents[0], otherRev, ...bases]);
    const merging = { repo, messages, files: this.#files, ...this.#options };
    try {
      for (const [path, action] of merges) {
        if (messages.debugFlag) messages.debug(` ${path}: ${action.reason} -> m\n`);
        this.#state.addExtra(path, 'merged', 'yes');
        this.#step(path);
        this.#context.audit(path);
        const result = resolveFile(merging, this.#state, path, reader);
        if (result === undefined) continue;
        if (result.action !== undefined) this.#results.set(path, result.action);
        if (result.outcome === 'same') counts.updated++;
        else if (result.outcome === 'merged') {
          if (result.action?.kind === 'remove') counts.removed++;
          else counts.merged++;
        }
      }
    } catch (error) {
      if (!(error instanceof MergeHalted)) throw error;
      return error;
    } finally {
      this.#state.write();
    }
    return undefined;
  }
}
