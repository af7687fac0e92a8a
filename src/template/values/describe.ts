/** How error messages name a value that is in the wrong place. */
import { quoted } from '../../bytes/index.js';
import { isWrapped, type Value } from './value.js';

const KIND_NAMES = { date: 'date' } as const;

/** `1`, `'text'`, or the kind of a composed value. */
export function describeValue(value: Value): string {
  if (typeof value === 'string') return quoted(value);
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (isWrapped(value)) return value.kind === 'date' ? KIND_NAMES.date : value.kind;
  return String(value);
}
