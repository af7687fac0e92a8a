/** The name of a file's owner. */
import { lstatSync, readFileSync } from 'node:fs';
import { type ByteString, byteStringOf } from '../bytes/index.js';
import { nativePath } from '../node/index.js';

/** @param path absolute. The number where there is no name; undefined when the file has gone. */
export function fileOwner(path: ByteString): ByteString | undefined {
  let uid: number | undefined;
  try {
    uid = lstatSync(nativePath(path), { throwIfNoEntry: false })?.uid;
  } catch {
    return undefined;
  }
  if (uid === undefined) return undefined;
  try {
    for (const line of byteStringOf(readFileSync('/etc/passwd')).split('\n')) {
      const [name, , id] = line.split(':');
      if (name !== undefined && name !== '' && id === String(uid)) return name;
    }
  } catch {
    // No such file on other systems.
  }
  return String(uid);
}
