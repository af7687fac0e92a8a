/** A changelog index of many revisions with merges, and hg's persistent node map for it, for the rows about large histories. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ENTRY = 64;
const PARENT1 = 24;
const PARENT2 = 28;
const NODE = 32;
/** Heads at the end. */
const HEADS = 13;

/**
 * Writes `00changelog.i` (no data file: nothing reads texts) and the node map into `store`. Always the same for the same
 * count: a trunk of many short branches that merge back; 17% of the revisions are merges.
 * @param own how many revisions at the end have other nodes than those of the same count without it.
 * @returns the index file's path.
 */
export function writeLargeIndex(store: string, count: number, own = 0): string {
  const index = Buffer.alloc(count * ENTRY);
  writeParents(index, count);
  for (let rev = 0; rev < count; rev++) {
    const at = rev * ENTRY;
    index.writeInt32BE(rev, at + 16);
    index.writeInt32BE(rev, at + 20);
    createHash('sha1')
      .update(rev < count - own ? String(rev) : `own ${rev}`)
      .digest()
      .copy(index, at + NODE);
  }
  // Header: general delta, version 1.
  index.writeUInt32BE(0x00020001, 0);
  mkdirSync(store, { recursive: true });
  const path = join(store, '00changelog.i');
  writeFileSync(path, index);
  writeNodemap(store, index, count);
  return path;
}

function writeParents(index: Buffer, count: number): void {
  let seed = 12345;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return Math.floor((seed / 0x80000000) * below);
  };
  const tips = [0];
  index.writeInt32BE(-1, PARENT1);
  index.writeInt32BE(-1, PARENT2);
  for (let rev = 1; rev < count; rev++) {
    const at = random(tips.length);
    let p1 = tips[at] as number;
    let p2 = -1;
    const roll = random(1000);
    const last = rev > count - 200;
    if (roll < 172 && tips.length > 1 && !(last && tips.length <= HEADS)) {
      const other = (at + 1 + random(tips.length - 1)) % tips.length;
      p2 = tips[other] as number;
      tips[at] = rev;
      tips.splice(other, 1);
    } else if ((roll < 345 && tips.length < 40 && !last) || (last && tips.length < HEADS)) {
      // A new branch, from a revision that is no tip.
      if (rev > 10 && !last) p1 = Math.max(0, p1 - random(5));
      if (tips.includes(p1)) p1 = index.readInt32BE(p1 * ENTRY + PARENT1);
      if (p1 < 0) p1 = tips[at] as number;
      const tip = tips.indexOf(p1);
      if (tip >= 0) tips[tip] = rev;
      else tips.push(rev);
    } else tips[at] = rev;
    index.writeInt32BE(p1, rev * ENTRY + PARENT1);
    index.writeInt32BE(p2, rev * ENTRY + PARENT2);
  }
}

/** Blocks are written children first, so the root comes last, as hg has it. */
function writeNodemap(store: string, index: Buffer, count: number): void {
  const nibble = (rev: number, level: number): number => {
    const byte = index[rev * ENTRY + NODE + (level >> 1)] as number;
    return level & 1 ? byte & 15 : byte >> 4;
  };
  const blocks: Int32Array[] = [];
  const build = (revs: readonly number[], level: number): number => {
    const groups: number[][] = Array.from({ length: 16 }, () => []);
    for (const rev of revs) (groups[nibble(rev, level)] as number[]).push(rev);
    const block = Int32Array.from(groups, (group) =>
      group.length === 0 ? -1 : group.length === 1 ? -((group[0] as number) + 2) : build(group, level + 1),
    );
    return blocks.push(block) - 1;
  };
  build(
    Array.from({ length: count }, (_, rev) => rev),
    0,
  );
  const data = Buffer.alloc(blocks.length * ENTRY);
  for (const [i, block] of blocks.entries())
    for (const [j, value] of block.entries()) data.writeInt32BE(value, i * ENTRY + j * 4);
  const docket = Buffer.alloc(34);
  docket[0] = 1;
  docket[1] = 8;
  docket.writeBigUInt64BE(BigInt(count - 1), 2);
  docket.writeBigUInt64BE(BigInt(data.length), 10);
  docket.writeBigUInt64BE(20n, 26);
  writeFileSync(join(store, '00changelog-12345678.nd'), data);
  const tip = index.subarray((count - 1) * ENTRY + NODE, (count - 1) * ENTRY + NODE + 20);
  writeFileSync(join(store, '00changelog.n'), Buffer.concat([docket, Buffer.from('12345678'), tip]));
}
