/** The `[extensions]` section: what hg ships works without being asked for; foreign ones get one warning. */
import type { ByteString } from '../bytes/index.js';
import type { Config } from '../config/index.js';

const SHIPPED_WITH_HG = new Set(
  `absorb acl amend automv beautifygraph blackbox bookflow bugzilla censor children churn clonebundles closehead
  commitextras convert eol extdiff factotum fastexport fetch fix fsmonitor githelp gpg graphlog hgk highlight histedit
  hooklib infinitepush journal keyword largefiles lfs logtoprocess mq narrow notify pager patchbomb phabricator progress
  color purge rebase record releasenotes relink remotefilelog remotenames schemes share show sparse split sqlitestore
  strip transplant uncommit win32mbcs win32text zeroconf bookmarks alias
  hbisect hgcia inotify interhg parentrevspec shelve`.split(/\s+/),
);

/** Names of enabled extensions that are not known here, in the order of the configuration. */
export function unknownExtensions(config: Config): ByteString[] {
  const out: ByteString[] = [];
  for (const { name, value } of config.items('extensions')) {
    if (name.includes(':') || value.startsWith('!')) continue;
    if (!SHIPPED_WITH_HG.has(name.replace(/^hgext[./]/, ''))) out.push(name);
  }
  return out;
}
