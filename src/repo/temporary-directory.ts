/** Where files go that other programs are to read. */
import type { ByteString } from '../bytes/index.js';
import type { Platform } from '../platform/index.js';

/** Absolute, without a slash behind it. */
export function temporaryDirectory(platform: Platform): ByteString {
  return (platform.env('TMPDIR') ?? '/tmp').replace(/\/+$/, '') || '/tmp';
}
