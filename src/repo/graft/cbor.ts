/** The part of CBOR (RFC 8949) that hg's state files use. */
import type { ByteString } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';

export type CborValue = ByteString | number | boolean | null | readonly CborValue[] | CborMap;
export type CborMap = ReadonlyMap<ByteString, CborValue>;

function head(major: number, value: number): ByteString {
  const type = major << 5;
  if (value < 24) return String.fromCharCode(type | value);
  if (value < 0x100) return String.fromCharCode(type | 24, value);
  if (value < 0x10000) return String.fromCharCode(type | 25, value >> 8, value & 0xff);
  return String.fromCharCode(
    type | 26,
    (value >>> 24) & 0xff,
    (value >>> 16) & 0xff,
    (value >>> 8) & 0xff,
    value & 0xff,
  );
}

/** Strings are byte strings; keys are sorted. */
export function encodeCbor(value: CborValue): ByteString {
  if (value === null) return '\xf6';
  if (typeof value === 'boolean') return value ? '\xf5' : '\xf4';
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (typeof value === 'string') return head(2, value.length) + value;
  if (isList(value)) return head(4, value.length) + value.map(encodeCbor).join('');
  const entries = [...value].sort((a, b) => (a[0] < b[0] ? -1 : 1));
  return head(5, entries.length) + entries.map(([key, item]) => encodeCbor(key) + encodeCbor(item)).join('');
}

function isList(value: readonly CborValue[] | CborMap): value is readonly CborValue[] {
  return Array.isArray(value);
}

/** @throws HgError for what is damaged or of another kind */
export function decodeCbor(text: ByteString): CborValue {
  return new Decoder(text).value(0);
}

const DEEPEST = 16;

class Decoder {
  readonly #text: ByteString;
  #at = 0;

  constructor(text: ByteString) {
    this.#text = text;
  }

  #fail(): never {
    throw new HgError('corruption', 'damaged state file');
  }

  #byte(): number {
    if (this.#at >= this.#text.length) this.#fail();
    return this.#text.charCodeAt(this.#at++);
  }

  #length(info: number): number {
    if (info < 24) return info;
    if (info > 26) this.#fail();
    let value = 0;
    for (let left = 1 << (info - 24); left > 0; left--) value = value * 256 + this.#byte();
    return value;
  }

  value(depth: number): CborValue {
    if (depth > DEEPEST) this.#fail();
    const first = this.#byte();
    if (first === 0xf6) return null;
    if (first === 0xf4 || first === 0xf5) return first === 0xf5;
    const major = first >> 5;
    const length = this.#length(first & 31);
    if (major === 0) return length;
    if (major === 1) return -1 - length;
    if (length > this.#text.length - this.#at) this.#fail();
    if (major === 2 || major === 3) {
      this.#at += length;
      return this.#text.slice(this.#at - length, this.#at);
    }
    if (major === 4) return Array.from({ length }, () => this.value(depth + 1));
    if (major !== 5) this.#fail();
    const map = new Map<ByteString, CborValue>();
    for (let left = length; left > 0; left--) {
      const key = this.value(depth + 1);
      if (typeof key !== 'string') this.#fail();
      map.set(key, this.value(depth + 1));
    }
    return map;
  }
}
