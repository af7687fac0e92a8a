/** Writes a changelog index of many revisions, with a persistent node map, for lookups; prints the nodes asked for. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [store, countText] = process.argv.slice(2) as [string, string];
const count = Number(countText);
const ENTRY = 64;
const index = Buffer.alloc(count * ENTRY);
for (let rev = 0; rev < count; rev++) {
  const at = rev * ENTRY;
  index.writeInt32BE(rev, at + 16);
  index.writeInt32BE(rev, at + 20);
  index.writeInt32BE(rev - 1, at + 24);
  index.writeInt32BE(rev % 6 === 5 ? rev - 3 : -1, at + 28);
  createHash('sha1')
    .update(String(rev))
    .digest()
    .copy(index, at + 32);
}
index.writeUInt32BE(0x00020001, 0);

const nibble = (rev: number, level: number): number => {
  const byte = index[rev * ENTRY + 32 + (level >> 1)] as number;
  return level & 1 ? byte & 15 : byte >> 4;
};
const blocks: Int32Array[] = [];
/** Writes the blocks below first, so the root comes last. */
function build(revs: readonly number[], level: number): number {
  const groups: number[][] = Array.from({ length: 16 }, () => []);
  for (const rev of revs) (groups[nibble(rev, level)] as number[]).push(rev);
  const block = Int32Array.from(groups, (group) =>
    group.length === 0 ? -1 : group.length === 1 ? -((group[0] as number) + 2) : build(group, level + 1),
  );
  blocks.push(block);
  return blocks.length - 1;
}
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
mkdirSync(store, { recursive: true });
writeFileSync(join(store, '00changelog.i'), index);
writeFileSync(join(store, '00changelog-12345678.nd'), data);
const tip = index.subarray((count - 1) * ENTRY + 32, (count - 1) * ENTRY + 52);
writeFileSync(join(store, '00changelog.n'), Buffer.concat([docket, Buffer.from('12345678'), tip]));
const asked = [100, count >> 1, count - 1000, 12345, count >> 2, 777, count - 99999];
console.log(asked.map((rev) => index.toString('hex', rev * ENTRY + 32, rev * ENTRY + 52)).join(' '));
