/** Makes dirstate files of format 2 for tests. */
import { bytesOf, concatBytes } from '../../../src/bytes/index.js';

export interface TestNode {
  readonly path: string;
  readonly flags: number;
  readonly size?: number;
  readonly seconds?: number;
  readonly nanoseconds?: number;
  readonly copiedFrom?: string;
  readonly children?: readonly TestNode[];
}

const NODE = 44;
const ID = 'abcd1234';

/** The data file of a tree, and the docket that goes with it. Children are written before their parents, as hg does. */
export function buildDirstateV2(roots: readonly TestNode[]): { docket: Uint8Array; data: Uint8Array } {
  const parts: Uint8Array[] = [];
  let length = 0;
  const append = (bytes: Uint8Array): number => {
    const at = length;
    parts.push(bytes);
    length += bytes.length;
    return at;
  };
  const writeAll = (nodes: readonly TestNode[]): number => {
    const made = nodes.map((node) => {
      const children = node.children ?? [];
      const childrenAt = children.length === 0 ? 0 : writeAll(children);
      const pathAt = append(bytesOf(node.path));
      const copyAt = node.copiedFrom === undefined ? 0 : append(bytesOf(node.copiedFrom));
      const bytes = new Uint8Array(NODE);
      const view = new DataView(bytes.buffer);
      view.setUint32(0, pathAt);
      view.setUint16(4, node.path.length);
      view.setUint16(6, Math.max(node.path.lastIndexOf('/'), 0));
      view.setUint32(8, copyAt);
      view.setUint16(12, node.copiedFrom?.length ?? 0);
      view.setUint32(14, childrenAt);
      view.setUint32(18, children.length);
      view.setUint16(30, node.flags);
      view.setUint32(32, node.size ?? 0);
      view.setUint32(36, node.seconds ?? 0);
      view.setUint32(40, node.nanoseconds ?? 0);
      return bytes;
    });
    return append(concatBytes(made));
  };
  // Offset 0 means nothing where a copy source is meant.
  append(bytesOf('-'));
  const rootStart = writeAll(roots);
  const data = concatBytes(parts);
  const docket = new Uint8Array(125 + ID.length);
  const view = new DataView(docket.buffer);
  docket.set(bytesOf('dirstate-v2\n'));
  docket.fill(0x11, 12, 32);
  view.setUint32(76, rootStart);
  view.setUint32(80, roots.length);
  view.setUint32(120, data.length);
  docket[124] = ID.length;
  docket.set(bytesOf(ID), 125);
  return { docket, data };
}
