/**
 * The text of `.hgtags` and `localtags`:
 *
 *     <node in hex> SP <name> LF ...
 *
 * The last line of a name counts; the nodes of its earlier lines are the tag's history, which decides between heads.
 */
import { type ByteString, isHex, type NodeId, stripSpace } from '../../bytes/index.js';

/** Where a tag points and where it pointed before, oldest first. */
export interface TagRecord {
  readonly node: NodeId;
  readonly history: readonly NodeId[];
}

export type TagRecords = Map<ByteString, TagRecord>;

/**
 * Reads the lines. Damaged ones are reported to `warn` (as hg, which shows them with `--debug`) and skipped. Nodes are
 * any even number of hex digits here; whether they name a changeset is decided at the end.
 * @param origin names the text in messages, such as `.hgtags@7b3c68a387d7`.
 */
export function parseTagFile(
  text: ByteString,
  origin: ByteString,
  warn: (message: ByteString) => void,
): TagRecords {
  const nodes = new Map<ByteString, NodeId[]>();
  const lines = text.split(/\r\n|\n|\r/);
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const space = line.indexOf(' ');
    if (space < 0) {
      warn(`${origin}, line ${index + 1}: cannot parse entry`);
      continue;
    }
    const hex = line.slice(0, space);
    if (hex.length % 2 !== 0 || !isHex(hex)) {
      warn(`${origin}, line ${index + 1}: node '${hex}' is not well formed`);
      continue;
    }
    const name = stripSpace(line.slice(space + 1));
    const node = hex.toLowerCase();
    const known = nodes.get(name);
    if (known === undefined) nodes.set(name, [node]);
    else known.push(node);
  }
  const records: TagRecords = new Map();
  for (const [name, all] of nodes)
    records.set(name, { node: all.at(-1) as NodeId, history: all.slice(0, -1) });
  return records;
}
