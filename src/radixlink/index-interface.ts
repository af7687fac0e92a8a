/** What both variants of the index can answer. */
import { CorruptionError } from '../errors/index.js';

/** Several keys start with the prefix. */
export const AMBIGUOUS_KEY = Symbol('ambiguous key');

/** A prefix given in nibbles: `nibbles` of them, from the start of `key` (whose last low nibble may not count). */
export interface NibblePrefix {
  readonly key: Uint8Array;
  readonly nibbles: number;
}

/**
 * A multimap from byte strings to lists of unsigned 32-bit numbers, newest first, usable straight from the bytes of a file.
 * Corrupt bytes show as CorruptionError from whatever runs into them; what is cached is then to be rebuilt.
 */
export interface LinkIndex {
  /** How much of the append-only source is covered: bytes, or a number of revisions. */
  sourceOfTruthSize: number;
  /** Bytes of the index as it would be written. */
  readonly rawSize: number;
  /** The bytes to write; valid until the next insertion. */
  bytes(): Uint8Array;
  /** Whether a key has values. O(key length). */
  has(key: Uint8Array): boolean;
  /** Values of a key, newest first; empty when it was never inserted. O(key length + values). */
  values(key: Uint8Array): number[];
  /** The newest value of a key. O(key length). */
  newest(key: Uint8Array): number | undefined;
  /** The newest value of the only key that starts with a prefix. O(key length). */
  newestByPrefix(prefix: NibblePrefix): number | undefined | typeof AMBIGUOUS_KEY;
  /** The least number of nibbles that tell a key from all others (one that is in the index or not). O(key length). */
  shortestPrefix(key: Uint8Array): number;
}

/** @param name the file's name, for the message. */
export function corrupt(name: string, offset: number, what: string): CorruptionError {
  return new CorruptionError(name, `${name}: ${what} at offset ${offset}`, {
    offset,
    hint: 'the file is a cache and may be deleted',
  });
}
