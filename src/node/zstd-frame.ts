/** The header of a zstd frame (RFC 8878, section 3.1.1), as far as sizes go. */

/**
 * Bytes that the frame at `start` says it holds; -1 when it does not say (hg writes such frames for more than 1,000,000
 * bytes), -2 when this is no zstd frame.
 */
export function frameContentSize(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 6) return -2;
  // Magic number 28 b5 2f fd. Byte by byte: this runs for every chunk, and a DataView would cost more than the rest.
  if (bytes[start] !== 0x28 || bytes[start + 1] !== 0xb5) return -2;
  if (bytes[start + 2] !== 0x2f || bytes[start + 3] !== 0xfd) return -2;
  const descriptor = bytes[start + 4] as number;
  const singleSegment = (descriptor & 0x20) !== 0;
  const sizeCode = descriptor >> 6;
  const dictionaryCode = descriptor & 3;
  const dictionaryBytes = dictionaryCode === 3 ? 4 : dictionaryCode;
  const at = start + 5 + (singleSegment ? 0 : 1) + dictionaryBytes;
  const sizeBytes = sizeCode === 0 ? (singleSegment ? 1 : 0) : 1 << sizeCode;
  if (sizeBytes === 0) return -1;
  if (at + sizeBytes > end) return -2;
  let size = 0;
  for (let i = sizeBytes - 1; i >= 0; i--) size = size * 256 + (bytes[at + i] as number);
  return sizeBytes === 2 ? size + 256 : size;
}
