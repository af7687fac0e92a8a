/** `qs debugcapabilities`. */
import { bundleCapabilitiesOf } from '../../repo/index.js';
import type { CommandDefinition } from '../command.js';
import { sourceLocation } from '../remote/locations.js';
import { openPeer } from '../remote/open-peer.js';
import { PEER_OPTIONS } from '../remote/peer-options.js';

export const command: CommandDefinition = {
  name: 'debugcapabilities',
  repository: 'none',
  argumentCount: [1, 1],
  synopsis: 'PATH',
  summary: 'lists the capabilities of a remote peer',
  help: 'Prints what another repository says that it can do, and what it can do in bundle2.',
  category: 'none',
  options: PEER_OPTIONS,
  async run(context, [path = '']) {
    const { ui } = context;
    const { peer } = openPeer(context, sourceLocation(context, path).url);
    try {
      const capabilities = await peer.capabilities();
      ui.write('Main capabilities:\n');
      for (const [name, value] of [...capabilities].sort(([a], [b]) => (a < b ? -1 : 1)))
        ui.write(`  ${value === '' ? name : `${name}=${value}`}\n`);
      const bundle2 = bundleCapabilitiesOf(capabilities);
      if (bundle2 === undefined) return 0;
      ui.write('Bundle2 capabilities:\n');
      for (const [name, values] of [...bundle2].sort(([a], [b]) => (a < b ? -1 : 1))) {
        ui.write(`  ${name}\n`);
        for (const value of values) ui.write(`    ${value}\n`);
      }
      return 0;
    } finally {
      peer.close();
    }
  },
};
