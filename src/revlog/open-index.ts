/** Reads an index file and brings every version of it into the one form that {@link RevlogIndex} works on. */
import { type ByteString, NODE_BYTES } from '../bytes/index.js';
import { CorruptionError, isNotFound, RequirementError } from '../errors/index.js';
import { type FileHandle, type FileSystem, readFully } from '../platform/index.js';
import {
  BASE_AT,
  CHUNK_LENGTH_AT,
  ENTRY_BYTES,
  ENTRY_BYTES_V0,
  HEADER_GENERAL_DELTA,
  HEADER_INLINE,
  NODE_AT,
  PARENT1_AT,
  PARENT2_AT,
  TEXT_LENGTH_AT,
  VERSION_0,
  VERSION_1,
  VERSION_2,
  VERSION_CHANGELOG_2,
} from './layout.js';
import { PagedFile } from './paged-file.js';
import { RevlogIndex } from './revlog-index.js';

export interface OpenedIndex {
  readonly index: RevlogIndex;
  readonly version: number;
  readonly inline: boolean;
  readonly generalDelta: boolean;
  /** Whole content of an inline file, for its chunks. */
  readonly inlineBytes: Uint8Array | undefined;
}

export interface OpenIndexOptions {
  /** Name in messages. */
  readonly name: ByteString;
  /** An index of at least this many bytes is read page by page as it is looked at. */
  readonly lazyThreshold: number;
  /** What to do without a file: an empty revlog, unless true. */
  readonly mustExist: boolean;
  /** Likely to be so short that reading it costs less than asking for its size first. */
  readonly isShort: boolean;
  /** See {@link RevlogPlace.scratch}. */
  readonly scratch?: Uint8Array | undefined;
  /** There is no file. */
  readonly isNew?: boolean;
}

const EMPTY = new Uint8Array(0);
/** Most filelogs have fewer bytes. */
const PROBE_BYTES = 1 << 14;
let probe: Uint8Array | undefined;

function corrupted(path: ByteString, name: ByteString, offset: number): CorruptionError {
  return new CorruptionError(path, `index ${name} is corrupted`, { offset });
}

/** @throws CorruptionError, RequirementError (a version that is not supported), FileSystemError. */
export function openIndex(fs: FileSystem, path: ByteString, options: OpenIndexOptions): OpenedIndex {
  const { name } = options;
  if (options.isNew) return empty(name);
  let handle: FileHandle;
  try {
    handle = fs.open(path, 'read');
  } catch (error) {
    if (isNotFound(error) && !options.mustExist) return empty(name);
    throw error;
  }
  try {
    const { scratch } = options;
    if (scratch !== undefined) {
      // Without asking for the size: most files are short, inline, and read at once.
      const first = handle.readAt(scratch, 0, scratch.length, 0);
      const got = endsWithEntry(scratch, first)
        ? first
        : first + readFully(handle, scratch.subarray(first), first);
      if (got === 0) return empty(name);
      if (got < 4) throw corrupted(path, name, 0);
      if (got < Math.min(scratch.length, options.lazyThreshold))
        return decode(path, name, scratch.subarray(0, got));
    }
    if (scratch === undefined && options.isShort) {
      probe ??= new Uint8Array(PROBE_BYTES);
      const got = handle.readAt(probe, 0, PROBE_BYTES, 0);
      // When there was room for more, there is no more.
      if (got < PROBE_BYTES && endsWithEntry(probe, got)) return decode(path, name, probe.slice(0, got));
    }
    const size = handle.size();
    if (size === 0) return empty(name);
    if (size < 4) throw corrupted(path, name, 0);
    if (size < options.lazyThreshold) {
      const bytes = new Uint8Array(size);
      if (readFully(handle, bytes, 0) < size) throw corrupted(path, name, 0);
      return decode(path, name, bytes);
    }
    const head = new Uint8Array(4);
    if (readFully(handle, head, 0) < 4) throw corrupted(path, name, 0);
    const { version, inline, generalDelta } = decodeHeader(path, name, head);
    if (version === VERSION_1 && !inline) {
      if (size % ENTRY_BYTES !== 0) throw corrupted(path, name, size - (size % ENTRY_BYTES));
      const pages = new PagedFile(fs, path, size);
      const index = new RevlogIndex(name, pages.bytes, pages);
      return { index, version, inline, generalDelta, inlineBytes: undefined };
    }
    const bytes = new Uint8Array(size);
    if (readFully(handle, bytes, 0) < size) throw corrupted(path, name, 0);
    return decode(path, name, bytes);
  } finally {
    handle.close();
  }
}

function empty(name: ByteString): OpenedIndex {
  return {
    index: new RevlogIndex(name, EMPTY),
    version: VERSION_1,
    inline: true,
    generalDelta: true,
    inlineBytes: EMPTY,
  };
}

