/** All functions by name. */
import type { ByteString } from '../../bytes/index.js';
import { DATE_FUNCTIONS } from './date-functions.js';
import type { FunctionDefinition } from './function.js';
import { LOGIC_FUNCTIONS } from './logic-functions.js';
import { OBSOLESCENCE_FUNCTIONS } from './obsolescence-functions.js';
import { REPOSITORY_FUNCTIONS } from './repository-functions.js';
import { TEXT_FUNCTIONS } from './text-functions.js';

export const FUNCTIONS: ReadonlyMap<ByteString, FunctionDefinition> = new Map([
  ...LOGIC_FUNCTIONS,
  ...TEXT_FUNCTIONS,
  ...DATE_FUNCTIONS,
  ...REPOSITORY_FUNCTIONS,
  ...OBSOLESCENCE_FUNCTIONS,
]);
