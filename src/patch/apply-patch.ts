/** Applies a patch to files in memory; whoever asked writes them where they belong. */
import { type ByteString, byteStringOf, bytesOf } from '../bytes/index.js';
import { HgError, StateError } from '../errors/index.js';
import { applyHunks } from './apply-hunks.js';
import { applyBinaryHunk } from './binary-hunk.js';
import { type LineEnds, normalizedEnds, restoredEnds } from './line-ends.js';
import { type FilePatch, splitLines } from './parse-patch.js';
import { stripped, type TargetedPatch, targetOf } from './patch-target.js';
import { printHunk, type TextHunk } from './text-hunk.js';

/** A file as it is before or after patching. Of a link, its target. */
export interface PatchableFile {
  readonly content: Uint8Array;
  readonly flags: '' | 'x' | 'l';
}

export interface PatchedFile extends PatchableFile {
  readonly copiedFrom?: ByteString | undefined;
}

export interface PatchRequest {
  readonly patches: readonly FilePatch[];
  /** The file as it was before any patch; undefined when there is none. */
  readonly read: (path: ByteString) => PatchableFile | undefined;
  /** Refuses files that may not be changed although they are there. */
  readonly checkKnown?: ((path: ByteString) => void) | undefined;
  /** Someone writes the rejects. Default true. */
  readonly keepsRejects?: boolean | undefined;
  /** Leading directories that are taken off; 1 is what `a/` and `b/` need. */
  readonly strip: number;
  /** Put in front of all names: '' or a directory with its `/`. */
  readonly prefix: ByteString;
  /** Of context lines, that may not fit. */
  readonly fuzz: number;
  readonly ends: LineEnds;
  readonly warn: (text: ByteString) => void;
  readonly note: (text: ByteString) => void;
  /** What {@link note} gets is shown. */
  readonly verbose: boolean;
}

export interface PatchResult {
  /** In the order in which they were first changed; null for those that are gone. */
  readonly files: ReadonlyMap<ByteString, PatchedFile | null>;
  /** What was taken away, even where something else came in its place afterwards. */
  readonly removed: ReadonlySet<ByteString>;
  /** Texts of what did not fit, by the file that it was for. */
  readonly rejects: ReadonlyMap<ByteString, ByteString>;
  readonly isRough: boolean;
  /** Something did not fit. */
  readonly failed: boolean;
}

/** @throws InputError for names with too few directories, StateError for copies of files that are not there */
export function applyPatch(request: PatchRequest): PatchResult {
  return new PatchRun(request).run();
}

class PatchRun {
  readonly #request: PatchRequest;
  readonly #files = new Map<ByteString, PatchedFile | null>();
  readonly #removed = new Set<ByteString>();
  readonly #rejects = new Map<ByteString, ByteString>();
  #isRough = false;
  #failed = false;

  constructor(request: PatchRequest) {
    this.#request = request;
  }

  run(): PatchResult {
    const { strip, prefix, read } = this.#request;
    const exists = (path: ByteString): boolean => this.#file(path) !== undefined;
    // Copies are made of the files as they were.
    const sources = new Map<ByteString, PatchableFile | undefined>();
    for (const { git } of this.#request.patches) {
      if (git?.oldPath === undefined) continue;
      const path = prefix + stripped(git.oldPath, strip - 1);
      sources.set(path, read(path));
    }
    for (const patch of this.#request.patches) {
      const target = targetOf(patch, { strip, prefix, exists });
      this.#apply(patch, target, sources);
    }
    return {
      files: this.#files,
      removed: this.#removed,
      rejects: this.#rejects,
      isRough: this.#isRough,
      failed: this.#failed,
    };
  }

