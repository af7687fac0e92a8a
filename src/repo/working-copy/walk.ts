/** Two passes over a working directory: every directory is listed once, then every tracked file is looked at once. */
import type { ByteString } from '../../bytes/index.js';
import { ANYWHERE, type Dirstate } from '../../dirstate/index.js';
import { FileSystemError } from '../../errors/index.js';
import type { IgnoreMatcher, Matcher } from '../../match/index.js';
import {
  type DirectoryEntry,
  type FileSystem,
  lookAt,
  newSeenStat,
  type SeenStat,
} from '../../platform/index.js';
import type { ListingMemory } from './listing-memory.js';
import type { StatBeside } from './stat-beside.js';

export interface WalkRequest {
  readonly fs: FileSystem;
  readonly dirstate: Dirstate;
  /** Undefined: everything. */
  readonly matcher: Matcher | undefined;
  /** Undefined: nothing is ignored. */
  readonly ignore: IgnoreMatcher | undefined;
  /** Untracked files are looked for. */
  readonly unknown: boolean;
  /** Ignored ones, too. */
  readonly ignored: boolean;
  /** A named path that is not there, or what cannot be read. */
  readonly bad: (path: ByteString, message: ByteString) => void;
  /** Of earlier walks. */
  readonly memory?: ListingMemory | undefined;
  /** Looks at tracked files, too. */
  readonly beside?: StatBeside | undefined;
}

export interface WalkVisitor {
  /**
   * A path with an entry; no stat: no file or link is there. The stat holds something else after the call; its size and seconds may
   * lack the highest bits.
   */
  tracked(slot: number, stat: SeenStat | undefined): void;
  /** A file or link without entry. */
  unknown(path: ByteString): void;
  ignored(path: ByteString): void;
}

interface Directory {
  readonly path: ByteString;
  readonly isIgnored: boolean;
  /** Something else may be there by now. */
  readonly isDoubtful: boolean;
}

/** Python's words for what is neither file nor link. */
function kindName(mode: number): ByteString {
  switch (mode & 0o170000) {
    case 0o010000:
      return 'fifo';
    case 0o020000:
      return 'character device';
    case 0o060000:
      return 'block device';
    case 0o140000:
      return 'socket';
    case 0o040000:
      return 'directory';
    default:
      return 'unknown';
  }
}

const TYPE = 0o170000;
const FILE = 0o100000;
const LINK = 0o120000;

function isFileMode(mode: number): boolean {
  const type = mode & TYPE;
  return type === FILE || type === LINK;
}

/** No listing has shown it. */
const NOT_SEEN = 0;
/** A listing has shown a file or link. */
const LISTED = 1;
const TOLD = 2;

class Walk {
  readonly #request: WalkRequest;
  readonly #visitor: WalkVisitor;
  readonly #filter: Matcher | undefined;
  /** Of each slot: one of the constants above. */
  readonly #seen: Uint8Array;
  readonly #todo: Directory[] = [];
  /** Directories that were listed, are about to be, or need not be: named ones may lie in each other. */
  readonly #entered = new Set<ByteString>();
  /** Untracked files that were named, and told already. */
  readonly #told = new Set<ByteString>();
  /** Directories that were looked at otherwise or are doubtful, and whether files in them are really there. */
  readonly #real = new Map<ByteString, boolean>();
  #last = '';
  #lastIsReal = true;
  readonly #stat = newSeenStat();
  /** Tracked paths by their names in lower case, where case does not count. */
  #folded: Map<ByteString, ByteString> | undefined;

  constructor(request: WalkRequest, visitor: WalkVisitor) {
    const { matcher, dirstate } = request;
    this.#request = request;
    this.#visitor = visitor;
    this.#filter = matcher === undefined || matcher.always ? undefined : matcher;
    this.#seen = new Uint8Array(dirstate.table.slotCount);
  }

