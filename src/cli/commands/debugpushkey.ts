/** `qs debugpushkey`. */
import { quoted } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import type { CommandDefinition } from '../command.js';
import { sourceLocation } from '../remote/locations.js';
import { openPeer } from '../remote/open-peer.js';
import { PEER_OPTIONS } from '../remote/peer-options.js';

export const command: CommandDefinition = {
  name: 'debugpushkey',
  repository: 'none',
  argumentCount: [2, 5],
  synopsis: 'REPO NAMESPACE [KEY OLD NEW]',
  summary: 'access the pushkey key/value protocol',
  help: 'With two arguments, lists what a repository shows in a namespace. With five, changes a key there from an old value to a new one.',
  category: 'none',
  options: PEER_OPTIONS,
  async run(context, [path = '', namespace = '', ...change]) {
    const { ui } = context;
    const { peer } = openPeer(context, sourceLocation(context, path).url);
    try {
      if (change.length === 0) {
        const keys = await peer.listKeys(namespace);
        for (const key of [...keys.keys()].sort())
          ui.write(`${quoted(key).slice(1, -1)}\t${quoted(keys.get(key) ?? '').slice(1, -1)}\n`);
        return 0;
      }
      const [key = '', from = '', to] = change;
      if (to === undefined) throw new HgError('abort', 'a key needs an old value and a new one');
      const done = await peer.pushKey(namespace, key, from, to);
      ui.status(`${done ? 'True' : 'False'}\n`);
      return done ? 0 : 1;
    } finally {
      peer.close();
    }
  },
};
