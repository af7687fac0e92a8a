/** The services that git's format needs; its compressor is loaded only with them. */
import type { DiffServices } from '../../diff/index.js';
import type { Platform } from '../../platform/index.js';

/**
 * hg writes binary patches with the original zlib. Node's own is Chromium's variant, which finds other matches; pako is
 * the original in JavaScript.
 */
export async function loadDiffServices(platform: Platform): Promise<DiffServices> {
  const { default: pako } = await import('pako/lib/deflate.js');
  return { hasher: platform.hasher, deflate: (data) => pako.deflate(data) };
}
