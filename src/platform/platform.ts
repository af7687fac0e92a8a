/** Everything else the core needs from outside, injected so that it runs anywhere. */
import type { ByteString } from '../bytes/index.js';
import type { Downloads } from './downloads.js';
import type { FileSystem } from './file-system.js';
import type { LineComparer } from './line-comparer.js';
import type { RevlogTexts } from './revlog-texts.js';
import type { StreamCodecs } from './stream-codec.js';
import type { Threads } from './threads.js';

/** Free bytes before what {@link Codec.decompressInPlace} makes: room for what a hash takes in first. */
export const CODEC_HEADROOM = 40;

/** One compression format. */
export interface Codec {
  /** Compresses; throws nothing. `level` is the format's own scale. */
  compress(data: Uint8Array, level?: number): Uint8Array;
  /**
   * Decompresses `source[start, end)` into a buffer valid until the next call on the same codec (copy what you keep).
   * @param maximum the most bytes that may come out; more is an error.
   * @throws HgError with code `corruption` on damaged input.
   */
  decompress(source: Uint8Array, start: number, end: number, maximum: number): Uint8Array;
  /**
   * As {@link decompress}, without an object for the result: the bytes are `output[outputStart, outputStart + n)` where n
   * is what is returned. The {@link CODEC_HEADROOM} bytes before them are the caller's to write to.
   */
  decompressInPlace?(source: Uint8Array, start: number, end: number, maximum: number): number;
  readonly output?: Uint8Array;
  readonly outputStart?: number;
}

export interface Codecs {
  readonly zlib: Codec;
  readonly zstd: Codec;
}

/** SHA-1 over one or more byte ranges. */
export interface Hasher {
  /** The 20-byte digest of `bytes[start, end)`. */
  sha1(bytes: Uint8Array, start?: number, end?: number): Uint8Array;
  /** The same as a byte string; cheaper on some platforms, where only a comparison follows. */
  sha1Text(bytes: Uint8Array, start?: number, end?: number): ByteString;
  /** The same as 40 hex digits. */
  sha1Hex(bytes: Uint8Array, start?: number, end?: number): string;
}

export interface Clock {
  /** Seconds since the epoch, with a fraction. */
  now(): number;
  /** Seconds *west* of UTC at that moment, as Mercurial stores time zones (UTC+1 is -3600). */
  timeZoneOffset(seconds: number): number;
}

/** This process among others, and the others on this machine: what locks need. */
export interface Processes {
  readonly id: number;
  /** Host as locks name it: the host name and, where processes have namespaces, `/` and the namespace in hex. */
  readonly host: ByteString;
  /** False only when the process is known not to exist. */
  isAlive(id: number): boolean;
  /** Blocks the thread. */
  sleep(milliseconds: number): void;
}

/** A command that runs to its end. */
export interface CommandRun {
  /** For the shell. */
  readonly command: ByteString;
  /** Absolute; the process's own when absent. */
  readonly directory?: ByteString;
  /** Added to the environment. */
  readonly environment: ReadonlyMap<string, ByteString>;
}

/** How a command ended: a status, or the number of the signal that killed it. */
export interface CommandEnd {
  readonly status: number | undefined;
  readonly signal: number | undefined;
}

/** `exited with status 1`. */
export function describeEnd({ status, signal }: CommandEnd): ByteString {
  return signal === undefined ? `exited with status ${status ?? 0}` : `killed by signal ${signal}`;
}

/** Runs shell commands. Blocks until they end. */
export interface CommandRunner {
  /** With this process's input and output. */
  run(run: CommandRun): CommandEnd;
  /** Gives a command its input, and returns all of its output, however it ends. In the process's own directory. */
  filter(command: ByteString, input: Uint8Array): Uint8Array;
}

/** What an operation runs in. One object per process (or per browser page); never global. */
export interface Platform {
  /** Opens the file system at an absolute path. */
  openFileSystem(root: ByteString): FileSystem;
  readonly codecs: Codecs;
  /** For streams that do not fit into memory. */
  readonly streams: StreamCodecs;
  readonly hasher: Hasher;
  readonly clock: Clock;
  /** Environment variable, or undefined. */
  env(name: string): ByteString | undefined;
  random(bytes: number): Uint8Array;
  /** Absent where there are no processes to share files with. */
  readonly processes?: Processes;
  /** Absent where no commands can run. */
  readonly commands?: CommandRunner;
  /** Absent where nothing compares lines quicker than the core's own code. */
  readonly lines?: LineComparer;
  /** The one of this thread. Absent where there is no quicker way than the core's own code. */
  revlogTexts?(): RevlogTexts;
  /** Absent where all work is the caller's. */
  readonly threads?: Threads;
  /** Absent where other machines cannot be reached, or not without waiting for events. */
  readonly downloads?: Downloads;
}
