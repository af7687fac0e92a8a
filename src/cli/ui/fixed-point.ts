/** Decimal notation as C and Python write it. */

/** Digits after which the expansion of a double of ordinary size has ended. */
const EXACT_DIGITS = 60;

/**
 * As printf's `%.Nf`: of two equally near results the even one (JavaScript's toFixed takes the larger).
 * @param digits after the point, at most 30.
 */
export function fixedPoint(value: number, digits: number): string {
  const rounded = value.toFixed(digits);
  const exact = value.toFixed(digits + EXACT_DIGITS);
  const rest = exact.slice(exact.length - EXACT_DIGITS);
  if (rest[0] !== '5' || /[1-9]/.test(rest.slice(1))) return rounded;
  const below = exact.slice(0, exact.length - EXACT_DIGITS).replace(/\.$/, '');
  const lastDigit = Number(below[below.length - 1]);
  return lastDigit % 2 === 0 ? below : rounded;
}
