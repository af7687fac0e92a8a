/** A manifest in one text: a lazy map over its bytes. */
import { type ByteString, byteStringOf, type NodeId } from '../bytes/index.js';
import type { Matcher } from '../match/index.js';
import { diffManifestTexts } from './flat-diff.js';
import type { FileFlags, Manifest, ManifestDifference, ManifestEntry } from './manifest.js';
import {
  checkedNul,
  checkManifestEnd,
  FLAG_DIRECTORY,
  FLAG_LINK,
  findLine,
  flagAfter,
  lineEnd,
  lowerBound,
  manifestError,
  nodeAfter,
  walkLines,
} from './manifest-lines.js';
import { mergeDifferences } from './merge-differences.js';

/** @throws CorruptionError for a directory, which has no place in a flat manifest. */
function flagsAt(text: Uint8Array, nul: number, name: ByteString): FileFlags {
  const flag = flagAfter(text, nul);
  if (flag === 0) return '';
  if (flag === FLAG_DIRECTORY) throw manifestError(name, 'invalid node length in manifest', nul + 1);
  return flag === FLAG_LINK ? 'l' : 'x';
}

/**
 * Reads from the text in place; a line is checked when it is looked at. The text must not change. Memory: the text, and
 * for iterating once more its bytes as a string.
 */
export class FlatManifest implements Manifest {
  readonly node: NodeId | undefined;
  /** The manifest as it is stored; see `manifest-lines.ts` for its form. */
  readonly text: Uint8Array;
  readonly #name: ByteString;
  #string: ByteString | undefined;
  #size = -1;

  /** @param name what messages call the file the text is from. */
  constructor(text: Uint8Array, node?: NodeId, name: ByteString = '00manifest.i') {
    checkManifestEnd(text, name);
    this.text = text;
    this.node = node;
    this.#name = name;
  }

  #nul(start: number): number {
    return checkedNul(this.text, start, lineEnd(this.text, start), this.#name);
  }

  /** Start of the line behind the one looked up last. */
  #next = 0;

  /** Offset of the NUL of a path's line, or -1. O(1) for the path behind the one looked up last, else O(log n). */
  #nulOf(path: ByteString): number {
    const { text } = this;
    const start = this.#isNext(path) ? this.#next : findLine(text, path);
    if (start < 0) return -1;
    this.#next = lineEnd(text, start);
    return checkedNul(text, start, this.#next, this.#name);
  }

  #isNext(path: ByteString): boolean {
    const at = this.#next;
    if (at === 0 || this.text[at + path.length] !== 0 || path === '' || path.includes('\0')) return false;
    this.#string ??= byteStringOf(this.text);
    return this.#string.startsWith(path, at);
  }

  find(path: ByteString): NodeId | undefined {
    const nul = this.#nulOf(path);
    return nul < 0 ? undefined : nodeAfter(this.text, nul, this.#name);
  }

  entry(path: ByteString): ManifestEntry | undefined {
    const nul = this.#nulOf(path);
    return nul < 0 ? undefined : this.#entryAt(path, nul);
  }

  flags(path: ByteString): FileFlags {
    const nul = this.#nulOf(path);
    return nul < 0 ? '' : flagsAt(this.text, nul, this.#name);
  }

  has(path: ByteString): boolean {
    return findLine(this.text, path) >= 0;
  }

  hasDirectory(path: ByteString): boolean {
    if (path === '') return this.text.length > 0;
    const prefix = `${path}/`;
    const start = lowerBound(this.text, prefix);
    for (let i = 0; i < prefix.length; i++) if (this.text[start + i] !== prefix.charCodeAt(i)) return false;
    return true;
  }

  size(): number {
    if (this.#size < 0) {
      let count = 0;
      for (let at = this.text.indexOf(0x0a); at >= 0; at = this.text.indexOf(0x0a, at + 1)) count++;
      this.#size = count;
    }
    return this.#size;
  }

  #entryAt(path: ByteString, nul: number): ManifestEntry {
    return {
      path,
      node: nodeAfter(this.text, nul, this.#name),
      flags: flagsAt(this.text, nul, this.#name),
    };
  }

  *entries(matcher?: Matcher): Iterable<ManifestEntry> {
    for (const path of this.#walk(matcher)) yield this.#entryAt(path, this.#walkNul);
  }

  paths(matcher?: Matcher): Iterable<ByteString> {
    return this.#walk(matcher);
  }

  /** Offset of the NUL of the line that {@link #walk} has just yielded. */
  #walkNul = 0;

  *#walk(matcher: Matcher | undefined): Generator<ByteString> {
    const { text } = this;
    if (matcher?.exactOnly === true) {
      for (const path of sortedUnique(matcher.files)) {
        const start = findLine(text, path);
        if (start < 0) continue;
        this.#walkNul = this.#nul(start);
        yield path;
      }
      return;
    }
    const filter = matcher === undefined || matcher.always ? undefined : matcher;
    this.#string ??= byteStringOf(text);
    const string = this.#string;
    let previous = '';
    for (let start = 0, end = 0; start < text.length; start = end) {
      end = string.indexOf('\n', start) + 1;
      const nul = checkedNul(text, start, end, this.#name);
      const path = string.slice(start, nul);
      if (path <= previous) throw manifestError(this.#name, 'Manifest lines not in sorted order.', start);
      previous = path;
      if (filter !== undefined && !filter.matches(path)) continue;
      this.#walkNul = nul;
      yield path;
    }
  }

  /** O(bytes) between two flat manifests. */
  diff(other: Manifest, matcher?: Matcher): ManifestDifference[] {
    if (!(other instanceof FlatManifest)) return mergeDifferences(this, other, matcher);
    const filter = matcher === undefined || matcher.always ? undefined : matcher;
    const out: ManifestDifference[] = [];
    const names: readonly [ByteString, ByteString] = [this.#name, other.#name];
    diffManifestTexts(this.text, other.text, names, (leftStart, rightStart) => {
      const from: FlatManifest = leftStart >= 0 ? this : other;
      const start = leftStart >= 0 ? leftStart : rightStart;
      const path = byteStringOf(from.text, start, from.text.indexOf(0, start));
      if (filter !== undefined && !filter.matches(path)) return;
      out.push({
        path,
        left: leftStart < 0 ? undefined : this.#sideAt(leftStart),
        right: rightStart < 0 ? undefined : other.#sideAt(rightStart),
      });
    });
    return out;
  }

  #sideAt(start: number): { readonly node: NodeId; readonly flags: FileFlags } {
    const nul = this.text.indexOf(0, start);
    return { node: nodeAfter(this.text, nul, this.#name), flags: flagsAt(this.text, nul, this.#name) };
  }

  /** Checks every line. @throws CorruptionError in hg's words. O(bytes). */
  check(): void {
    walkLines(this.text, this.#name, (_start, nul) => {
      flagsAt(this.text, nul, this.#name);
      nodeAfter(this.text, nul, this.#name);
    });
  }
}

/** Byte order, without duplicates. */
export function sortedUnique(paths: readonly ByteString[]): ByteString[] {
  return [...new Set(paths)].sort();
}
