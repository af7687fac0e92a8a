/** The header of a zstd frame (RFC 8878, section 3.1.1), as far as sizes go. */

const MAGIC = 0x28b52ffd;

/**
 * Bytes that the frame at `start` says it holds; -1 when it does not say (hg writes such frames for more than 1,000,000
 * bytes), -2 when this is no zstd frame.
 */
export function frameContentSize(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 6) return -2;
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, end - start);
  if (view.getUint32(0) !== MAGIC) return -2;
  const descriptor = view.getUint8(4);
  const singleSegment = (descriptor & 0x20) !== 0;
  const sizeCode = descriptor >> 6;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] as number;
  const at = 5 + (singleSegment ? 0 : 1) + dictionaryBytes;
  const sizeBytes = sizeCode === 0 ? (singleSegment ? 1 : 0) : 1 << sizeCode;
  if (at + sizeBytes > view.byteLength) return -2;
  switch (sizeBytes) {
    case 0:
      return -1;
    case 1:
      return view.getUint8(at);
    case 2:
      return view.getUint16(at, true) + 256;
    case 4:
      return view.getUint32(at, true);
    default:
      return view.getUint32(at + 4, true) * 0x1_0000_0000 + view.getUint32(at, true);
  }
}
