/** Defaults of the settings that hg knows, as `config -T json` shows them. */
import type { ByteString } from '../bytes/index.js';
import type { FieldValue } from '../template/index.js';

/** `section.name` to default. Settings whose default is nothing are left out. */
const DEFAULTS: Readonly<Record<string, FieldValue>> = {
  'ui.debug': false,
  'ui.quiet': false,
  'ui.timeout': '600',
  'ui.verbose': false,
};

/** The default of a setting, or null. */
export function knownDefault(section: ByteString, name: ByteString): FieldValue {
  return DEFAULTS[`${section}.${name}`] ?? null;
}
