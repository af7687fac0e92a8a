/**
 * Zip archives as Python's `zipfile` writes them: made on Unix, version 2.0, with the time of all members as an extra field (`UT`), too.
 * Members are preceded by what is known of them; where the archive cannot be gone back in, sizes follow them instead (flag 8).
 * With more members or bytes than the old directory can count, a second one (zip64) has the numbers.
 */
import { type ByteString, bytesOf, isValidUtf8 } from '../../bytes/index.js';
import type { Codec } from '../../platform/index.js';
import { crc32 } from './crc32.js';
import { type ArchiveMember, modeOf } from './member.js';

/** 1980, where the format begins. */
const FIRST_TIME = 315532800;
const VERSION = 20;
const VERSION_64 = 45;
const MADE_ON_UNIX = 3 << 8;
const DEFLATED = 8;
const SIZES_FOLLOW = 0x8;
const IS_UTF8 = 0x800;
const FILE_KIND = 0x8000;
const LINK_KIND = 0xa000;
const MOST_BYTES = 0x7fffffff;
const MOST_MEMBERS = 0xffff;

export interface ZipOptions {
  /** Seconds. */
  readonly time: number;
  /** Absent: nothing is compressed. */
  readonly zlib: Codec | undefined;
  /** Written to a pipe. */
  readonly isPipe: boolean;
}

/** Little-endian numbers one after the other. */
class Numbers {
  #text = '';
  put(bytes: number, ...values: readonly number[]): this {
    for (const value of values)
      for (let at = 0; at < bytes; at++)
        this.#text += String.fromCharCode(Math.floor(value / 2 ** (8 * at)) % 256);
    return this;
  }
  text(text: ByteString): this {
    this.#text += text;
    return this;
  }
  bytes(): Uint8Array {
    return bytesOf(this.#text);
  }
}

/** Times and days as DOS counts them, of UTC. */
function dosTime(seconds: number): readonly [time: number, day: number] {
  const date = new Date(seconds * 1000);
  return [
    (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1),
    ((date.getUTCFullYear() - 1980) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate(),
  ];
}

const ASCII = /^[\0-\x7f]*$/;

/** @yields pieces that are good until the next one. Memory: the directory, about 100 bytes for each member. */
export function* zipPieces(members: Iterable<ArchiveMember>, options: ZipOptions): Generator<Uint8Array> {
  const seconds = Math.max(options.time, FIRST_TIME);
  const [time, day] = dosTime(seconds);
  const extra = new Numbers()
    .text('UT')
    .put(2, 5)
    .put(1, 1)
    .put(4, seconds % 2 ** 32)
    .bytes();
  const extraText = String.fromCharCode(...extra);
  const directory: Uint8Array[] = [];
  let directoryLength = 0;
  let offset = 0;
  for (const member of members) {
    const { path, content } = member;
    const packed = options.zlib === undefined ? content : deflated(options.zlib, content);
    const method = options.zlib === undefined ? 0 : DEFLATED;
    const flags =
      (options.isPipe ? SIZES_FOLLOW : 0) | (ASCII.test(path) || !isValidUtf8(path) ? 0 : IS_UTF8);
    const sizes = [crc32(content), packed.length, content.length] as const;
    const before = options.isPipe ? ([0, 0, 0] as const) : sizes;
    const header = new Numbers()
      .text('PK\x03\x04')
      .put(2, VERSION, flags, method, time, day)
      .put(4, ...before)
      .put(2, path.length, extra.length)
      .text(path + extraText)
      .bytes();
    yield header;
    yield packed;
    let length = header.length + packed.length;
    if (options.isPipe) {
      const after = new Numbers()
        .text('PK\x07\x08')
        .put(4, ...sizes)
        .bytes();
      yield after;
      length += after.length;
    }
    const isFar = offset > MOST_BYTES;
    const version = isFar ? VERSION_64 : VERSION;
    const far = isFar ? new Numbers().put(2, 1, 8).put(8, offset).bytes() : new Uint8Array(0);
    const kind = member.isLink ? LINK_KIND : FILE_KIND;
    const entry = new Numbers()
      .text('PK\x01\x02')
      .put(2, version | MADE_ON_UNIX, version, flags, method, time, day)
      .put(4, ...sizes)
      .put(2, path.length, far.length + extra.length, 0, 0, 0)
      .put(4, (modeOf(member) | kind) * 2 ** 16, isFar ? 0xffffffff : offset)
      .text(path + String.fromCharCode(...far) + extraText)
      .bytes();
    directory.push(entry);
    directoryLength += entry.length;
    offset += length;
  }
  yield* directory;
  yield directoryEnd(directory.length, directoryLength, offset);
}

function deflated(zlib: Codec, content: Uint8Array): Uint8Array {
  const packed = zlib.compress(content);
  return packed.subarray(2, packed.length - 4);
}

function directoryEnd(count: number, length: number, offset: number): Uint8Array {
  const end = new Numbers();
  const isLarge = count > MOST_MEMBERS || offset > MOST_BYTES || length > MOST_BYTES;
  if (isLarge)
    end
      .text('PK\x06\x06')
      .put(8, 44)
      .put(2, VERSION_64, VERSION_64)
      .put(4, 0, 0)
      .put(8, count, count, length, offset)
      .text('PK\x06\x07')
      .put(4, 0)
      .put(8, offset + length)
      .put(4, 1);
  const counted = Math.min(count, MOST_MEMBERS);
  return end
    .text('PK\x05\x06')
    .put(2, 0, 0, counted, counted)
    .put(4, Math.min(length, 0xffffffff), Math.min(offset, 0xffffffff))
    .put(2, 0)
    .bytes();
}
