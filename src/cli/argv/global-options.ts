/** The options every command takes. */
import type { OptionDefinition } from '../command.js';

export const GLOBAL_OPTIONS: readonly OptionDefinition[] = [
  {
    short: 'R',
    long: 'repository',
    kind: 'value',
    help: 'the repository to work on: its root directory or the name of a bundle laid over it',
    valueName: 'REPO',
  },
  { short: '', long: 'cwd', kind: 'value', help: 'go to this directory first', valueName: 'DIR' },
  {
    short: 'y',
    long: 'noninteractive',
    kind: 'flag',
    help: 'never ask: take the first choice of every question',
  },
  { short: 'q', long: 'quiet', kind: 'flag', help: 'print less' },
  { short: 'v', long: 'verbose', kind: 'flag', help: 'print more' },
  {
    short: '',
    long: 'color',
    kind: 'value',
    help: 'when to use colour (boolean, always, auto, never, or debug)',
    valueName: 'TYPE',
  },
  {
    short: '',
    long: 'config',
    kind: 'list',
    help: "set a configuration option (as 'section.name=value')",
    valueName: 'CONFIG',
  },
  { short: '', long: 'debug', kind: 'flag', help: 'print what is going on inside' },
  { short: '', long: 'debugger', kind: 'flag', help: 'start the debugger' },
  {
    short: '',
    long: 'encoding',
    kind: 'value',
    help: 'the character set of the terminal',
    valueName: 'ENCODE',
  },
  {
    short: '',
    long: 'encodingmode',
    kind: 'value',
    help: 'what to do with characters outside that set',
    valueName: 'MODE',
  },
  { short: '', long: 'traceback', kind: 'flag', help: 'show where in the program an error arose' },
  { short: '', long: 'time', kind: 'flag', help: 'print how long the command took' },
  { short: '', long: 'profile', kind: 'flag', help: 'print where the command spent its time' },
  { short: '', long: 'version', kind: 'flag', help: 'print the version and exit' },
  { short: 'h', long: 'help', kind: 'flag', help: 'print help and exit' },
  { short: '', long: 'hidden', kind: 'flag', help: 'include hidden changesets' },
  {
    short: '',
    long: 'pager',
    kind: 'value',
    help: 'when to use the pager (boolean, always, auto, or never)',
    valueName: 'TYPE',
  },
];
