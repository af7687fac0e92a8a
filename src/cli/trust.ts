/** Whose repository configuration may be believed: the user's own, and that of `[trusted]` users and groups. */
import * as fs from 'node:fs';
import type { ByteString } from '../bytes/index.js';
import type { Config, ConfigFileContext } from '../config/index.js';

function nameOf(database: string, id: number): string {
  try {
    for (const line of fs.readFileSync(database, 'latin1').split('\n')) {
      const fields = line.split(':');
      if (fields[2] === String(id)) return fields[0] as string;
    }
  } catch {
    // No database: hg shows the number too.
  }
  return String(id);
}

/** hg's rule: own files, then users and groups named in `[trusted]` (`*` is everybody). */
export function trustChecker(config: Config): NonNullable<ConfigFileContext['isTrusted']> {
  return (path: ByteString) => {
    const stat = fs.statSync(Buffer.from(path, 'latin1'), { throwIfNoEntry: false });
    if (stat === undefined || process.getuid === undefined || stat.uid === process.getuid())
      return { trusted: true };
    const users = config.getList('trusted', 'users');
    const groups = config.getList('trusted', 'groups');
    if (users.includes('*') || groups.includes('*')) return { trusted: true };
    const user = nameOf('/etc/passwd', stat.uid);
    if (users.includes(user)) return { trusted: true };
    const group = nameOf('/etc/group', stat.gid);
    if (groups.includes(group)) return { trusted: true };
    return { trusted: false, user, group };
  };
}
