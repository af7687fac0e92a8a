/** Values of hook arguments that are lists or dictionaries, in the notation in which hg passes them (Python's). */
import { type ByteString, compareByteStrings } from '../bytes/index.js';

export type HookValue =
  | ByteString
  | number
  | boolean
  | null
  | readonly HookValue[]
  | ReadonlyMap<ByteString, HookValue>;

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function quoted(text: ByteString): ByteString {
  const escaped = text.replace(
    /[\\'\x00-\x1f\x7f-\xff]/g,
    (char) => ESCAPES[char] ?? `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return `'${escaped}'`;
}

/** `{'key': ['a', None, True]}`; keys are sorted. For `HG_VALUES`, `HG_OPTS`, `HG_PATS`. */
export function hookValueText(value: HookValue): ByteString {
  if (typeof value === 'string') return quoted(value);
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (value instanceof Map) {
    const sorted = [...(value as ReadonlyMap<ByteString, HookValue>)].sort(([a], [b]) =>
      compareByteStrings(a, b),
    );
    return `{${sorted.map(([key, item]) => `${quoted(key)}: ${hookValueText(item)}`).join(', ')}}`;
  }
  return `[${(value as readonly HookValue[]).map(hookValueText).join(', ')}]`;
}
