/** A manifest in one text per directory, behind the interface of the flat one. */
import { type ByteString, byteStringOf, type NodeId } from '../bytes/index.js';
import type { Matcher } from '../match/index.js';
import { sortedUnique } from './flat-manifest.js';
import type { FileFlags, Manifest, ManifestDifference, ManifestEntry } from './manifest.js';
import {
  checkedNul,
  checkManifestEnd,
  FLAG_DIRECTORY,
  FLAG_LINK,
  type FlagByte,
  findLine,
  flagAfter,
  lineEnd,
  lowerBound,
  nodeAfter,
  walkLines,
} from './manifest-lines.js';
import { mergeDifferences, mergeEntries } from './merge-differences.js';

/** Where the texts of directories come from. */
export interface TreeSource {
  /** Text of a directory (`''`, `a/`, `a/b/`). @throws LookupError, CorruptionError. */
  read(directory: ByteString, node: NodeId): Uint8Array;
}

/** One line of a directory. `key` is the name, with a slash behind it for a directory, so that keys sort as full paths. */
interface Child {
  readonly key: ByteString;
  readonly node: NodeId;
  readonly flag: FlagByte;
}

function fileFlags(flag: FlagByte): FileFlags {
  return flag === 0 ? '' : flag === FLAG_LINK ? 'l' : 'x';
}

/**
 * One directory; the text is read when it is first needed, children directories when they are. A text that came from a
 * repository with flat manifests holds nested paths, as in a flat manifest, instead of directories.
 */
class TreeNode {
  readonly path: ByteString;
  readonly node: NodeId;
  readonly source: TreeSource;
  #text: Uint8Array | undefined;
  #children: readonly Child[] | undefined;
  readonly #directories = new Map<ByteString, TreeNode>();
  #hasNestedPaths = false;
  #hasDirectories = false;

  constructor(source: TreeSource, path: ByteString, node: NodeId) {
    this.source = source;
    this.path = path;
    this.node = node;
  }

  /** In messages. */
  get name(): ByteString {
    return this.path === '' ? '00manifest.i' : `meta/${this.path}00manifest.i`;
  }

