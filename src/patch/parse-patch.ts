/** Finds the patches to single files in a text, whatever else is in it. */
import type { ByteString } from '../bytes/index.js';
import { type BinaryHunk, type Inflate, readBinaryHunk } from './binary-hunk.js';
import { type LineSource, readContextHunk, readUnifiedHunk, type TextHunk } from './text-hunk.js';

export type GitOperation = 'add' | 'delete' | 'rename' | 'copy' | 'modify';

/** What git's extended headers say. Paths are without `a/` and `b/`. */
export interface GitHeader {
  readonly path: ByteString;
  readonly oldPath: ByteString | undefined;
  readonly operation: GitOperation;
  readonly flags: '' | 'x' | 'l' | undefined;
}

export interface FilePatch {
  /** The names after `---` and `+++` (or `***` and `---`), as they are; undefined where there are none. */
  readonly oldName: ByteString | undefined;
  readonly newName: ByteString | undefined;
  readonly git: GitHeader | undefined;
  readonly hunks: readonly TextHunk[];
  readonly binary: BinaryHunk | undefined;
}

interface Draft {
  oldName?: ByteString;
  newName?: ByteString;
  git?: { path: ByteString; oldPath?: ByteString; operation: GitOperation; flags?: '' | 'x' | 'l' };
  hunks: TextHunk[];
  binary?: BinaryHunk;
}

/** Lines with their ends. */
export function splitLines(text: ByteString): ByteString[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** @throws InputError for damaged hunks, in hg's words */
export function parsePatch(text: ByteString, inflate: Inflate): FilePatch[] {
  return new PatchParser(splitLines(text), inflate).parse();
}

class PatchParser {
  readonly #source: LineSource;
  readonly #inflate: Inflate;
  readonly #found: FilePatch[] = [];
  #draft: Draft | undefined;
  #inContext = false;

  constructor(lines: readonly ByteString[], inflate: Inflate) {
    this.#source = { lines, at: 0 };
    this.#inflate = inflate;
  }

  parse(): FilePatch[] {
    const source = this.#source;
    while (source.at < source.lines.length) this.#line(source.lines[source.at] as ByteString);
    this.#finish();
    return this.#found;
  }

  #line(line: ByteString): void {
    const source = this.#source;
    const draft = this.#draft;
    if (line.startsWith('diff --git a/')) {
      this.#gitHeader(line);
      return;
    }
    if (line.startsWith('GIT binary patch') && draft?.git !== undefined) {
      source.at++;
      draft.binary = readBinaryHunk(source, draft.git.path, this.#inflate);
      return;
    }
    const next = source.lines[source.at + 1] ?? '';
    if (line.startsWith('--- ') && next.startsWith('+++ ')) {
      this.#names(line, next, false);
      return;
    }
    if (line.startsWith('*** ') && next.startsWith('--- ')) {
      const after = source.lines[source.at + 2] ?? '';
      if (after.startsWith('***************')) {
        this.#names(line, next, true);
        return;
      }
    }
    if (draft !== undefined && (draft.newName !== undefined || draft.git !== undefined)) {
      if (!this.#inContext && line.startsWith('@')) {
        draft.hunks.push(readUnifiedHunk(source, draft.hunks.length + 1));
        return;
      }
      if (this.#inContext && line.startsWith('***************')) {
        source.at++;
        draft.hunks.push(readContextHunk(source, draft.hunks.length + 1));
        return;
      }
    }
    source.at++;
  }

  #names(before: ByteString, after: ByteString, isContext: boolean): void {
    // Git's header was for this file.
    const draft = this.#draft;
    if (draft?.git === undefined || draft.newName !== undefined) this.#begin();
    const started = this.#draft as Draft;
    started.oldName = nameOf(before);
    started.newName = nameOf(after);
    this.#inContext = isContext;
    this.#source.at += 2;
  }

  #begin(): void {
    this.#finish();
    this.#draft = { hunks: [] };
    this.#inContext = false;
  }

  #finish(): void {
    const draft = this.#draft;
    this.#draft = undefined;
    if (draft === undefined) return;
    if (draft.git === undefined && draft.hunks.length === 0) return;
    const { git } = draft;
    this.#found.push({
      oldName: draft.oldName,
      newName: draft.newName,
      git: git && {
        path: git.path,
        oldPath: git.oldPath,
        operation: git.operation,
        flags: git.flags,
      },
      hunks: draft.hunks,
      binary: draft.binary,
    });
  }

  #gitHeader(line: ByteString): void {
    this.#begin();
    const source = this.#source;
    source.at++;
    const names = /^diff --git a\/(.*) b\/(.*?)\r?\n?$/.exec(line);
    if (names === null) {
      this.#draft = undefined;
      return;
    }
    const git: NonNullable<Draft['git']> = { path: names[2] as ByteString, operation: 'modify' };
    (this.#draft as Draft).git = git;
    for (; source.at < source.lines.length; source.at++) {
      const header = (source.lines[source.at] as ByteString).replace(/[\r\n]+$/, '');
      const field = /^(rename|copy) (from|to) (.*)$/.exec(header);
      const mode = /^(new file mode|new mode|deleted file mode) (\d+)$/.exec(header);
      if (field !== null) {
        git.operation = field[1] as 'rename' | 'copy';
        if (field[2] === 'to') git.path = field[3] as ByteString;
        else git.oldPath = field[3] as ByteString;
      } else if (mode?.[1] === 'deleted file mode') git.operation = 'delete';
      else if (mode !== null) {
        if (mode[1] === 'new file mode') git.operation = 'add';
        git.flags = flagsOfMode(mode[2] as string);
      } else if (!/^(old mode|index|similarity index|dissimilarity index) /.test(header)) return;
    }
  }
}

function flagsOfMode(mode: string): '' | 'x' | 'l' {
  const bits = Number.parseInt(mode, 8);
  if ((bits & 0o20000) !== 0) return 'l';
  return (bits & 0o100) !== 0 ? 'x' : '';
}

/** Up to the tab in front of a date; without one, up to the first blank. */
function nameOf(line: ByteString): ByteString {
  const name = line.slice(4).replace(/[\r\n]+$/, '');
  const tab = name.indexOf('\t');
  if (tab >= 0) return name.slice(0, tab);
  const blank = name.indexOf(' ');
  return blank >= 0 ? name.slice(0, blank) : name;
}
