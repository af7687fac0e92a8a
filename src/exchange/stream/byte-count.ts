/** Amounts of data as people read them. */

const UNITS: readonly (readonly [factor: number, bytes: number, digits: number, name: string])[] = [
  [100, 1 << 30, 0, 'GB'],
  [10, 1 << 30, 1, 'GB'],
  [1, 1 << 30, 2, 'GB'],
  [100, 1 << 20, 0, 'MB'],
  [10, 1 << 20, 1, 'MB'],
  [1, 1 << 20, 2, 'MB'],
  [100, 1 << 10, 0, 'KB'],
  [10, 1 << 10, 1, 'KB'],
  [1, 1 << 10, 2, 'KB'],
];

/** `1.06 KB`, `13.4 KB`, `913 bytes`: three digits from a kilobyte on. */
export function byteCount(bytes: number): string {
  for (const [factor, unit, digits, name] of UNITS)
    if (bytes >= factor * unit) return `${(bytes / unit).toFixed(digits)} ${name}`;
  return `${Math.floor(bytes)} bytes`;
}
