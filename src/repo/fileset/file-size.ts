/** Sizes in filesets: `1k`, `< 20k`, `>= .5MB`, `4k - 1MB`. */
import type { ByteString } from '../../bytes/index.js';
import { ParseError } from '../../errors/index.js';

const UNITS: readonly (readonly [suffix: string, bytes: number])[] = [
  ['kb', 2 ** 10],
  ['mb', 2 ** 20],
  ['gb', 2 ** 30],
  ['k', 2 ** 10],
  ['m', 2 ** 20],
  ['g', 2 ** 30],
  ['b', 1],
];

function parts(text: ByteString): readonly [number: string, unit: number] {
  const lower = text.trim().toLowerCase();
  for (const [suffix, bytes] of UNITS)
    if (lower.endsWith(suffix)) return [lower.slice(0, -suffix.length).trim(), bytes];
  return [lower, 1];
}

/** @throws ParseError `couldn't parse size: x` */
function bytesOfSize(text: ByteString): number {
  const [number, unit] = parts(text);
  if (!/^(\d+\.?\d*|\.\d+)$/.test(number)) throw new ParseError(`couldn't parse size: ${text.trim()}`);
  return Math.floor(Number(number) * unit);
}

/** The largest size that is still shown as `text`: `1k` goes up to 2047 bytes, `1.5k` to the last digit. */
function largest(text: ByteString): number {
  const [number, unit] = parts(text);
  const value = bytesOfSize(text);
  const point = number.indexOf('.');
  const step = point < 0 ? 1 : 10 ** -(number.length - point - 1);
  return value + Math.floor(step * unit) - 1;
}

/** @throws ParseError */
export function sizePredicate(expression: ByteString): (size: number) => boolean {
  const text = expression.trim();
  const range = /^(.*?[^-\s].*?)-(.*)$/.exec(text);
  if (range !== null) {
    const low = bytesOfSize(range[1] as string);
    const high = largest(range[2] as string);
    return (size) => size >= low && size <= high;
  }
  const compared = /^(<=|<|>=|>)(.*)$/.exec(text);
  const rest = compared?.[2] ?? '';
  switch (compared?.[1]) {
    case '<=': {
      const limit = bytesOfSize(rest);
      return (size) => size <= limit;
    }
    case '<': {
      const limit = bytesOfSize(rest);
      return (size) => size < limit;
    }
    case '>=': {
      const limit = bytesOfSize(rest);
      return (size) => size >= limit;
    }
    case '>': {
      const limit = bytesOfSize(rest);
      return (size) => size > limit;
    }
    default: {
      const low = bytesOfSize(text);
      const high = largest(text);
      return (size) => size >= low && size <= high;
    }
  }
}