  run(): void {
    const { unknown, ignored, matcher } = this.#request;
    const lists = unknown || ignored;
    if (this.#filter !== undefined) this.#named();
    if (lists) {
      if (this.#filter === undefined) this.#enterRemembered();
      const roots = matcher === undefined || matcher.roots.length === 0 ? [''] : matcher.roots;
      for (const root of [...new Set(roots)].sort())
        if (this.#isReal(root)) {
          const isIgnored = this.#request.ignore?.ignores(root) ?? false;
          this.#enter(root, isIgnored && root !== '');
        }
      for (let next = this.#todo.pop(); next !== undefined; next = this.#todo.pop()) this.#list(next);
    }
    this.#lookAtTracked();
  }

  /** Of the directories that are remembered, only those that have changed are listed. */
  #enterRemembered(): void {
    const { fs, memory } = this.#request;
    memory?.lookAtAll?.(fs, (path, isAsListed) => {
      this.#entered.add(path);
      if (!isAsListed) this.#todo.push({ path, isIgnored: false, isDoubtful: false });
    });
  }

  /** False when a part of the path is a symbolic link, or no directory. The file system is asked once per directory. */
  #isReal(directory: ByteString): boolean {
    if (directory === '') return true;
    const known = this.#real.get(directory);
    if (known !== undefined) return known;
    if (this.#entered.has(directory)) return true;
    const slash = directory.lastIndexOf('/');
    const above = slash < 0 || this.#isReal(directory.slice(0, slash));
    const isReal = above && this.#request.fs.stat(directory, true)?.kind === 'directory';
    this.#real.set(directory, isReal);
    return isReal;
  }

  /** That of the path's directory. */
  #hasRealDirectory(path: ByteString): boolean {
    // Mostly the directory of the path before.
    if (this.#last === '' || !path.startsWith(this.#last) || path.includes('/', this.#last.length)) {
      const slash = path.lastIndexOf('/');
      if (slash < 0) return true;
      this.#last = path.slice(0, slash + 1);
      this.#lastIsReal = this.#isReal(path.slice(0, slash));
    }
    return this.#lastIsReal;
  }

  /** The file or symbolic link at a path in a real directory; undefined when anything else or nothing is there. */
  #look(path: ByteString): SeenStat | undefined {
    const stat = this.#stat;
    return lookAt(this.#request.fs, path, stat) && isFileMode(stat.mode) ? stat : undefined;
  }

  /** What the user named has to be there, and is told even where it is ignored. */
  #named(): void {
    const { fs, dirstate, bad, unknown, ignored } = this.#request;
    const filter = this.#filter as Matcher;
    for (const path of [...new Set(filter.roots)].sort()) {
      if (path === '') continue;
      const slash = path.lastIndexOf('/');
      const stat = slash < 0 || this.#isReal(path.slice(0, slash)) ? fs.stat(path, true) : undefined;
      if (stat?.kind === 'directory') continue;
      const slot = dirstate.table.slot(path);
      if (stat?.kind === 'file' || stat?.kind === 'symlink') {
        if (!filter.matches(path)) continue;
        if (slot !== undefined) this.#tell(slot, stat);
        else if (unknown || ignored) {
          this.#told.add(path);
          this.#untracked(path, false);
        }
      } else if (stat !== undefined) {
        bad(path, `unsupported file type (type is ${kindName(stat.mode)})`);
      } else if (slot === undefined && !dirstate.hasTrackedDirectory(path) && !this.#hasEntryBelow(path))
        bad(path, this.#isBelowFile(path) ? 'Not a directory' : 'No such file or directory');
    }
  }

  #hasEntryBelow(directory: ByteString): boolean {
    const prefix = `${directory}/`;
    const paths = this.#request.dirstate.paths();
    let low = 0;
    let high = paths.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((paths[middle] as ByteString) < prefix) low = middle + 1;
      else high = middle;
    }
    return paths[low]?.startsWith(prefix) ?? false;
  }

