/** First pass: the changelog, and what it says about manifests and files. */
import { byteStringOf, bytesOf, type NodeId, nibbleOf } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import { ChangesetText, type RevlogStore } from '../../store/index.js';
import { checkEntry, type ExaminedLog, textMessage } from './check-entry.js';
import { duplicates, Entries, NodeFinder } from './entries.js';
import type { Findings } from './findings.js';
import { Linkrevs } from './linkrevs.js';
import type { PathTable } from './path-table.js';

const LF = 0x0a;
const SPACE = 0x20;
const MINUS = 0x2d;
const COLON = 0x3a;
const BACKSLASH = 0x5c;

export interface ChangelogFacts {
  readonly entries: Entries;
  /** Which changesets name which manifests. */
  readonly manifestLinks: ManifestLinks;
  /** Changesets that name a file, per path. */
  readonly fileLinks: Linkrevs;
  /** Some changeset has, or may have, a manifest. */
  readonly refersToManifests: boolean;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

/** Offset behind digits (with a minus before them, where allowed), or -1. */
function afterNumber(bytes: Uint8Array, at: number, signed: boolean): number {
  let i = signed && bytes[at] === MINUS ? at + 1 : at;
  if (!isDigit(bytes[i])) return -1;
  while (isDigit(bytes[i])) i++;
  return i;
}

/** Whether every item of extra has a colon and nothing is escaped. */
function isPlainExtra(bytes: Uint8Array, start: number, end: number): boolean {
  let colon = false;
  for (let i = start; i < end; i++) {
    const byte = bytes[i];
    if (byte === BACKSLASH) return false;
    if (byte === COLON) colon = true;
    else if (byte === 0) {
      if (!colon) return false;
      colon = false;
    }
  }
  return colon;
}

/**
 * Where the list of files of an ordinary changeset starts, found without decoding it; -1 when there is anything about the
 * entry that needs a closer look.
 */
function ordinaryFilesStart(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 43 || bytes[start + 40] !== LF) return -1;
  for (let i = start; i < start + 40; i++) if (nibbleOf(bytes[i] as number) < 0) return -1;
  const userEnd = bytes.indexOf(LF, start + 41);
  if (userEnd < 0 || userEnd >= end) return -1;
  const seconds = afterNumber(bytes, userEnd + 1, true);
  if (seconds < 0 || bytes[seconds] !== SPACE) return -1;
  const zone = afterNumber(bytes, seconds + 1, true);
  if (zone < 0 || zone >= end) return -1;
  if (bytes[zone] === LF) return zone + 1;
  if (bytes[zone] !== SPACE) return -1;
  const dateEnd = bytes.indexOf(LF, zone);
  if (dateEnd < 0 || dateEnd >= end || !isPlainExtra(bytes, zone + 1, dateEnd)) return -1;
  return dateEnd + 1;
}

/** Changesets per manifest. */
export class ManifestLinks {
  readonly #finder: NodeFinder;
  /** By manifest revision: the changesets that name it, in no order. */
  readonly #known: (number | number[] | undefined)[];
  /** Changesets that name manifests which are not there, by node. */
  readonly unknown = new Map<NodeId, number[]>();
  #count = 0;

  constructor(manifests: Entries) {
    this.#finder = new NodeFinder(manifests);
    this.#known = new Array(manifests.length);
  }

  /** Whether any changeset names a manifest. */
  get any(): boolean {
    return this.#count > 0;
  }

  /** Notes that a changeset names the manifest whose node is the 40 hex digits at `at`. */
  add(bytes: Uint8Array, at: number, changeset: number): void {
    this.#count++;
    const rev = this.#finder.findHex(bytes, at);
    if (rev < 0) {
      const node = byteStringOf(bytes, at, at + 40).toLowerCase();
      const list = this.unknown.get(node);
      if (list === undefined) this.unknown.set(node, [changeset]);
      else list.push(changeset);
      return;
    }
    const known = this.#known[rev];
    if (known === undefined) this.#known[rev] = changeset;
    else if (typeof known === 'number') this.#known[rev] = [known, changeset];
    else known.push(changeset);
  }

  /** Ascending; undefined when nobody names the revision. */
  of(rev: number): readonly number[] | undefined {
    const known = this.#known[rev];
    return typeof known === 'number' ? [known] : known?.sort((a, b) => a - b);
  }
}

/** Reads one changeset into the tables. @throws CorruptionError when it cannot be decoded. */
class ChangesetReader {
  readonly manifests: ManifestLinks;
  readonly files = new Linkrevs();
  readonly #paths: PathTable;
  constructor(paths: PathTable, manifests: Entries) {
    this.#paths = paths;
    this.manifests = new ManifestLinks(manifests);
  }

  read(rev: number, bytes: Uint8Array, start: number, end: number): void {
    const files = ordinaryFilesStart(bytes, start, end);
    if (files < 0) {
      this.#decode(rev, bytes, start, end);
      return;
    }
    this.#manifest(bytes, start, rev);
    for (let at = files; at < end && bytes[at] !== LF; ) {
      const lineEnd = bytes.indexOf(LF, at);
      const stop = lineEnd < 0 || lineEnd > end ? end : lineEnd;
      this.files.add(this.#paths.intern(bytes, at, stop), rev);
      at = stop + 1;
    }
  }

  #decode(rev: number, bytes: Uint8Array, start: number, end: number): void {
    const changeset = new ChangesetText(byteStringOf(bytes, start, end), rev);
    // Every part is decoded when it is asked for.
    void changeset.date;
    void changeset.extra;
    this.#manifest(bytesOf(changeset.manifestNode), 0, rev);
    for (const file of changeset.files) this.files.add(this.#paths.internName(file), rev);
  }

  #manifest(bytes: Uint8Array, at: number, rev: number): void {
    // The null node stands for an empty manifest, which nobody stores.
    for (let i = at; i < at + 40; i++)
      if (bytes[i] !== 0x30) {
        this.manifests.add(bytes, at, rev);
        return;
      }
  }
}

/** Checks all changesets. */
export function checkChangelog(
  store: RevlogStore,
  findings: Findings,
  paths: PathTable,
  manifests: Entries,
): ChangelogFacts {
  const { revlog } = store.changelog;
  const { length } = revlog;
  const progress = findings.output.progress('checking', 'changesets', length);
  const reader = new ChangesetReader(paths, manifests);
  const problems = new Map<number, string>();
  let visited = 0;
  const step = (): void => {
    if ((++visited & 0xff) === 0) progress.update(visited);
  };
  revlog.visitTexts({
    text: (rev, bytes, start, end) => {
      step();
      try {
        reader.read(rev, bytes, start, end);
      } catch (error) {
        if (!(error instanceof HgError)) throw error;
        problems.set(rev, error.message);
      }
    },
    error: (rev, error) => {
      step();
      problems.set(rev, error.message);
    },
  });
  const entries = Entries.of(revlog.index);
  const log: ExaminedLog = { label: 'changelog', entries, duplicates: duplicates(entries) };
  for (let rev = 0; rev < length; rev++) {
    checkEntry(findings, log, rev, {
      changesets: length,
      accepts: (linkrev) => linkrev === rev,
      expected: () => [rev],
    });
    const problem = problems.get(rev);
    if (problem === undefined) continue;
    const message = textMessage(revlog.name, entries, rev, problem);
    findings.error(rev, `unpacking changeset ${entries.short(rev)}: ${message}`);
  }
  progress.complete();
  reader.files.close(paths.size);
  return {
    entries,
    manifestLinks: reader.manifests,
    fileLinks: reader.files,
    refersToManifests: reader.manifests.any || problems.size > 0,
  };
}
