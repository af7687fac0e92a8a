/** Builds query texts from values, quoted so that they mean just themselves. */
import { type ByteString, type NodeId, WDIR_REV } from '../bytes/index.js';
import { HgError } from '../errors/index.js';
import { parseRevset } from './language/parse.js';
import { quoted } from './language/quote.js';

export type SpecValue = number | ByteString | NodeId | Iterable<number> | Iterable<ByteString>;

function one(kind: string, value: SpecValue): ByteString {
  switch (kind) {
    case 'd':
      return `_rev(${Number(value)})`;
    case 's':
      return quoted(String(value));
    case 'r':
      // Parsed, so that a syntax error is found where it was made.
      parseRevset(String(value));
      return `(${value})`;
    case 'n':
      return quoted(String(value));
    case 'b':
      return quoted(String(value));
    default:
      throw new HgError('abort', `unexpected revspec format character ${kind}`);
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
  const joined = () => quoted(values.map(String).join('\0'));
  if (kind === 'd' && values.length > 1 && !values.includes(WDIR_REV)) return `_intlist(${joined()})`;
  if (kind === 's' && values.length > 1) return `_list(${joined()})`;
  if (kind === 'n' && values.length > 1) return `_hexlist(${joined()})`;
  return balanced(kind, values);
}

/**
 * `%d` revision, `%s` string, `%r` query, `%n` node, `%b` name, `%%`; with `l` in front (`%ld`) a list joined by
 * `or`, with `p` (`%ps`) a list of arguments.
 * @throws HgError for a bad format or a wrong number of values, ParseError for a bad `%r`.
 */
export function formatSpec(format: ByteString, ...values: readonly SpecValue[]): ByteString {
  let used = 0;
  const next = (): SpecValue => {
    const value = values[used++];
    if (value === undefined) throw new HgError('abort', 'missing argument for revspec');
    return value;
  };
  const out = format.replace(/%([lp]?)([a-z%]?)/g, (_all, many: string, kind: string) => {
    if (kind === '' && many === '') throw new HgError('abort', 'incomplete revspec format character');
    if (kind === '') throw new HgError('abort', 'incomplete revspec format character');
    if (kind === '%') return '%';
    if (many === '') return one(kind, next());
    const items = [...(next() as Iterable<SpecValue>)];
    return many === 'l' ? list(kind, items) : items.map((item) => one(kind, item)).join(', ');
  });
  if (used < values.length) throw new HgError('abort', 'too many revspec arguments specified');
  return out;
}