function decodeHeader(
  path: ByteString,
  name: ByteString,
  bytes: Uint8Array,
): Pick<OpenedIndex, 'version' | 'inline' | 'generalDelta'> {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const flags = view.getUint16(0);
  const version = view.getUint16(2);
  if (version === VERSION_2)
    throw new RequirementError(`unknown version (2) in revlog ${name}`, ['exp-revlogv2.2'], {
      hint: 'the experimental format revlog-v2 is not supported',
    });
  if (version === VERSION_CHANGELOG_2)
    throw new RequirementError(`unknown version (${version}) in revlog ${name}`, ['exp-changelog-v2'], {
      hint: 'the experimental format changelog-v2 is not supported',
    });
  if (version !== VERSION_0 && version !== VERSION_1)
    throw new CorruptionError(path, `unknown version (${version}) in revlog ${name}`, { offset: 0 });
  const known = version === VERSION_1 ? HEADER_INLINE | HEADER_GENERAL_DELTA : 0;
  if ((flags & ~known) !== 0) {
    const shown = flags.toString(16).padStart(2, '0');
    throw new CorruptionError(path, `unknown flags (0x${shown}) in version ${version} revlog ${name}`, {
      offset: 0,
    });
  }
  return {
    version,
    inline: (flags & HEADER_INLINE) !== 0,
    generalDelta: (flags & HEADER_GENERAL_DELTA) !== 0,
  };
}

function decode(path: ByteString, name: ByteString, bytes: Uint8Array): OpenedIndex {
  const header = decodeHeader(path, name, bytes);
  if (header.version === VERSION_0) {
    const index = new RevlogIndex(name, decodeVersion0(path, name, bytes));
    return { ...header, index, inlineBytes: undefined };
  }
  if (!header.inline) {
    if (bytes.length % ENTRY_BYTES !== 0)
      throw corrupted(path, name, bytes.length - (bytes.length % ENTRY_BYTES));
    return { ...header, index: new RevlogIndex(name, bytes), inlineBytes: undefined };
  }
  return { ...header, index: new RevlogIndex(name, gatherInline(path, name, bytes)), inlineBytes: bytes };
}

/** Whether the first `length` bytes are those of an inline index that ends behind an entry: then there was no more to read. */
function endsWithEntry(bytes: Uint8Array, length: number): boolean {
  if (length < ENTRY_BYTES || ((bytes[1] as number) & HEADER_INLINE) === 0) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  let at = 0;
  while (at <= length - ENTRY_BYTES) {
    const chunk = view.getInt32(at + CHUNK_LENGTH_AT);
    if (chunk < 0) return false;
    at += ENTRY_BYTES + chunk;
  }
  return at === length;
}

/** The entries of an inline file without the chunks between them. */
function gatherInline(path: ByteString, name: ByteString, bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let count = 0;
  for (let at = 0; at < bytes.length; count++) {
    if (bytes.length - at < ENTRY_BYTES) throw corrupted(path, name, at);
    const chunk = view.getInt32(at + CHUNK_LENGTH_AT);
    if (chunk < 0 || chunk > bytes.length - at - ENTRY_BYTES) throw corrupted(path, name, at);
    at += ENTRY_BYTES + chunk;
  }
  const entries = new Uint8Array(count * ENTRY_BYTES);
  for (let rev = 0, at = 0; rev < count; rev++) {
    // A loop, as copyBytes has for short runs: a view per entry costs more.
    for (let i = 0, to = rev * ENTRY_BYTES; i < ENTRY_BYTES; i++) entries[to + i] = bytes[at + i] as number;
    at += ENTRY_BYTES + view.getInt32(at + CHUNK_LENGTH_AT);
  }
  return entries;
}

/** Version 0 entries rewritten in version 1 layout; text lengths are not known there and become -1. */
function decodeVersion0(path: ByteString, name: ByteString, bytes: Uint8Array): Uint8Array {
  if (bytes.length % ENTRY_BYTES_V0 !== 0)
    throw corrupted(path, name, bytes.length - (bytes.length % ENTRY_BYTES_V0));
  const count = bytes.length / ENTRY_BYTES_V0;
  const entries = new Uint8Array(count * ENTRY_BYTES);
  const view = new DataView(entries.buffer);
  const revOfNode = new Map<string, number>([[keyOf(new Uint8Array(NODE_BYTES), 0), -1]]);
  for (let rev = 0; rev < count; rev++) {
    const from = rev * ENTRY_BYTES_V0;
    const to = rev * ENTRY_BYTES;
    // A 32-bit offset becomes the low part of the 48-bit one.
    entries.set(bytes.subarray(from, from + 4), to + 2);
    entries.set(bytes.subarray(from + 4, from + 8), to + CHUNK_LENGTH_AT);
    view.setInt32(to + TEXT_LENGTH_AT, -1);
    entries.set(bytes.subarray(from + 8, from + 16), to + BASE_AT);
    const parent1 = revOfNode.get(keyOf(bytes, from + 16));
    const parent2 = revOfNode.get(keyOf(bytes, from + 36));
    if (parent1 === undefined || parent2 === undefined) throw corrupted(path, name, from + 16);
    view.setInt32(to + PARENT1_AT, parent1);
    view.setInt32(to + PARENT2_AT, parent2);
    entries.set(bytes.subarray(from + 56, from + 76), to + NODE_AT);
    revOfNode.set(keyOf(bytes, from + 56), rev);
  }
  return entries;
}

function keyOf(bytes: Uint8Array, at: number): string {
  return String.fromCharCode.apply(null, bytes.subarray(at, at + NODE_BYTES) as unknown as number[]);
}
