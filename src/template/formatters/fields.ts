/** Fields of items as values: for serialising and for templates. */
import { type ByteString, quoted } from '../../bytes/index.js';
import { type FieldValue, NamedList, QuotedPairs } from '../formatter.js';
import { DateValue, DictValue, ListValue, type PlainValue, type Value } from '../values/index.js';

function isDate(value: object): value is { seconds: number; offset: number; computed?: boolean } {
  return 'seconds' in value && 'offset' in value;
}

export function plainField(value: FieldValue): PlainValue {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof NamedList) return value.items;
  if (value instanceof QuotedPairs) return value.entries;
  if (Array.isArray(value)) return value.map(plainField);
  if (isDate(value)) return value;
  return new Map(
    Object.entries(value as { readonly [key: string]: FieldValue }).map(([key, item]) => [
      key,
      plainField(item),
    ]),
  );
}

export function templateField(value: FieldValue): Value {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof NamedList)
    return new ListValue(value.items, { name: value.name, separator: value.separator });
  if (value instanceof QuotedPairs)
    return new DictValue(value.entries, {
      format: (name, text) => `${quoted(name)}: ${quoted(String(text))}`,
      separator: ', ',
    });
  if (Array.isArray(value)) return new ListValue(value.map(templateField));
  if (isDate(value)) return new DateValue(value, value.computed);
  const entries = Object.entries(value as { readonly [key: string]: FieldValue });
  return new DictValue(new Map<ByteString, Value>(entries.map(([key, item]) => [key, templateField(item)])));
}
