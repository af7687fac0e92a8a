/** The files of a store as a stream clone: which they are, and their bytes in both forms. */
import { type ByteString, bytesOf } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import type { FileSystem } from '../../platform/index.js';
import { encodeDirectories, type RevlogStore } from '../../store/index.js';
import type { OutgoingPart } from '../bundle2/bundle2-writer.js';
import { quoteUrl } from '../url-quote.js';

const PIECE_BYTES = 1 << 17;

export interface StreamFile {
  readonly place: 'store' | 'cache';
  /** As in the stream: in the store before path encoding. */
  readonly name: ByteString;
  readonly size: number;
  readonly fs: FileSystem;
  readonly path: ByteString;
}

/**
 * What says how revlogs are stored: it comes with the files, and receivers have to know it to read them. How a store names
 * its files is its own affair.
 */
export const STREAMED_FORMATS: ReadonlySet<ByteString> = new Set([
  'revlogv1',
  'generaldelta',
  'sparserevlog',
  'treemanifest',
  'revlog-compression-zstd',
  'exp-compression-none',
  'exp-compression-zlib',
  'exp-compression-zstd',
]);

/** Sorted. */
export function streamRequirements({ requirements }: RevlogStore): ByteString[] {
  return [...requirements].filter((name) => STREAMED_FORMATS.has(name)).sort();
}

/** Caches that are right for whoever has the same history. */
const CACHES = [
  'branch2-visible',
  'branch2-base',
  'branch2-immutable',
  'branch2-served.hidden',
  'branch2-served',
  'rbc-names-v1',
  'rbc-revs-v1',
  'tags2-visible',
  'tags2-served',
  'tags2',
  'hgtagsfnodes1',
];

/**
 * Files and their sizes now. What is appended later is not sent, so whoever holds the lock while asking gets one state.
 * @param extras what else: `phaseroots` (not from a repository that publishes), `obsstore`.
 */
export function storeStreamFiles(
  store: RevlogStore,
  extras: readonly ('phaseroots' | 'obsstore')[] = [],
): StreamFile[] {
  const { fs } = store;
  const found: StreamFile[] = [];
  for (const { path, encodedPath, size } of store.dataFiles())
    if (path !== undefined && size > 0)
      found.push({ place: 'store', name: path, size, fs, path: encodedPath });
  for (const name of extras) {
    const size = fs.stat(name)?.size ?? 0;
    if (size > 0) found.push({ place: 'store', name, size, fs, path: name });
  }
  return found;
}

export function cacheStreamFiles({ places }: RevlogStore): StreamFile[] {
  const fs = places.sharedHgFs;
  return CACHES.flatMap((name) => {
    const path = `cache/${name}`;
    const size = fs.stat(path)?.size ?? 0;
    return size === 0 ? [] : [{ place: 'cache', name, size, fs, path } as const];
  });
}

export function totalSize(files: readonly StreamFile[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}

/** Exactly as many bytes as were announced. @throws HgError for a file that has fewer now */
function* contentOf({ fs, path, size }: StreamFile): Generator<Uint8Array> {
  const file = fs.open(path, 'read');
  try {
    const piece = new Uint8Array(Math.min(size, PIECE_BYTES));
    for (let at = 0; at < size; ) {
      const got = file.readAt(piece, 0, Math.min(piece.length, size - at), at);
      if (got === 0) throw new HgError('abort', `${path} has become shorter while it was sent`);
      at += got;
      yield piece.subarray(0, got);
    }
  } finally {
    file.close();
  }
}

/** 7 bits per byte, lowest first. */
function variable(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}

/** Payload of a stream2 part. @param each called with the bytes sent so far. */
export function* encodeStream2(
  files: readonly StreamFile[],
  each: (done: number) => void = () => undefined,
): Generator<Uint8Array> {
  let done = 0;
  for (const file of files) {
    const head = [
      file.place === 'store' ? 0x73 : 0x63,
      ...variable(file.name.length),
      ...variable(file.size),
    ];
    yield new Uint8Array([...head, ...bytesOf(file.name)]);
    yield* contentOf(file);
    done += file.size;
    each(done);
  }
}

export function streamPart(
  requirements: readonly ByteString[],
  files: readonly StreamFile[],
  each?: (done: number) => void,
): OutgoingPart {
  return {
    type: 'stream2',
    isMandatory: true,
    mandatory: new Map([
      ['bytecount', String(totalSize(files))],
      ['filecount', String(files.length)],
      ['requirements', quoteUrl(requirements.join(','))],
    ]),
    payload: encodeStream2(files, each),
  };
}

function uint64(value: number): number[] {
  const view = new DataView(new ArrayBuffer(8));
  view.setUint32(0, Math.floor(value / 2 ** 32));
  view.setUint32(4, value % 2 ** 32);
  return [...new Uint8Array(view.buffer)];
}

/** A packed bundle (`HGS1UN`). It has no place for caches. */
export function* encodePacked(
  requirements: readonly ByteString[],
  files: readonly StreamFile[],
  each: (done: number) => void = () => undefined,
): Generator<Uint8Array> {
  const text = `${requirements.join(',')}\0`;
  yield new Uint8Array([
    ...bytesOf('HGS1UN'),
    ...uint64(files.length),
    ...uint64(totalSize(files)),
    text.length >> 8,
    text.length & 0xff,
    ...bytesOf(text),
  ]);
  let done = 0;
  for (const file of files) {
    yield bytesOf(`${encodeDirectories(file.name)}\0${file.size}\n`);
    yield* contentOf(file);
    done += file.size;
    each(done);
  }
}
