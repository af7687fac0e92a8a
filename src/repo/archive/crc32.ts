/** The checksum of gzip and zip (polynomial 0xedb88320, reflected). */

/** Four tables: what a byte does that is followed by none to three others. */
const TABLES = (() => {
  const tables = [0, 1, 2, 3].map(() => new Int32Array(256)) as [
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 0 ? crc >>> 1 : (crc >>> 1) ^ 0xedb88320;
    tables[0][byte] = crc;
  }
  for (let byte = 0; byte < 256; byte++)
    for (let more = 1; more < 4; more++) {
      const before = (tables[more - 1] as Int32Array)[byte] as number;
      (tables[more] as Int32Array)[byte] = (tables[0][before & 255] as number) ^ (before >>> 8);
    }
  return tables;
})();

/** @param before the checksum of what comes before, 0 at the beginning. @returns 32 bits, unsigned */
export function crc32(bytes: Uint8Array, before = 0): number {
  const [one, two, three, four] = TABLES;
  const whole = bytes.length & ~3;
  let crc = ~before;
  let at = 0;
  while (at < whole) {
    crc ^= bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    crc = four[crc & 255] ^ three[(crc >>> 8) & 255] ^ two[(crc >>> 16) & 255] ^ one[crc >>> 24];
    at += 4;
  }
  for (; at < bytes.length; at++) crc = one[(crc ^ bytes[at]) & 255] ^ (crc >>> 8);
  return ~crc >>> 0;
}
