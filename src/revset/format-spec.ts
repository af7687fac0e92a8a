/** Builds query texts from values, quoted so that they mean just themselves. */
import type { ByteString, NodeId } from '../bytes/index.js';
import { ParseError } from '../errors/index.js';
import { parseRevset } from './language/parse.js';

export type SpecValue = number | ByteString | NodeId | Iterable<number> | Iterable<ByteString>;

/** Always in single quotes, with everything escaped that the tokenizer would not take as it is. */
function quotedString(text: ByteString): ByteString {
  let out = "'";
  for (const char of text) {
    const code = char.charCodeAt(0);
    if (char === "'" || char === '\\') out += `\\${char}`;
    else if (code < 0x20 || code > 0x7e) out += `\\x${code.toString(16).padStart(2, '0')}`;
    else out += char;
  }
  return `${out}'`;
}

function one(kind: string, value: SpecValue): ByteString {
  switch (kind) {
    case 'd':
      return `_rev(${Number(value)})`;
    case 's':
      return quotedString(String(value));
    case 'r':
      // Parsed, so that a syntax error is found where it was made.
      parseRevset(String(value));
      return `(${value})`;
    case 'n':
      return quotedString(String(value));
    case 'b':
      return quotedString(String(value));
    default:
      throw new ParseError(`unexpected revspec format character ${kind}`);
  }
}

/** A union as a balanced tree of parentheses. */
function balanced(kind: string, values: readonly SpecValue[]): ByteString {
  if (values.length === 0) return "_list('')";
  if (values.length === 1) return one(kind, values[0] as SpecValue);
  const middle = values.length >> 1;
  return `(${balanced(kind, values.slice(0, middle))} or ${balanced(kind, values.slice(middle))})`;
}

function list(kind: string, values: readonly SpecValue[]): ByteString {
  const joined = () => quotedString(values.map(String).join('\0'));
  if (kind === 'd' && values.length > 1) return `_intlist(${joined()})`;
  if (kind === 's' && values.length > 1) return `_list(${joined()})`;
  if (kind === 'n' && values.length > 1) return `_hexlist(${joined()})`;
  return balanced(kind, values);
}

/**
 * `%d` revision, `%s` string, `%r` query, `%n` node, `%b` name, `%%`; with `l` in front (`%ld`) a list joined by
 * `or`, with `p` (`%ps`) a list of arguments.
 * @throws ParseError for a bad format, a wrong number of values, or a bad `%r`.
 */
export function formatSpec(format: ByteString, ...values: readonly SpecValue[]): ByteString {
  let used = 0;
  const next = (): SpecValue => {
    const value = values[used++];
    if (value === undefined) throw new ParseError('missing argument for revspec');
    return value;
  };
  const out = format.replace(/%([lp]?)([a-z%]?)/g, (_all, many: string, kind: string) => {
    if (kind === '') throw new ParseError('incomplete revspec format character');
    if (kind === '%') return '%';
    if (many === '') return one(kind, next());
    const items = [...(next() as Iterable<SpecValue>)];
    return many === 'l' ? list(kind, items) : items.map((item) => one(kind, item)).join(', ');
  });
  if (used < values.length) throw new ParseError('too many revspec arguments specified');
  return out;
}
