/** `HGPLAIN`: output for programs, free of the user's taste. */
import type { ByteString } from '../../bytes/index.js';

/** Whether plain mode is on, for one feature or in general. `HGPLAINEXCEPT` lists features that stay as configured. */
export function isPlain(env: (name: string) => ByteString | undefined, feature?: string): boolean {
  const plain = env('HGPLAIN');
  const except = env('HGPLAINEXCEPT');
  if (plain === undefined && except === undefined) return false;
  const exceptions = except?.split(',').map((word) => word.trim()) ?? [];
  // `+strictflags` turns on a feature that plain mode alone does not.
  if (feature === 'strictflags') return plain?.split(',').includes('+strictflags') ?? false;
  return feature === undefined || !exceptions.includes(feature);
}
