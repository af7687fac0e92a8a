/** The files of a changegroup in slices, each of which can be made by itself: the same bytes, whoever makes them. */
import { type ByteString, bytesOf } from '../../bytes/index.js';
import type { OutputBuffer } from '../output-buffer.js';
import type { GroupEncoder, OutgoingGroup } from './group-encoder.js';

/** Files per slice. */
const SLICE_FILES = 64;

export interface SlicedFiles {
  /** In the order in which they are sent. */
  readonly paths: readonly ByteString[];
  file(path: ByteString): OutgoingGroup | undefined;
}

export function sliceCount({ paths }: Pick<SlicedFiles, 'paths'>): number {
  return Math.ceil(paths.length / SLICE_FILES);
}

export function slicePaths({ paths }: Pick<SlicedFiles, 'paths'>, slice: number): readonly ByteString[] {
  return paths.slice(slice * SLICE_FILES, (slice + 1) * SLICE_FILES);
}

/**
 * Groups of one slice's files with their names in front, in pieces that are good until the next one is asked for. Files without revisions
 * to send are left out.
 * @param out empty; so it is left.
 * @returns bytes of each file of the slice, 0 for those left out.
 */
export function* encodeSlice(
  encoder: GroupEncoder,
  files: SlicedFiles,
  slice: number,
  out: OutputBuffer,
): Generator<Uint8Array, number[]> {
  const sizes: number[] = [];
  for (const path of slicePaths(files, slice)) {
    const before = out.total;
    const group = files.file(path);
    if (group !== undefined && group.revs.length > 0) {
      appendName(path, out);
      yield* encoder.encode(group, out);
    }
    sizes.push(out.total - before);
  }
  if (!out.isEmpty) yield out.take();
  return sizes;
}

/** The chunk in front of a group. */
export function appendName(name: ByteString, out: OutputBuffer): void {
  out.int32(name.length + 4);
  out.append(bytesOf(name));
}
