/** Wraps a {@link FileSystem} and makes chosen operations fail, tear or crash: for tests of recovery. */
import type { ByteString } from '../bytes/index.js';
import { FileSystemError } from '../errors/index.js';
import { preciseStat } from './file-functions.js';
import type {
  DirectoryEntry,
  FileHandle,
  FileStat,
  FileSystem,
  FileSystemFeatures,
  OpenMode,
} from './file-system.js';

/** What escapes when a simulated process dies. Not an HgError: no code under test may handle it. */
export class SimulatedCrash extends Error {
  constructor() {
    super('simulated crash');
    this.name = 'SimulatedCrash';
  }
}

export type FaultKind =
  /** The operation is not done and throws FileSystemError. */
  | 'fail'
  /** A write stops after some of its bytes and throws FileSystemError; other operations fail. */
  | 'tear'
  /** The operation is not done, SimulatedCrash is thrown, and everything afterwards is refused. */
  | 'crash'
  /** As `crash`, after some of the bytes of a write have been written. */
  | 'tear-and-crash'
  /** The operation is done; then as `crash`. */
  | 'crash-after';

export interface Fault {
  /** Which operation, counted from 1 among those of the same side: mutations or reads. */
  readonly at: number;
  readonly kind: FaultKind;
  /** `EIO` by default. */
  readonly errno?: string;
  /** Bytes that a torn write or a short read still transfers; by default half of them. */
  readonly bytes?: number;
  /** Only operations on paths that this accepts count. */
  readonly path?: (path: ByteString) => boolean;
}

export interface FaultPlan {
  /** Fault among the mutations: creating, truncating and writing opens, writes, truncations, syncs, renames, removals... */
  readonly mutation?: Fault;
  /** Fault among the reads: opening for reading, reading, stat, listing, reading links. */
  readonly read?: Fault;
}

/** Shared by all views and handles. */
class Counter {
  mutations = 0;
  reads = 0;
  #matchingMutations = 0;
  #matchingReads = 0;
  crashed = false;
  readonly log: string[] = [];
  plan: FaultPlan;

  constructor(plan: FaultPlan) {
    this.plan = plan;
  }

  #alive(): void {
    if (this.crashed) throw new SimulatedCrash();
  }

  #strike(fault: Fault | undefined, path: ByteString, side: 'mutation' | 'read'): Fault | undefined {
    if (fault === undefined || fault.path?.(path) === false) return undefined;
    const count = side === 'mutation' ? ++this.#matchingMutations : ++this.#matchingReads;
    return count === fault.at ? fault : undefined;
  }

  /** Runs a mutation; `part` does it partly. */
  mutate<T>(name: string, path: ByteString, action: () => T, part?: (fault: Fault) => void): T {
    this.#alive();
    this.mutations++;
    this.log.push(`${name} ${path}`);
    const fault = this.#strike(this.plan.mutation, path, 'mutation');
    return fault === undefined ? action() : this.#suffer(fault, path, action, part);
  }

  read<T>(path: ByteString, action: () => T, part?: (fault: Fault) => T): T {
    this.#alive();
    this.reads++;
    const fault = this.#strike(this.plan.read, path, 'read');
    if (fault === undefined) return action();
    // A torn read is a short one, which is no error.
    if (fault.kind === 'tear' && part !== undefined) return part(fault);
    return this.#suffer(fault, path, action, undefined);
  }

  #suffer<T>(fault: Fault, path: ByteString, action: () => T, part: ((fault: Fault) => void) | undefined): T {
    if (fault.kind === 'tear' || fault.kind === 'tear-and-crash') part?.(fault);
    if (fault.kind === 'crash-after') action();
    if (fault.kind === 'fail' || fault.kind === 'tear') {
      const errno = fault.errno ?? 'EIO';
      throw new FileSystemError(errno, path, `simulated ${errno}`);
    }
    this.crashed = true;
    throw new SimulatedCrash();
  }
}

class FaultyFileHandle implements FileHandle {
  readonly #inner: FileHandle;
  readonly #path: ByteString;
  readonly #counter: Counter;

  constructor(inner: FileHandle, path: ByteString, counter: Counter) {
    this.#inner = inner;
    this.#path = path;
    this.#counter = counter;
  }

