/** Which encoding the user's terminal speaks. */
import { type ByteString, builtinCharset, encodingName, localEncoding } from '../bytes/index.js';
import type { Config } from '../config/index.js';
import { HgError } from '../errors/index.js';
import { namedCharset } from '../node/index.js';
import type { Platform } from '../platform/index.js';
import { LocalText } from '../repo/index.js';
import type { Options } from './command.js';

const MODES = ['strict', 'replace', 'ignore'] as const;

/** From `--encoding`, `--encodingmode`, the environment and `ui.fallbackencoding`. */
export function localTexts(platform: Platform, config: Config, globals: Options): LocalText {
  const name = globals.value('encoding') || encodingName(platform.env);
  const utf8 = builtinCharset('utf-8');
  const isUtf8 = builtinCharset(name)?.encode('\u20ac', () => '') === utf8?.encode('\u20ac', () => '');
  return new LocalText(isUtf8, () => {
    const mode = (globals.value('encodingmode') || platform.env('HGENCODINGMODE') || 'strict') as 'strict';
    const fallbackName: ByteString = config.get('ui', 'fallbackencoding') ?? 'iso-8859-1';
    const fallback = builtinCharset(fallbackName) ?? namedCharset(fallbackName);
    if (fallback === undefined)
      throw new HgError('abort', `unknown encoding: ${fallbackName}`, {
        hint: 'please check your locale settings',
      });
    return localEncoding(name, namedCharset, { fallback, ...(MODES.includes(mode) && { mode }) });
  });
}
