/** Sizes in filesets: `1k`, `< 20k`, `>= .5MB`, `4k - 1MB`. */
import type { ByteString } from '../../bytes/index.js';
import { splitSize } from '../../config/index.js';
import { ParseError } from '../../errors/index.js';

/** @throws ParseError `couldn't parse size: x` */
function bytesOfSize(text: ByteString): number {
  const [number, unit = 1] = splitSize(text);
  if (!/^(\d+\.?\d*|\.\d+)$/.test(number)) throw new ParseError(`couldn't parse size: ${text.trim()}`);
  return Math.floor(Number(number) * unit);
}

/** The largest size that is still shown as `text`: `1k` goes up to 2047 bytes, `1.5k` to the last digit. */
function largest(text: ByteString): number {
  const [number, unit = 1] = splitSize(text);
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
