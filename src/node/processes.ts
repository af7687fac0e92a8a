/** This process and its neighbours, as locks see them. */
import { readFileSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { type ByteString, utf8Of } from '../bytes/index.js';
import type { Processes } from '../platform/index.js';

/** What `hostname()` of `node:os` gives; on Linux without loading that, which takes longer than all else that a lock needs. */
function hostName(): string {
  if (process.platform === 'linux')
    try {
      return readFileSync('/proc/sys/kernel/hostname', 'utf8').replace(/\n$/, '');
    } catch {
      // Hidden from us.
    }
  return hostname();
}

/** `host`, or on Linux `host/4b2f` with the inode of the process namespace: process numbers mean nothing across those. */
function lockHost(): ByteString {
  const host = utf8Of(hostName());
  if (process.platform !== 'linux') return host;
  try {
    return `${host}/${statSync('/proc/self/ns/pid').ino.toString(16)}`;
  } catch {
    return host;
  }
}

export function createNodeProcesses(): Processes {
  let host: ByteString | undefined;
  const cell = new Int32Array(new SharedArrayBuffer(4));
  return {
    id: process.pid,
    get host() {
      host ??= lockHost();
      return host;
    },
    isAlive: (id) => {
      if (!Number.isSafeInteger(id) || id <= 0) return true;
      try {
        process.kill(id, 0);
      } catch (error) {
        return (error as NodeJS.ErrnoException).code !== 'ESRCH';
      }
      return !isZombie(id);
    },
    sleep: (milliseconds) => {
      Atomics.wait(cell, 0, 0, milliseconds);
    },
  };
}

/** A killed process whose parent has not asked yet: it will not come back. */
function isZombie(id: number): boolean {
  if (process.platform !== 'linux') return false;
  try {
    const text = readFileSync(`/proc/${id}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2, text.lastIndexOf(')') + 3) === 'Z';
  } catch {
    return false;
  }
}
