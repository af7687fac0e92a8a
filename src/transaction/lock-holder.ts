/** What a lock says about its holder: the target of the symbolic link, or the content of the file. */
import type { ByteString } from '../bytes/index.js';
import { FileSystemError, isNotFound } from '../errors/index.js';
import { type FileSystem, type Processes, tryReadText } from '../platform/index.js';

/** `host:pid` as this process writes it. */
export function holderText(processes: Processes): ByteString {
  return `${processes.host}:${processes.id}`;
}

/** What the lock at `path` says, or undefined when it is free. @throws FileSystemError (a directory, no permission) */
export function readHolder(fs: FileSystem, path: ByteString): ByteString | undefined {
  try {
    return fs.readLink(path);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    // No symbolic link, or a system without them: then it is a file.
    if (!(error instanceof FileSystemError) || !['EINVAL', 'ENOSYS', 'UNKNOWN'].includes(error.errno))
      throw error;
    return tryReadText(fs, path);
  }
}

/** The parts of `host:pid`; `process` is undefined when the text has no colon. */
export function holderParts(holder: ByteString): { host: ByteString; process: ByteString | undefined } {
  const colon = holder.indexOf(':');
  if (colon < 0) return { host: holder, process: undefined };
  return { host: holder.slice(0, colon), process: holder.slice(colon + 1) };
}

/** How messages name the holder. */
export function describeHolder(holder: ByteString): ByteString {
  const { host, process } = holderParts(holder);
  return process === undefined ? `'${holder}'` : `process '${process}' on host '${host}'`;
}

/** True when the holder was a process of this machine that no longer runs. Anything doubtful is alive. */
export function isStale(holder: ByteString, processes: Processes): boolean {
  const { host, process } = holderParts(holder);
  if (process === undefined || host !== processes.host || !/^\d{1,10}$/.test(process)) return false;
  return !processes.isAlive(Number(process));
}
