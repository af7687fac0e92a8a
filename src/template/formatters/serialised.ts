/** Items as JSON, CBOR, and in the notation that `-T debug` uses. */
import type { ByteString } from '../../bytes/index.js';
import { escapedText } from '../language/index.js';
import { cborOf } from '../text/cbor.js';
import { jsonEscape, jsonOf } from '../text/json.js';
import type { PlainValue } from '../values/index.js';
import { plainField } from './fields.js';
import { type Item, type ItemSink, NestedItems } from './item-formatter.js';

function plainItem(item: Item): Map<ByteString, PlainValue> {
  const out = new Map<ByteString, PlainValue>();
  const names = [...item.fields.keys()].sort();
  for (const name of names) {
    const value = item.fields.get(name) as NonNullable<ReturnType<typeof item.fields.get>>;
    out.set(name, value instanceof NestedItems ? value.items.map(plainItem) : plainField(value));
  }
  return out;
}

export class JsonSink implements ItemSink {
  readonly #write: (text: ByteString) => void;
  #first = true;
  readonly #utf8: ((local: ByteString) => ByteString) | undefined;
  /** @param utf8 gives the UTF-8 of a local text. */
  constructor(write: (text: ByteString) => void, utf8?: (local: ByteString) => ByteString) {
    this.#write = write;
    this.#utf8 = utf8;
    write('[');
  }
  item(item: Item): void {
    let out = this.#first ? '' : ',';
    this.#first = false;
    out += '\n {\n';
    let between = '';
    for (const [name, value] of plainItem(item)) {
      out += `${between}  "${jsonEscape(name)}": ${jsonOf(value, false, this.#utf8)}`;
      between = ',\n';
    }
    this.#write(`${out}\n }`);
  }
  end(): void {
    this.#write('\n]\n');
  }
}

export class CborSink implements ItemSink {
  readonly #write: (text: ByteString) => void;
  constructor(write: (text: ByteString) => void) {
    this.#write = write;
    write('\x9f');
  }
  item(item: Item): void {
    this.#write(cborOf(plainItem(item)));
  }
  end(): void {
    this.#write('\xff');
  }
}

/** A value over several lines; `indent` is that of the line it starts on. */
function debugText(value: PlainValue, indent: ByteString): ByteString {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return `'${escapedText(value)}'`;
  const inner = `${indent}    `;
  if (value instanceof Map) {
    if (value.size === 0) return '{}';
    const lines = [...value].map(([key, item]) => `${inner}'${escapedText(key)}': ${debugText(item, inner)}`);
    return `{\n${lines.join(',\n')}\n${indent}}`;
  }
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return `[\n${value.map((item) => inner + debugText(item, inner)).join(',\n')}\n${indent}]`;
  }
  const { seconds, offset, computed } = value as { seconds: number; offset: number; computed?: boolean };
  const fraction = Number.isInteger(seconds) && computed !== true ? '.0' : '';
  return `(\n${inner}${seconds}${fraction},\n${inner}${offset}\n${indent})`;
}

export class DebugSink implements ItemSink {
  readonly #write: (text: ByteString) => void;
  constructor(topic: string, write: (text: ByteString) => void) {
    this.#write = write;
    write(`${topic} = [\n`);
  }
  item(item: Item): void {
    this.#write(`    ${debugText(plainItem(item), '    ')},\n`);
  }
  end(): void {
    this.#write(']\n');
  }
}