  #file(path: ByteString): PatchableFile | undefined {
    const changed = this.#files.get(path);
    if (changed !== undefined) return changed ?? undefined;
    return this.#files.has(path) ? undefined : this.#request.read(path);
  }

  #apply(
    patch: FilePatch,
    target: TargetedPatch,
    sources: ReadonlyMap<ByteString, PatchableFile | undefined>,
  ): void {
    const { path, oldPath, creates, removes, flags } = target;
    const { warn, note, verbose } = this.#request;
    const isCopy = oldPath !== undefined;
    const before = isCopy ? sources.get(oldPath) : this.#file(path);
    if (isCopy && before === undefined) {
      warn(`${oldPath} not tracked!\n`);
      throw new StateError(`source file '${oldPath}' does not exist`);
    }
    let named = false;
    const name = (isWarning: boolean): void => {
      if (named) return;
      named = isWarning || verbose;
      (isWarning ? warn : note)(`patching file ${path}\n`);
    };
    if (patch.hunks.length > 0 || patch.binary !== undefined) name(false);
    if (creates && this.#file(path) !== undefined) {
      if (isCopy && patch.hunks.length === 0)
        throw new StateError(`cannot create ${path}: destination already exists`);
      warn(isCopy ? `cannot create ${path}: destination already exists\n` : `file ${path} already exists\n`);
      this.#reject(path, patch, patch.hunks);
      return;
    }
    if (!creates && before === undefined) {
      warn(`unable to find '${path}' for patching\n`);
      warn("(use '--prefix' to apply patch relative to the current directory)\n");
      this.#reject(path, patch, patch.hunks);
      return;
    }
    if (!creates) this.#request.checkKnown?.(path);
    const old = before ?? { content: new Uint8Array(0), flags: '' as const };
    let content = old.content;
    if (patch.binary !== undefined) content = applyBinaryHunk(patch.binary, content);
    else if (patch.hunks.length > 0) content = this.#text(path, patch, old, name);
    if (removes && (patch.git !== undefined || content.length === 0)) {
      if (!this.#rejects.has(path)) this.#remove(path);
      return;
    }
    if (patch.git?.operation === 'rename' && oldPath !== undefined && oldPath !== path) {
      this.#request.checkKnown?.(oldPath);
      this.#remove(oldPath);
    }
    this.#files.delete(path);
    this.#files.set(path, {
      content,
      flags: flags ?? old.flags,
      ...(isCopy && { copiedFrom: oldPath }),
    });
  }

  #remove(path: ByteString): void {
    this.#files.set(path, null);
    this.#removed.add(path);
  }

  #text(
    path: ByteString,
    patch: FilePatch,
    old: PatchableFile,
    name: (isWarning: boolean) => void,
  ): Uint8Array {
    const { warn, note, fuzz, ends } = this.#request;
    const text = byteStringOf(old.content);
    const mode = old.flags === 'l' ? 'strict' : ends;
    const { lines, hunks, end } = normalizedEnds(splitLines(text), patch.hunks, mode);
    const applied = applyHunks(
      lines,
      hunks,
      {
        placed(message, isRough) {
          if (isRough) {
            name(true);
            warn(message);
          } else note(message);
        },
        failed(message) {
          name(true);
          warn(message);
        },
      },
      fuzz,
    );
    if (applied.isRough) this.#isRough = true;
    if (applied.rejected.length > 0) this.#reject(path, patch, applied.rejected);
    return bytesOf(restoredEnds(applied.lines, end).join(''));
  }

  #reject(path: ByteString, { hunks }: FilePatch, rejected: readonly TextHunk[]): void {
    this.#failed = true;
    if (rejected.length === 0) return;
    if (this.#request.keepsRejects === false) return;
    this.#request.warn(
      `${rejected.length} out of ${hunks.length} hunks FAILED -- saving rejects to file ${path}.rej\n`,
    );
    const base = path.slice(path.lastIndexOf('/') + 1);
    const text = `--- ${base}\n+++ ${base}\n${rejected.map(printHunk).join('')}`;
    this.#rejects.set(path, (this.#rejects.get(path) ?? '') + text);
  }
}

/** The setting `patch.eol`. @throws HgError for a word that is none of its values */
export function lineEndsOf(word: ByteString | undefined): LineEnds {
  const value = (word ?? 'strict').toLowerCase();
  if (value === 'strict' || value === 'crlf' || value === 'lf' || value === 'auto') return value;
  throw new HgError('abort', `unsupported line endings type: ${word}`);
}
