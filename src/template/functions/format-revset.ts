/** Fills arguments into a revset expression: `%d`, `%s`, `%r`, `%n`, `%b`, and lists of them with `%l`. */
import { type ByteString, bytesOf, hexOf } from '../../bytes/index.js';
import { ParseError } from '../../errors/index.js';
import type { Scope } from '../scope.js';
import { isWrapped, RevsValue, showValue, unwrapItem, type Value } from '../values/index.js';

const INVALID = 'invalid argument for revspec';

/** Names that are numbers must not be taken for names: negative ones only mean a revision inside of `rev()`. */
const revision = (rev: number): ByteString => (rev < 0 ? `rev(${rev})` : String(rev));

/** A revset string literal. */
export function quoteRevset(text: ByteString): ByteString {
  let out = "'";
  for (const char of text) {
    const code = char.charCodeAt(0);
    if (char === "'" || char === '\\') out += `\\${char}`;
    else if (code < 32 || code > 126) out += `\\x${code.toString(16).padStart(2, '0')}`;
    else out += char;
  }
  return `${out}'`;
}

function formatOne(kind: string, value: Value, scope: Scope): ByteString {
  const bare = unwrapItem(value);
  switch (kind) {
    case 'd': {
      const text = showValue(bare, scope);
      if (!/^\s*[+-]?\d+\s*$/.test(text)) throw new ParseError(INVALID);
      return revision(Number(text));
    }
    case 's':
      return quoteRevset(showValue(bare, scope));
    case 'r':
      return `(${showValue(bare, scope)})`;
    case 'n':
      return quoteRevset(hexOf(bytesOf(showValue(bare, scope))));
    case 'b':
      throw new ParseError(INVALID);
    default:
      throw new ParseError(`unexpected revspec format character ${kind}`);
  }
}

function listOf(value: Value, scope: Scope): readonly Value[] {
  const bare = unwrapItem(value);
  if (typeof bare === 'string') return Array.from(bytesOf(bare));
  if (!isWrapped(bare) || bare.items === undefined) throw new ParseError(INVALID);
  return bare.items(scope);
}

/** Halves the list again and again so that the expression nests only as deep as a logarithm. */
function union(parts: readonly ByteString[]): ByteString {
  if (parts.length === 0) return 'none()';
  if (parts.length === 1) return parts[0] as ByteString;
  const half = parts.length >> 1;
  return `(${union(parts.slice(0, half))} or ${union(parts.slice(half))})`;
}

function formatList(kind: string, value: Value, scope: Scope): ByteString {
  if (kind === 'd') {
    const revs = value instanceof RevsValue ? value.revs : listOf(value, scope);
    if (revs.length === 0) return 'none()';
    const texts = revs.map((rev) => {
      const text = showValue(rev, scope);
      if (!/^\s*[+-]?\d+\s*$/.test(text)) throw new ParseError(INVALID);
      return String(Number(text));
    });
    return union(texts.map((text) => revision(Number(text))));
  }
  const items = listOf(value, scope);
  return union(items.map((item) => formatOne(kind, item, scope)));
}

/** @throws ParseError for a bad format or a value that does not fit. */
export function formatRevset(format: ByteString, values: readonly Value[], scope: Scope): ByteString {
  let out = '';
  let used = 0;
  let from = 0;
  for (let at = format.indexOf('%'); at >= 0; at = format.indexOf('%', from)) {
    out += format.slice(from, at);
    let kind = format[at + 1];
    from = at + 2;
    if (kind === '%') {
      out += '%';
      continue;
    }
    const list = kind === 'l';
    if (list) kind = format[from++];
    if (kind === undefined) throw new ParseError('incomplete revspec format character');
    if (!'dsrnb'.includes(kind)) throw new ParseError(`unexpected revspec format character ${kind}`);
    const value = values[used++];
    if (value === undefined) throw new ParseError('missing argument for revspec');
    out += list ? formatList(kind, value, scope) : formatOne(kind, value, scope);
  }
  if (used < values.length) throw new ParseError('too many revspec arguments specified');
  return out + format.slice(from);
}
