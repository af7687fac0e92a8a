/** Buffered writing to a file descriptor. Never touches `process.stdout`, which costs 3 ms to set up. */
import * as fs from 'node:fs';
import type { ByteString } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';

/** The reader went away (EPIPE): the process should end without a word. */
export class BrokenPipe extends Error {}

const CAPACITY = 64 * 1024;
let sleepCell: Int32Array | undefined;

function sleep(milliseconds: number): void {
  sleepCell ??= new Int32Array(new SharedArrayBuffer(4));
  Atomics.wait(sleepCell, 0, 0, milliseconds);
}

/** Writes everything; waits when a pipe that does not block is full. Throws BrokenPipe. */
export function writeAll(fd: number, bytes: Uint8Array, start: number, end: number): void {
  let pause = 0.2;
  while (start < end) {
    try {
      start += fs.writeSync(fd, bytes, start, end - start);
      pause = 0.2;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'EAGAIN') {
        sleep(pause);
        pause = Math.min(pause * 2, 20);
      } else if (code === 'EPIPE') throw new BrokenPipe();
      else if (code === 'ENOSPC') throw new HgError('io', 'No space left on device', { cause: error });
      else if (code === 'EIO') throw new HgError('io', 'Input/output error', { cause: error });
      else throw error;
    }
  }
}

interface Latin1 {
  latin1Write(this: Uint8Array, text: string, at: number, length: number): number;
}

// Without the checks of `write`: this is called for every line, and there is room.
const { latin1Write } = Buffer.prototype as unknown as Latin1;

export class Output {
  #fd: number;
  readonly #buffer = Buffer.allocUnsafe(CAPACITY);
  #used = 0;
  constructor(fd: number) {
    this.#fd = fd;
  }
  get fd(): number {
    return this.#fd;
  }
  /** Later output goes elsewhere (the pager); what is buffered goes to the old place first. */
  redirect(fd: number): void {
    this.flush();
    this.#fd = fd;
  }
  write(text: ByteString): void {
    if (text.length > CAPACITY - this.#used) {
      this.flush();
      if (text.length > CAPACITY) {
        const bytes = Buffer.from(text, 'latin1');
        writeAll(this.#fd, bytes, 0, bytes.length);
        return;
      }
    }
    const used = this.#used;
    this.#used = used + text.length;
    if (typeof latin1Write === 'function') latin1Write.call(this.#buffer, text, used, text.length);
    else this.#buffer.write(text, used, 'latin1');
  }
  writeBytes(bytes: Uint8Array): void {
    if (bytes.length > CAPACITY - this.#used) {
      this.flush();
      if (bytes.length > CAPACITY) {
        writeAll(this.#fd, bytes, 0, bytes.length);
        return;
      }
    }
    this.#buffer.set(bytes, this.#used);
    this.#used += bytes.length;
  }
  flush(): void {
    const used = this.#used;
    this.#used = 0;
    if (used > 0) writeAll(this.#fd, this.#buffer, 0, used);
  }
}
