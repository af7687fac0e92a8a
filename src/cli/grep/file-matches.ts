/** The lines of file versions that match, each version searched once. */
import { type ByteString, byteStringOf, type NodeId, WDIR_REV } from '../../bytes/index.js';
import { HgError, isNotFound } from '../../errors/index.js';
import type { LineSearch, MatchedLine } from '../../match/index.js';
import type { Repository } from '../../repo/index.js';

const NONE: readonly MatchedLine[] = [];

/** Versions and lines that are kept: the next changesets have most of them, too. */
const MOST_KEPT = 100_000;

export class FileMatches {
  readonly #repo: Repository;
  readonly #search: LineSearch;
  readonly #warn: (message: ByteString) => void;
  /** By path and node. */
  #kept = 0;
  readonly #audit: (path: ByteString) => void;
  readonly #known = new Map<ByteString, readonly MatchedLine[]>();

  constructor(repo: Repository, search: LineSearch, warn: (message: ByteString) => void) {
    this.#repo = repo;
    this.#search = search;
    this.#warn = warn;
    this.#audit = repo.pathAuditor();
  }

  /** Of a stored version. @param rev where it was found, for messages */
  inVersion(path: ByteString, node: NodeId, rev: number): readonly MatchedLine[] {
    const key = `${node}${path}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const matches = this.#searched(() => this.#repo.fileByNode(path, node).content(), path, rev);
    this.#kept += 1 + matches.length;
    if (this.#kept > MOST_KEPT) {
      this.#known.clear();
      this.#kept = 1 + matches.length;
    }
    this.#known.set(key, matches);
    return matches;
  }

  /** Of a file in the working directory; none when it is gone. @throws HgError for one behind a symbolic link */
  inWorkingFile(path: ByteString): readonly MatchedLine[] {
    this.#audit(path);
    return this.#searched(() => this.#repo.file(WDIR_REV, path)?.content(), path, WDIR_REV);
  }

  #searched(read: () => Uint8Array | undefined, path: ByteString, rev: number): readonly MatchedLine[] {
    let content: Uint8Array | undefined;
    try {
      content = read();
    } catch (error) {
      if (rev === WDIR_REV && isNotFound(error)) return NONE;
      if (!(error instanceof HgError && error.message.startsWith('censored node'))) throw error;
      this.#warn(`cannot search in censored file: ${path}:${rev}\n`);
    }
    if (content === undefined || content.length === 0) return NONE;
    const found = this.#search.lines(byteStringOf(content));
    if (found.length === 0) return NONE;
    // Parts of a string would keep all of it in memory.
    const bytes = content;
    return found.map((match) => {
      const { offset, line } = match;
      return { ...match, line: byteStringOf(bytes, offset, offset + line.length) };
    });
  }
}