  get text(): Uint8Array {
    if (this.#text === undefined) {
      this.#text = this.source.read(this.path, this.node);
      checkManifestEnd(this.#text, this.name);
    }
    return this.#text;
  }

  /** In byte order of the key. */
  children(): readonly Child[] {
    if (this.#children !== undefined) return this.#children;
    const { text, name } = this;
    const children: Child[] = [];
    let directories = false;
    walkLines(text, name, (start, nul, _end, flag) => {
      const own = byteStringOf(text, start, nul);
      if (flag === FLAG_DIRECTORY) directories = true;
      else if (!this.#hasNestedPaths && own.includes('/')) this.#hasNestedPaths = true;
      children.push({
        key: flag === FLAG_DIRECTORY ? `${own}/` : own,
        node: nodeAfter(text, nul, name),
        flag,
      });
    });
    // Lines are sorted without the slash: `a` before `a.txt`, but `a.txt` before `a/x`.
    if (directories) children.sort((a, b) => (a.key < b.key ? -1 : 1));
    this.#hasDirectories = directories;
    this.#children = children;
    return children;
  }

  /** How what is below directories is stored here. */
  form(): 'nested' | 'tree' | 'mixed' {
    this.children();
    return this.#hasNestedPaths ? (this.#hasDirectories ? 'mixed' : 'nested') : 'tree';
  }

  /** True when a nested path starts with `prefix`. */
  hasPrefix(prefix: ByteString): boolean {
    const { text } = this;
    const start = lowerBound(text, prefix);
    for (let i = 0; i < prefix.length; i++) if (text[start + i] !== prefix.charCodeAt(i)) return false;
    return true;
  }

  /** Offset of the NUL of the line of a name of this directory, or -1. */
  find(name: ByteString): number {
    const { text } = this;
    const start = findLine(text, name);
    return start < 0 ? -1 : checkedNul(text, start, lineEnd(text, start), this.name);
  }

  /** @param key name with its slash. */
  directory(key: ByteString, node: NodeId): TreeNode {
    let child = this.#directories.get(key);
    if (child === undefined) {
      child = new TreeNode(this.source, this.path + key, node);
      this.#directories.set(key, child);
    }
    return child;
  }

  /**
   * The deepest directory on the way to `path` (relative to this one) and the length of its part of the path: all up to and
   * including the last slash, unless a directory on the way is missing or has nested paths.
   */
  descend(path: ByteString): { readonly at: TreeNode; readonly length: number } {
    let at: TreeNode = this;
    let start = 0;
    for (let slash: number; (slash = path.indexOf('/', start)) >= 0; start = slash + 1) {
      const nul = at.find(path.slice(start, slash));
      if (nul < 0 || flagAfter(at.text, nul) !== FLAG_DIRECTORY) break;
      at = at.directory(path.slice(start, slash + 1), nodeAfter(at.text, nul, at.name));
    }
    return { at, length: start };
  }

  *entries(filter: Matcher | undefined): Generator<ManifestEntry> {
    for (const { key, node, flag } of this.children()) {
      const path = this.path + key;
      if (flag !== FLAG_DIRECTORY) {
        if (filter === undefined || filter.matches(path)) yield { path, node, flags: fileFlags(flag) };
        continue;
      }
      const verdict = filter === undefined ? 'all' : filter.directory(path.slice(0, -1));
      if (verdict === 'none') continue;
      yield* this.directory(key, node).entries(verdict === 'all' ? undefined : filter);
    }
  }

  size(): number {
    let size = 0;
    for (const { key, node, flag } of this.children())
      size += flag === FLAG_DIRECTORY ? this.directory(key, node).size() : 1;
    return size;
  }
}

type Side = 'left' | 'right';

function pushAll(
  parent: TreeNode,
  child: Child,
  side: Side,
  filter: Matcher | undefined,
  out: ManifestDifference[],
): void {
  const path = parent.path + child.key;
  const push = (entry: ManifestEntry) => {
    const value = { node: entry.node, flags: entry.flags };
    out.push({
      path: entry.path,
      left: side === 'left' ? value : undefined,
      right: side === 'right' ? value : undefined,
    });
  };
  if (child.flag !== FLAG_DIRECTORY) {
    if (filter === undefined || filter.matches(path))
      push({ path, node: child.node, flags: fileFlags(child.flag) });
    return;
  }
  const verdict = filter === undefined ? 'all' : filter.directory(path.slice(0, -1));
  if (verdict === 'none') return;
  const below = parent.directory(child.key, child.node).entries(verdict === 'all' ? undefined : filter);
  for (const entry of below) push(entry);
}

function diffNodes(
  left: TreeNode,
  right: TreeNode,
  filter: Matcher | undefined,
  out: ManifestDifference[],
): void {
  if (left.node === right.node) return;
  if (left.form() === 'mixed' || left.form() !== right.form()) {
    mergeEntries(left.entries(filter), right.entries(filter), out);
    return;
  }
  const lefts = left.children();
  const rights = right.children();
  let i = 0;
  let j = 0;
  while (i < lefts.length || j < rights.length) {
    const a = lefts[i];
    const b = rights[j];
    if (b === undefined || (a !== undefined && a.key < b.key)) {
      pushAll(left, a as Child, 'left', filter, out);
      i++;
    } else if (a === undefined || b.key < a.key) {
      pushAll(right, b, 'right', filter, out);
      j++;
    } else {
      i++;
      j++;
      if (a.node === b.node && a.flag === b.flag) continue;
      const path = left.path + a.key;
      if (a.flag === FLAG_DIRECTORY) {
        const verdict = filter === undefined ? 'all' : filter.directory(path.slice(0, -1));
        if (verdict !== 'none')
          diffNodes(
            left.directory(a.key, a.node),
            right.directory(b.key, b.node),
            verdict === 'all' ? undefined : filter,
            out,
          );
      } else if (filter === undefined || filter.matches(path)) {
        out.push({
          path,
          left: { node: a.node, flags: fileFlags(a.flag) },
          right: { node: b.node, flags: fileFlags(b.flag) },
        });
      }
    }
  }
}

/**
 * Directories are read on the way to what is asked for, and each once; the difference of two skips directories whose node is
 * the same on both sides.
 */
export class TreeManifest implements Manifest {
  readonly node: NodeId;
  readonly #root: TreeNode;
  #size = -1;

  /** @param directory where the tree starts: `''` for the whole manifest, or a directory with a slash at its end. */
  constructor(source: TreeSource, node: NodeId, directory: ByteString = '') {
    this.node = node;
    this.#root = new TreeNode(source, directory, node);
  }

  /** The directory that holds a path, and the NUL of the path's line there. */
  #locate(path: ByteString): { readonly at: TreeNode; readonly nul: number } | undefined {
    if (!path.startsWith(this.#root.path)) return undefined;
    const relative = path.slice(this.#root.path.length);
    const { at, length } = this.#root.descend(relative);
    const nul = at.find(relative.slice(length));
    return nul < 0 || flagAfter(at.text, nul) === FLAG_DIRECTORY ? undefined : { at, nul };
  }

  find(path: ByteString): NodeId | undefined {
    const found = this.#locate(path);
    return found === undefined ? undefined : nodeAfter(found.at.text, found.nul, found.at.name);
  }

  entry(path: ByteString): ManifestEntry | undefined {
    const found = this.#locate(path);
    if (found === undefined) return undefined;
    const { at, nul } = found;
    return { path, node: nodeAfter(at.text, nul, at.name), flags: fileFlags(flagAfter(at.text, nul)) };
  }

  flags(path: ByteString): FileFlags {
    const found = this.#locate(path);
    return found === undefined ? '' : fileFlags(flagAfter(found.at.text, found.nul));
  }

  has(path: ByteString): boolean {
    return this.#locate(path) !== undefined;
  }

  hasDirectory(path: ByteString): boolean {
    if (path === '') return this.#root.text.length > 0;
    const own = this.#root.path;
    if (`${path}/` === own || own.startsWith(`${path}/`)) return this.#root.text.length > 0;
    const prefix = `${path}/`;
    if (!prefix.startsWith(own)) return false;
    const { at, length } = this.#root.descend(prefix.slice(own.length));
    return own.length + length === prefix.length || at.hasPrefix(prefix.slice(own.length + length));
  }

  *entries(matcher?: Matcher): Iterable<ManifestEntry> {
    if (matcher?.exactOnly === true) {
      for (const path of sortedUnique(matcher.files)) {
        const entry = this.entry(path);
        if (entry !== undefined) yield entry;
      }
      return;
    }
    yield* this.#root.entries(matcher?.always === true ? undefined : matcher);
  }

  *paths(matcher?: Matcher): Iterable<ByteString> {
    for (const entry of this.entries(matcher)) yield entry.path;
  }

  /** Number of files. Reads the whole tree. */
  size(): number {
    if (this.#size < 0) this.#size = this.#root.size();
    return this.#size;
  }

  diff(other: Manifest, matcher?: Matcher): ManifestDifference[] {
    if (!(other instanceof TreeManifest) || other.#root.path !== this.#root.path)
      return mergeDifferences(this, other, matcher);
    const out: ManifestDifference[] = [];
    diffNodes(this.#root, other.#root, matcher?.always === true ? undefined : matcher, out);
    return out;
  }

  /** The nodes of all directories, the root first, each before those below it; for checking and for sending. */
  *directories(): Iterable<{ readonly directory: ByteString; readonly node: NodeId }> {
    const waiting: TreeNode[] = [this.#root];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      yield { directory: at.path, node: at.node };
      const children = at.children();
      for (let i = children.length - 1; i >= 0; i--) {
        const { key, node, flag } = children[i] as Child;
        if (flag === FLAG_DIRECTORY) waiting.push(at.directory(key, node));
      }
    }
  }
}
