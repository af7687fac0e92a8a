/** Built-in styles: our own templates for hg's looks. */
import type { ByteString } from '../../bytes/index.js';
import { LOG_STYLES } from './log-styles.js';
import { OTHER_STYLES } from './other-styles.js';
import type { Style } from './style.js';

export const STYLES: ReadonlyMap<ByteString, Style> = new Map([
  ...Object.entries(LOG_STYLES),
  ...Object.entries(OTHER_STYLES),
]);

/** The line that `-T list` prints. */
export function availableStyles(extra: readonly ByteString[] = []): ByteString {
  return [...STYLES.keys(), ...extra].sort().join(', ');
}
