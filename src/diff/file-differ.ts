/** Writes the diff of one file, headers included, exactly as `hg diff` prints it. */
import { type ByteString, equalBytes } from '../bytes/index.js';
import { HgError } from '../errors/index.js';
import type { Hasher, LineComparer } from '../platform/index.js';
import { ByteSink } from './byte-sink.js';
import type { DiffOptions, FilePair, FileSide } from './file-pair.js';
import { type Deflate, gitBlobHash, writeBinaryPatch } from './git-binary.js';
import { LineDiffer } from './line-diff.js';
import { isBinary } from './lines.js';
import { similarity } from './similarity.js';
import { writeHunks, writeWholeFile } from './unified-hunks.js';

const EPOCH = 'Thu Jan 01 00:00:00 1970 +0000';
const NOTHING = new Uint8Array(0);
const MODES: Readonly<Record<FileSide['flags'], string>> = { '': '100644', x: '100755', l: '120000' };
const NULL_HASH = '0'.repeat(40);

// Shared by all that have no comparer: its working memory is worth keeping, and comparing two texts is one synchronous step.
const plainDiffer = new LineDiffer();

/** What git's format needs for hashes and binary patches. */
export interface DiffServices {
  readonly hasher: Hasher;
  readonly deflate: Deflate;
}

/** The diff of one file. */
export interface FileDiff {
  readonly pair: FilePair;
  /** The text; valid until the next file is asked for. Empty when there is nothing to show. */
  readonly bytes: Uint8Array;
  readonly added: number;
  readonly removed: number;
  /** Shown as changed without lines: a binary file. */
  readonly binary: boolean;
}

/** Compares files one after the other, keeping working memory. */
export class FileDiffer {
  readonly #options: DiffOptions;
  readonly #services: DiffServices | undefined;
  readonly #differ: LineDiffer;
  readonly #sink = new ByteSink();

  /**
   * @param services may be left out when git's format is not used.
   * @param comparer the platform's, if it has one.
   */
  constructor(options: DiffOptions, services?: DiffServices, comparer?: LineComparer) {
    this.#options = options;
    this.#differ = comparer === undefined ? plainDiffer : new LineDiffer(comparer);
    this.#services = services;
    if (options.context !== undefined && !(Number.isSafeInteger(options.context) && options.context >= 0))
      throw new HgError('abort', `diff context lines count must be an integer, not '${options.context}'`);
  }

  diff(pair: FilePair): FileDiff {
    const sink = this.#sink;
    sink.truncate(0);
    const options = this.#options;
    const { before, after } = pair;
    const old = before?.content() ?? NOTHING;
    const now = after?.content() ?? NOTHING;
    const git = options.git === true;
    const same = equalBytes(old, now);
    const binary = options.text !== true && (git || !same) && (isBinary(old) || isBinary(now));
    const patch = binary && git && options.noBinary !== true;

    this.#firstLine(pair);
    const plainHeader = sink.length;
    if (git) this.#extendedHeader(pair, old, now, patch, same);
    const header = sink.length;
    let counts = { added: 0, removed: 0 };
    if (!same) {
      if (patch) writeBinaryPatch(sink, now, this.#needServices().deflate);
      else if (binary) sink.text(`Binary file ${(before ?? after)?.path} has changed\n`);
      else counts = this.#text(pair, old, now);
    }
    // A lone first line says nothing.
    if (sink.length === header && header === plainHeader) sink.truncate(0);
    return {
      pair,
      bytes: sink.view(),
      added: counts.added,
      removed: counts.removed,
      binary: binary && !same,
    };
  }

  #firstLine(pair: FilePair): void {
    const options = this.#options;
    const before = (pair.before ?? pair.after)?.path ?? '';
    const after = (pair.after ?? pair.before)?.path ?? '';
    const sink = this.#sink;
    if (options.git === true) {
      sink.text(
        options.noPrefix === true ? `diff --git ${before} ${after}\n` : `diff --git a/${before} b/${after}\n`,
      );
      return;
    }
    let line = 'diff';
    for (const revision of options.revisions ?? []) line += ` -r ${revision}`;
    sink.text(`${line} ${before}\n`);
  }

  #extendedHeader(pair: FilePair, old: Uint8Array, now: Uint8Array, patch: boolean, same: boolean): void {
    const sink = this.#sink;
    const { before, after } = pair;
    if (before === undefined) sink.text(`new file mode ${MODES[after?.flags ?? '']}\n`);
    else if (after === undefined) sink.text(`deleted file mode ${MODES[before.flags]}\n`);
    else {
      if (before.flags !== after.flags)
        sink.text(`old mode ${MODES[before.flags]}\nnew mode ${MODES[after.flags]}\n`);
      if (pair.operation !== undefined) {
        if (this.#options.showSimilarity === true)
          sink.text(`similarity index ${Math.floor(similarity(old, now, this.#differ) * 100)}%\n`);
        sink.text(`${pair.operation} from ${before.path}\n${pair.operation} to ${after.path}\n`);
      }
    }
    const digits = patch ? 40 : (this.#options.indexDigits ?? 0);
    if (digits === 0 || (patch && same)) return;
    const { hasher } = this.#needServices();
    const from = before === undefined ? NULL_HASH : gitBlobHash(old, hasher);
    const to = after === undefined ? NULL_HASH : gitBlobHash(now, hasher);
    const mode = patch ? '' : ` ${MODES[(before ?? after)?.flags ?? '']}`;
    sink.text(`index ${from.slice(0, digits)}..${to.slice(0, digits)}${mode}\n`);
  }

  #text(pair: FilePair, old: Uint8Array, now: Uint8Array): { added: number; removed: number } {
    const sink = this.#sink;
    const options = this.#options;
    const start = sink.length;
    this.#fileLine('--- ', 'a/', pair.before, options.dateBefore);
    this.#fileLine('+++ ', 'b/', pair.after, options.dateAfter);
    const header = sink.length;
    let counts: { added: number; removed: number };
    if (old.length === 0) counts = writeWholeFile(sink, now, true);
    else if (now.length === 0) counts = writeWholeFile(sink, old, false);
    else {
      const lines = this.#differ.compare(old, now, options);
      counts = writeHunks(sink, old, now, lines, {
        context: options.context ?? 3,
        showFunction: options.showFunction === true,
      });
    }
    if (sink.length === header) sink.truncate(start);
    return counts;
  }

  #fileLine(
    start: ByteString,
    prefix: ByteString,
    side: FileSide | undefined,
    date: ByteString | undefined,
  ): void {
    const options = this.#options;
    const dated = options.git !== true && options.noDates !== true;
    let line = start;
    if (side === undefined) line += dated ? `/dev/null\t${EPOCH}` : '/dev/null';
    else {
      line += (options.noPrefix === true ? '' : prefix) + side.path;
      if (dated) line += `\t${date ?? EPOCH}`;
      // A tab ends a name with blanks, for `patch`.
      else if (side.path.includes(' ')) line += '\t';
    }
    this.#sink.text(`${line}\n`);
  }

  #needServices(): DiffServices {
    if (this.#services === undefined) throw new HgError('abort', 'git diffs need a hash and a compressor');
    return this.#services;
  }
}

/** The diffs of many files, lazily; nothing is yielded for files that have nothing to show. */
export function* diffFiles(
  pairs: Iterable<FilePair>,
  options: DiffOptions,
  services?: DiffServices,
  comparer?: LineComparer,
): Generator<FileDiff, void, undefined> {
  const files = new FileDiffer(options, services, comparer);
  for (const pair of pairs) {
    const diff = files.diff(pair);
    if (diff.bytes.length > 0) yield diff;
  }
}
