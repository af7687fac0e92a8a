/**
 * The binary delta that every Mercurial format stores: hunks in ascending order of position, nothing between them.
 *
 *     0        4        8        12
 *     +--------+--------+--------+-----------------+
 *     | start  | end    | length | length bytes    |   repeated to the end of the delta
 *     +--------+--------+--------+-----------------+
 *
 * Big-endian. Bytes `[start, end)` of the old text become the `length` bytes; what no hunk covers stays. A hunk starts
 * no earlier than the one before it ended.
 */
export const HUNK_HEADER_BYTES = 12;
