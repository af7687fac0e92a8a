/** bzip2 in plain TypeScript. */
import type { StreamCodec } from '../../platform/index.js';
import { decodeBzip2 } from './decode.js';
import { encodeBzip2 } from './encode.js';

export const bzip2: StreamCodec = { compress: encodeBzip2, decompress: decodeBzip2 };
