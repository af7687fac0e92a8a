/** Damaged compressed data, as the codecs report it. */
import { HgError } from '../errors/index.js';

export function decompressError(message: string): HgError {
  return new HgError('corruption', message);
}

/** More came out than the caller can have meant. */
export function tooLarge(maximum: number): HgError {
  return decompressError(`more than ${maximum} bytes in the chunk`);
}