  readAt(target: Uint8Array, offset: number, length: number, position: number): number {
    const read = (count: number) => this.#inner.readAt(target, offset, count, position);
    return this.#counter.read(
      this.#path,
      () => read(length),
      (fault) => read(Math.min(length, fault.bytes ?? length >> 1)),
    );
  }

  writeAt(bytes: Uint8Array, position: number): void {
    this.#counter.mutate(
      `write ${bytes.length}`,
      this.#path,
      () => this.#inner.writeAt(bytes, position),
      (fault) => this.#inner.writeAt(bytes.subarray(0, fault.bytes ?? bytes.length >> 1), position),
    );
  }

  size(): number {
    return this.#counter.read(this.#path, () => this.#inner.size());
  }

  stat(): FileStat {
    return this.#counter.read(this.#path, () => this.#inner.stat());
  }

  truncate(size: number): void {
    this.#counter.mutate('truncate', this.#path, () => this.#inner.truncate(size));
  }

  sync(): void {
    this.#counter.mutate('sync', this.#path, () => this.#inner.sync());
  }

  close(): void {
    // A dead process's files are closed by the system.
    this.#inner.close();
  }
}

/** Faults strike once. Views made by {@link at} share the plan and the counts. */
export class FaultyFileSystem implements FileSystem {
  readonly #inner: FileSystem;
  readonly #counter: Counter;

  constructor(inner: FileSystem, plan: FaultPlan = {}, shared?: FaultyFileSystem) {
    this.#inner = inner;
    this.#counter = shared === undefined ? new Counter(plan) : shared.#counter;
  }

  /** How many mutations were tried so far: run once without faults to learn how many there are. */
  get mutations(): number {
    return this.#counter.mutations;
  }
  get reads(): number {
    return this.#counter.reads;
  }
  get crashed(): boolean {
    return this.#counter.crashed;
  }
  /** One line per mutation: `write 12 a/path`. */
  get log(): readonly string[] {
    return this.#counter.log;
  }
  get root(): ByteString {
    return this.#inner.root;
  }
  get features(): FileSystemFeatures {
    return this.#inner.features;
  }

  open(path: ByteString, mode: OpenMode): FileHandle {
    const open = () => this.#inner.open(path, mode);
    const counter = this.#counter;
    const inner =
      mode === 'read' || mode === 'update'
        ? counter.read(path, open)
        : counter.mutate(`open-${mode}`, path, open);
    return new FaultyFileHandle(inner, path, counter);
  }
  stat(path: ByteString, noFollow = false): FileStat | undefined {
    return this.#counter.read(path, () => this.#inner.stat(path, noFollow));
  }
  preciseStat(path: ByteString): FileStat | undefined {
    return this.#counter.read(path, () => preciseStat(this.#inner, path));
  }
  list(path: ByteString): ByteString[] {
    return this.#counter.read(path, () => this.#inner.list(path));
  }
  listEntries(path: ByteString): DirectoryEntry[] {
    return this.#counter.read(path, () => this.#inner.listEntries(path));
  }
  rename(from: ByteString, to: ByteString): void {
    this.#counter.mutate(`rename ${from}`, to, () => this.#inner.rename(from, to));
  }
  remove(path: ByteString): void {
    this.#counter.mutate('remove', path, () => this.#inner.remove(path));
  }
  removeDirectory(path: ByteString): void {
    this.#counter.mutate('remove-directory', path, () => this.#inner.removeDirectory(path));
  }
  makeDirectory(path: ByteString, parents = false): void {
    this.#counter.mutate('make-directory', path, () => this.#inner.makeDirectory(path, parents));
  }
  makeSymlink(target: ByteString, path: ByteString): void {
    this.#counter.mutate('make-symlink', path, () => this.#inner.makeSymlink(target, path));
  }
  readLink(path: ByteString): ByteString {
    return this.#counter.read(path, () => this.#inner.readLink(path));
  }
  hardLink(from: ByteString, to: ByteString): void {
    this.#counter.mutate(`hard-link ${from}`, to, () => this.#inner.hardLink(from, to));
  }
  setExecutable(path: ByteString, executable: boolean): void {
    this.#counter.mutate('set-executable', path, () => this.#inner.setExecutable(path, executable));
  }
  setModifiedTime(path: ByteString, seconds: number): void {
    this.#counter.mutate('set-time', path, () => this.#inner.setModifiedTime(path, seconds));
  }
  at(path: ByteString): FileSystem {
    return new FaultyFileSystem(this.#inner.at(path), {}, this);
  }
}
