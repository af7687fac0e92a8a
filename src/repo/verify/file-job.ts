/** Checking the texts of filelogs: the part of `verify` that runs in several threads. */
import { type ByteString, NULL_REV } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import { CensoredNodeError } from '../../revlog/index.js';
import { copySourceOf, type Filelog, type RevlogStore } from '../../store/index.js';
import { dataLengthOff } from './check-revlog.js';
import { Entries } from './entries.js';
import { errorText } from './error-text.js';

export interface TextProblem {
  readonly rev: number;
  readonly message: ByteString;
  readonly kind: 'unreadable' | 'size' | 'censored';
}

/** A version that says it was copied, or (`message`) whose metadata cannot be read. */
export interface FoundCopy {
  readonly rev: number;
  readonly path: ByteString;
  readonly node: string;
  readonly message?: ByteString;
}

/** What a thread finds out about one filelog. Plain data: it travels between threads. */
export interface FileResult {
  /** Index entries, 64 bytes each. */
  readonly entries: Uint8Array;
  readonly version: number;
  readonly inline: boolean;
  /** Why the revlog cannot be opened at all. */
  readonly broken?: ByteString;
  readonly dataOff: number;
  readonly problems: readonly TextProblem[];
  readonly copies: readonly FoundCopy[];
}

const NOTHING: readonly never[] = [];
/** Most indexes are smaller; reading into fresh memory costs more than the read itself. One file at a time. */
const scratch = new Uint8Array(1 << 17);
const SIZE_MESSAGE = /^unpacked size is \d+, \d+ expected$/;

function brokenFile(error: unknown): FileResult {
  if (!(error instanceof HgError)) throw error;
  return {
    entries: new Uint8Array(0),
    version: 1,
    inline: true,
    broken: error.message,
    dataOff: 0,
    problems: NOTHING,
    copies: NOTHING,
  };
}

/** Reads all versions of one file, checking their hashes. Never throws for damage. */
export function examineFile(store: RevlogStore, path: ByteString): FileResult {
  let file: Filelog;
  try {
    file = store.openFile(path, scratch);
  } catch (error) {
    return brokenFile(error);
  }
  const { revlog } = file;
  let problems: TextProblem[] | undefined;
  let copies: FoundCopy[] | undefined;
  revlog.visitTexts({
    text: (rev, bytes, start, end) => {
      // Metadata starts with 01 0a; only versions without first parent are asked for it.
      if (bytes[start] !== 1 || bytes[start + 1] !== 10 || end - start < 2) return;
      if (revlog.parent1(rev) !== NULL_REV) return;
      copies ??= [];
      try {
        const source = copySourceOf(bytes.subarray(start, end), revlog.dataPath, rev);
        if (source !== undefined) copies.push({ rev, path: source.path, node: source.node });
      } catch (error) {
        if (!(error instanceof HgError)) throw error;
        copies.push({ rev, path: '', node: '', message: error.message });
      }
    },
    error: (rev, error) => {
      problems ??= [];
      const kind =
        error instanceof CensoredNodeError
          ? 'censored'
          : SIZE_MESSAGE.test(error.message)
            ? 'size'
            : 'unreadable';
      problems.push({ rev, message: errorText(store.fs, error), kind });
    },
  });
  const entries = revlog.index.allEntries();
  return {
    entries,
    version: revlog.version,
    inline: revlog.inline,
    dataOff: revlog.inline ? 0 : dataLengthOff(store.fs, revlog, new Entries(entries)),
    problems: problems?.sort((a, b) => a.rev - b.rev) ?? NOTHING,
    copies: copies?.sort((a, b) => a.rev - b.rev) ?? NOTHING,
  };
}

/** Filelogs to examine, shared out between threads by a counter in shared memory. */
export interface FileJob {
  /** Absolute path of `.hg`. */
  readonly hgPath: ByteString;
  readonly paths: readonly ByteString[];
  /** `next[0]`: the first path that nobody has taken. Over shared memory when there are several threads. */
  readonly next: Int32Array;
}

export interface FileBatch {
  /** Positions in {@link FileJob.paths}. */
  readonly files: readonly number[];
  readonly results: readonly FileResult[];
}

const BATCH = 64;

/** Takes files until none is left, handing results over in batches. */
export function runFileJob(store: RevlogStore, job: FileJob, deliver: (batch: FileBatch) => void): void {
  let files: number[] = [];
  let results: FileResult[] = [];
  for (;;) {
    const file = Atomics.add(job.next, 0, 1);
    if (file >= job.paths.length) break;
    files.push(file);
    results.push(examineFile(store, job.paths[file] as ByteString));
    if (files.length < BATCH) continue;
    deliver({ files, results });
    files = [];
    results = [];
  }
  if (files.length > 0) deliver({ files, results });
}
