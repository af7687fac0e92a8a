/** The files of shelves: `.hg/shelved/NAME.{hg,patch,shelve}`, and those of shelves that were used up or deleted, in `.hg/shelve-backup`. */
import { type ByteString, byteStringOf, bytesOf, type NodeId } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import { type ByteStream, readStream, writeStream } from '../../exchange/index.js';
import type { FileSystem } from '../../platform/index.js';
import { readFile, replaceFile, tryReadText } from '../../platform/index.js';
import type { Repository } from '../repository.js';
import { encodePairs, parsePairs } from './key-value-lines.js';

const DIRECTORY = 'shelved';
const BACKUP = 'shelve-backup';
/** The bundle, the patch, and the file that names the changeset. */
const ENDINGS = ['hg', 'patch', 'shelve'] as const;
type Ending = (typeof ENDINGS)[number];

export interface Shelf {
  readonly name: ByteString;
  /** When it was made, in seconds. */
  readonly time: number;
}

/** What a shelf keeps. */
export interface ShelfContent {
  readonly node: NodeId;
  /** The changeset and those of its ancestors that may still be rewritten. */
  readonly bundle: ByteStream;
  /** As `export` writes it. */
  readonly patch: Uint8Array;
}

/** The shelves of one working directory. Others write them too: nothing is remembered. */
export class ShelfFiles {
  readonly #hg: FileSystem;
  readonly #repo: Repository;

  constructor(repo: Repository) {
    this.#repo = repo;
    this.#hg = repo.store.places.hgFs;
  }

  /** The newest first. A bundle or a patch alone is none. */
  list(): readonly Shelf[] {
    return this.#listIn(DIRECTORY).filter(({ endings }) => endings.has('shelve') || endings.size === 2);
  }

  has(name: ByteString): boolean {
    return this.list().some((shelf) => shelf.name === name);
  }

  /** The first name of its kind that is free: `name`, `name-01`... */
  freeName(name: ByteString): ByteString {
    const label = name.replace(/[/\\]/g, '_').replace(/^\./, '_');
    let free = label;
    for (let number = 1; this.#isTaken(free); number++) free = `${label}-${String(number).padStart(2, '0')}`;
    return free;
  }

  #isTaken(name: ByteString): boolean {
    return ENDINGS.some((ending) => this.#hg.stat(pathOf(name, ending)) !== undefined);
  }

  /** Each file comes into being whole, the one that makes it a shelf last. @throws FileSystemError */
  write(name: ByteString, { node, bundle, patch }: ShelfContent): void {
    this.#hg.makeDirectory(DIRECTORY, true);
    const sync = this.#repo.config.get('quicksilver', 'durability') === 'power';
    // Nothing there, nothing to tell it from: replacing a file sets its time ahead.
    for (const ending of ['shelve', 'patch'] as const)
      if (this.#hg.stat(pathOf(name, ending)) !== undefined) this.#hg.remove(pathOf(name, ending));
    replaceFile(this.#hg, pathOf(name, 'patch'), patch, { sync });
    writeStream(this.#hg, pathOf(name, 'hg'), bundle, { sync });
    this.#writeNode(name, node);
  }

  #writeNode(name: ByteString, node: NodeId): void {
    replaceFile(this.#hg, pathOf(name, 'shelve'), bytesOf(encodePairs([['node', node]])));
  }

  /** The changeset that it is. Shelves of old versions of hg say it in their patch only; then it is noted. @throws FileSystemError, HgError */
  node(name: ByteString): NodeId {
    const text = tryReadText(this.#hg, pathOf(name, 'shelve'));
    const noted = text === undefined ? undefined : parsePairs(text)?.get('node');
    if (noted !== undefined) return noted;
    const [, node] = /^# Node ID ([0-9a-f]{40})$/m.exec(byteStringOf(this.patch(name))) ?? [];
    if (node === undefined) throw new HgError('abort', `shelved change '${name}' has no changeset`);
    this.#writeNode(name, node);
    return node;
  }

  /** Where it is, for messages and hooks. */
  bundlePath(name: ByteString): ByteString {
    return `${this.#hg.root}/${pathOf(name, 'hg')}`;
  }

  /** @throws FileSystemError when it is not there */
  bundle(name: ByteString): ByteStream {
    return readStream(this.#hg, pathOf(name, 'hg'));
  }

  /** @throws FileSystemError when it is not there */
  patch(name: ByteString): Uint8Array {
    return readFile(this.#hg, pathOf(name, 'patch'));
  }

  /** @throws FileSystemError */
  remove(name: ByteString): void {
    // As in `retire`.
    for (const ending of ENDINGS)
      if (this.#hg.stat(pathOf(name, ending)) !== undefined) this.#hg.remove(pathOf(name, ending));
  }

  /** Moves it to the backups, of which only the newest stay. */
  retire(name: ByteString): void {
    const hg = this.#hg;
    hg.makeDirectory(BACKUP, true);
    let free = name;
    for (let number = 1; ENDINGS.some((ending) => hg.stat(backupOf(free, ending)) !== undefined); number++)
      free = `${name}-${number}`;
    // What makes it a shelf goes last: an interruption leaves it one.
    for (const ending of ENDINGS)
      if (hg.stat(pathOf(name, ending)) !== undefined)
        hg.rename(pathOf(name, ending), backupOf(free, ending));
  }

  /** Keeps the newest backups, and those that are as old as the oldest of them: which of them came first, their times do not tell. */
  prune(): void {
    const most = Math.max(this.#repo.config.getInt('shelve', 'maxbackups', 10), 0);
    const backups = this.#listIn(BACKUP);
    const border = most > 0 ? backups[most - 1]?.time : undefined;
    for (const { name, time, endings } of backups.slice(most))
      if (time !== border) for (const ending of endings) this.#hg.remove(backupOf(name, ending));
  }

  /** By time and name, the latest first. */
  #listIn(directory: ByteString): (Shelf & { readonly endings: ReadonlySet<Ending> })[] {
    const hg = this.#hg;
    if (hg.stat(directory)?.kind !== 'directory') return [];
    const found = new Map<ByteString, Set<Ending>>();
    for (const { name: file } of hg.listEntries(directory)) {
      const dot = file.lastIndexOf('.');
      const ending = ENDINGS.find((one) => one === file.slice(dot + 1));
      if (dot <= 0 || ending === undefined) continue;
      const name = file.slice(0, dot);
      found.set(name, (found.get(name) ?? new Set<Ending>()).add(ending));
    }
    const all = [...found].map(([name, endings]) => {
      const dated = (['shelve', 'patch', 'hg'] as const).find((ending) => endings.has(ending));
      return { name, time: hg.stat(`${directory}/${name}.${dated}`)?.mtimeSeconds ?? 0, endings };
    });
    return all.sort((a, b) => b.time - a.time || (a.name > b.name ? -1 : 1));
  }
}

function pathOf(name: ByteString, ending: Ending): ByteString {
  return `${DIRECTORY}/${name}.${ending}`;
}

function backupOf(name: ByteString, ending: Ending): ByteString {
  return `${BACKUP}/${name}.${ending}`;
}
