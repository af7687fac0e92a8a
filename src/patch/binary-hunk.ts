/** Git's binary patches: the new content of a file, or a delta to it, deflated and in base85. */
import type { ByteString } from '../bytes/index.js';
import { HgError, InputError } from '../errors/index.js';
import { badHunk, type LineSource } from './text-hunk.js';

export interface BinaryHunk {
  readonly isDelta: boolean;
  /** A whole file, or git's delta from the old one. */
  readonly data: Uint8Array;
}

/** Inflates a zlib stream of at most so many bytes. @throws Error when it is damaged */
export type Inflate = (data: Uint8Array, length: number) => Uint8Array;

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~';
const VALUES = new Map([...ALPHABET].map((char, value) => [char, value]));
/** A length that no reasonable patch reaches: 1 GiB. */
const MOST_BYTES = 2 ** 30;

function damaged(message: ByteString, cause?: unknown): InputError {
  return new InputError(message, { hint: 'check that whitespace in the patch has not been mangled', cause });
}

/** Reads behind a `GIT binary patch` line. @throws HgError in hg's words */
export function readBinaryHunk(source: LineSource, path: ByteString, inflate: Inflate): BinaryHunk {
  const next = (): ByteString | undefined => source.lines[source.at++]?.replace(/[\r\n]+$/, '');
  let isDelta = false;
  let length: number | undefined;
  while (length === undefined) {
    const line = next();
    if (line === undefined) throw damaged(`could not extract "${path}" binary data`);
    const match = /^(literal|delta) (\d+)/.exec(line);
    if (match === null) continue;
    isDelta = match[1] === 'delta';
    length = Number(match[2]);
  }
  const packed: number[] = [];
  for (let line = next(); line !== undefined && line !== ''; line = next()) {
    const code = line.charCodeAt(0);
    const count = code >= 97 ? code - 97 + 27 : code - 65 + 1;
    let bytes: Uint8Array;
    try {
      bytes = base85(line.slice(1));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw damaged(`could not decode "${path}" binary patch: ${error.message}`);
    }
    for (let at = 0; at < count && at < bytes.length; at++) packed.push(bytes[at] as number);
  }
  let data: Uint8Array;
  try {
    if (length > MOST_BYTES) throw new RangeError('too long');
    data = inflate(Uint8Array.from(packed), length).slice();
  } catch (error) {
    throw damaged(`could not extract "${path}" binary data`, error);
  }
  if (data.length !== length) throw damaged(`"${path}" length is ${data.length} bytes, should be ${length}`);
  return { isDelta, data };
}

/** @throws RangeError with hg's words */
export function base85(text: ByteString): Uint8Array {
  const out = new Uint8Array(Math.ceil(text.length / 5) * 4);
  let used = 0;
  for (let at = 0; at < text.length; at += 5) {
    let value = 0;
    for (let i = 0; i < 5; i++) {
      const digit = at + i < text.length ? VALUES.get(text[at + i] as string) : 84;
      if (digit === undefined) throw new RangeError(`bad base85 character at position ${at + i}`);
      value = value * 85 + digit;
    }
    if (value > 0xffffffff) throw new RangeError(`bad base85 overflow at position ${at}`);
    for (let shift = 24; shift >= 0; shift -= 8) out[used++] = Math.floor(value / 2 ** shift) % 256;
  }
  const missing = (5 - (text.length % 5)) % 5;
  return out.subarray(0, used - missing);
}

/** The new content. @throws HgError when the delta does not fit */
export function applyBinaryHunk({ isDelta, data }: BinaryHunk, old: Uint8Array): Uint8Array {
  return isDelta ? applyGitDelta(data, old) : data;
}

/** Git's delta: two lengths, then copies from the old content and insertions. */
function applyGitDelta(delta: Uint8Array, old: Uint8Array): Uint8Array {
  let at = 0;
  const byte = (): number => {
    const value = delta[at++];
    if (value === undefined) throw new HgError('abort', 'unexpected end of binary delta');
    return value;
  };
  const size = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const next = byte();
      value += (next & 0x7f) * 2 ** shift;
      if (next < 0x80 || shift > 42) return value;
    }
  };
  if (size() !== old.length) throw badHunk(1, ': binary delta is for another content');
  const length = size();
  if (length > MOST_BYTES) throw badHunk(1);
  const out = new Uint8Array(length);
  let used = 0;
  const put = (bytes: Uint8Array): void => {
    if (used + bytes.length > length) throw new HgError('abort', 'binary delta makes more than it says');
    out.set(bytes, used);
    used += bytes.length;
  };
  while (at < delta.length) {
    const command = byte();
    if (command >= 0x80) {
      let offset = 0;
      let count = 0;
      for (let i = 0; i < 4; i++) if ((command >> i) & 1) offset += byte() * 2 ** (8 * i);
      for (let i = 0; i < 3; i++) if ((command >> (4 + i)) & 1) count += byte() * 2 ** (8 * i);
      put(old.subarray(offset, offset + (count === 0 ? 0x10000 : count)));
    } else if (command === 0) throw new HgError('abort', 'unexpected delta opcode 0');
    else {
      put(delta.subarray(at, at + command));
      at += command;
    }
  }
  return used === length ? out : out.slice(0, used);
}
