/** Options of commands that may have to merge files. */
import type { OptionDefinition } from './command.js';

export const TOOL_OPTION: OptionDefinition = {
  short: 't',
  long: 'tool',
  kind: 'value',
  help: 'specify merge tool',
  valueName: 'TOOL',
};
