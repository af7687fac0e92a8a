/** CBOR (RFC 8949) as hg writes it: texts are byte strings, lists and maps have a length, keys are sorted. */
import type { ByteString } from '../../bytes/index.js';
import type { PlainValue } from '../values/value.js';

function head(major: number, value: number): ByteString {
  const type = major << 5;
  if (value < 24) return String.fromCharCode(type | value);
  if (value < 0x100) return String.fromCharCode(type | 24, value);
  if (value < 0x10000) return String.fromCharCode(type | 25, value >> 8, value & 0xff);
  const low = value % 0x100000000;
  const word = (bits: number) =>
    String.fromCharCode((bits >>> 24) & 0xff, (bits >>> 16) & 0xff, (bits >>> 8) & 0xff, bits & 0xff);
  if (value < 0x100000000) return String.fromCharCode(type | 26) + word(low);
  return String.fromCharCode(type | 27) + word(Math.floor(value / 0x100000000)) + word(low);
}

function float(value: number): ByteString {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  let out = '\xfb';
  for (let i = 0; i < 8; i++) out += String.fromCharCode(view.getUint8(i));
  return out;
}

function number(value: number): ByteString {
  if (!Number.isInteger(value)) return float(value);
  return value >= 0 ? head(0, value) : head(1, -1 - value);
}

export function cborOf(value: PlainValue): ByteString {
  if (value === null) return '\xf6';
  if (typeof value === 'boolean') return value ? '\xf5' : '\xf4';
  if (typeof value === 'number') return number(value);
  if (typeof value === 'string') return head(2, value.length) + value;
  if (value instanceof Map) {
    const entries = [...value].sort((a, b) => (a[0] < b[0] ? -1 : 1));
    return head(5, entries.length) + entries.map(([key, item]) => cborOf(key) + cborOf(item)).join('');
  }
  if (Array.isArray(value)) return head(4, value.length) + value.map(cborOf).join('');
  const date = value as { seconds: number; offset: number };
  return head(4, 2) + number(date.seconds) + number(date.offset);
}
