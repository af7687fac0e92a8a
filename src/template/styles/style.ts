/** What a built-in style is: templates by name. */
import type { ByteString } from '../../bytes/index.js';

export type Style = Readonly<Record<string, ByteString>>;
