/** Options of every command that opens another repository. */
import type { OptionDefinition } from '../command.js';

export const PEER_OPTIONS: readonly OptionDefinition[] = [
  { short: 'e', long: 'ssh', kind: 'value', help: 'command that opens ssh connections', valueName: 'CMD' },
  { short: '', long: 'remotecmd', kind: 'value', help: 'command to run on the other side', valueName: 'CMD' },
  {
    short: '',
    long: 'insecure',
    kind: 'flag',
    help: 'take any certificate of a server (web.cacerts does not count)',
  },
];