  #isBelowFile(path: ByteString): boolean {
    for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
      const kind = this.#request.fs.stat(path.slice(0, at))?.kind;
      if (kind === undefined) return false;
      if (kind !== 'directory') return true;
    }
    return false;
  }

  #tell(slot: number, stat: SeenStat | undefined): void {
    if (this.#seen[slot] === TOLD) return;
    this.#seen[slot] = TOLD;
    this.#visitor.tracked(slot, stat);
  }

  #untracked(path: ByteString, isIgnored: boolean): void {
    const { ignore, unknown, ignored } = this.#request;
    if (isIgnored || ignore?.ignores(path)) {
      if (ignored) this.#visitor.ignored(path);
    } else if (unknown) this.#visitor.unknown(path);
  }

  #enter(path: ByteString, isIgnored: boolean, isDoubtful = false): void {
    if (this.#entered.has(path)) return;
    if (this.#filter !== undefined && this.#filter.directory(path) === 'none') return;
    this.#entered.add(path);
    this.#todo.push({ path, isIgnored, isDoubtful });
  }

  #entries(directory: ByteString): readonly DirectoryEntry[] | undefined {
    const { fs, bad } = this.#request;
    try {
      return fs.listEntries(directory);
    } catch (error) {
      // Gone in between, or not ours to read: the rest is still worth showing.
      if (error instanceof FileSystemError && ['EACCES', 'ENOENT', 'ENOTDIR'].includes(error.errno)) {
        bad(directory, error.message);
        return undefined;
      }
      throw error;
    }
  }

  #list({ path: directory, isIgnored, isDoubtful }: Directory): void {
    const { fs, dirstate, ignore, unknown, ignored, memory } = this.#request;
    const filter = this.#filter;
    const prefix = directory === '' ? '' : `${directory}/`;
    const before = memory?.stat(fs, directory);
    if (isDoubtful) {
      const isReal = before?.kind === 'directory';
      this.#real.set(directory, isReal);
      if (!isReal) return;
    }
    if (before !== undefined && memory?.isAsListed(directory, before)) {
      this.#enterKnown(directory);
      return;
    }
    if (before !== undefined) memory?.begin();
    if (before !== undefined && filter === undefined) memory?.note(directory, before, false);
    const entries = this.#entries(directory);
    if (entries === undefined) return;
    if (directory !== '' && entries.some(({ name, kind }) => name === '.hg' && kind === 'directory')) {
      // Another repository. Only where unknown files are wanted does hg take tracked ones in it for missing.
      if (unknown) this.#real.set(directory, false);
      return;
    }
    const { table } = dirstate;
    const { caseSensitive } = fs.features;
    let isComplete = true;
    for (const { name, kind } of entries) {
      const path = prefix + name;
      if (path === '.hg' || (kind === 'directory' && this.#entered.has(path))) continue;
      const exact = table.slot(path);
      const slot = exact ?? (caseSensitive ? undefined : this.#slotOfCase(path, entries, prefix));
      const matches = filter === undefined || filter.matches(path);
      const isFile = kind === 'file' || kind === 'symlink';
      if (slot !== undefined) {
        if (!matches && filter?.directory(path) === 'none') continue;
        if (matches) {
          if (!isFile) this.#tell(slot, undefined);
          else if (exact === undefined) this.#tell(slot, this.#look(path));
          else if (this.#seen[slot] === NOT_SEEN) this.#seen[slot] = LISTED;
        }
        if (kind === 'directory') {
          isComplete = false;
          this.#below(path, isIgnored);
        }
      } else if (kind === 'directory') {
        const inside = this.#below(path, isIgnored);
        if (inside === 'unknown' && memory?.reaches(path) !== true) isComplete = false;
      } else if (isFile) {
        const ignores = isIgnored || (ignore?.matches(path) ?? false);
        if (!ignores) isComplete = false;
        if (matches && !this.#told.has(path) && (!ignores || ignored)) this.#untracked(path, ignores);
      }
    }
    if (before !== undefined && filter === undefined && isComplete && !isIgnored)
      memory?.note(directory, before, true);
  }

  /** Enters a directory unless it is ignored and nobody asks for what is in it. */
  #below(path: ByteString, aboveIsIgnored: boolean, isDoubtful = false): 'ignored' | 'unknown' {
    const { ignore, ignored } = this.#request;
    const isIgnored = aboveIsIgnored || (ignore?.matches(path) ?? false);
    if (!isIgnored || ignored) this.#enter(path, isIgnored, isDoubtful);
    return isIgnored ? 'ignored' : 'unknown';
  }

  /** The entry of a name in other letters, where the file system does not tell them apart. */
  #slotOfCase(path: ByteString, entries: readonly DirectoryEntry[], prefix: ByteString): number | undefined {
    const { dirstate } = this.#request;
    if (this.#folded === undefined) {
      this.#folded = new Map();
      for (const one of dirstate.paths()) this.#folded.set(one.toLowerCase(), one);
    }
    const known = this.#folded.get(path.toLowerCase());
    if (known === undefined || entries.some(({ name }) => prefix + name === known)) return undefined;
    return dirstate.table.slot(known);
  }

  /** Nothing was added or removed since: files with entries are looked at in the end, directories are entered. */
  #enterKnown(directory: ByteString): void {
    for (const below of this.#request.memory?.directoriesIn(directory) ?? [])
      this.#below(`${directory}/${below}`, false, true);
  }

  /** Looks at what the listings have shown; and at the rest: removed, missing, in ignored or unlisted directories. */
  #lookAtTracked(): void {
    const { dirstate, beside } = this.#request;
    const { table } = dirstate;
    const { flags } = table;
    const filter = this.#filter;
    const visitor = this.#visitor;
    const stat = this.#stat;
    const allSeen = this.#seen;
    for (let slot = 0; slot < allSeen.length; slot++) {
      const seen = allSeen[slot];
      if (seen === TOLD || ((flags[slot] as number) & ANYWHERE) === 0) continue;
      const path = table.path(slot);
      if (seen === NOT_SEEN) {
        if (filter !== undefined && !filter.matches(path)) continue;
        if (!this.#hasRealDirectory(path)) {
          visitor.tracked(slot, undefined);
          continue;
        }
      }
      if (beside === undefined || !beside.at(slot, stat)) visitor.tracked(slot, this.#look(path));
      else visitor.tracked(slot, isFileMode(stat.mode) ? stat : undefined);
    }
  }
}

/**
 * Directories that are ignored are entered only for `ignored`, nested repositories and symbolic links never. Memory: a byte per
 * entry. Paths come in no particular order, each at most once.
 * @throws FileSystemError for what is neither missing nor refused.
 */
export function walkWorkingCopy(request: WalkRequest, visitor: WalkVisitor): void {
  new Walk(request, visitor).run();
}
