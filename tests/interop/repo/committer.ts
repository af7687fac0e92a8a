/**
 * Commits without end, as a process of its own: `node committer.mjs ROOT SEED [COUNT]`. Prints the node of each changeset when its commit is
 * done. A transaction that a killed one has left is taken back first.
 */
import { writeSync } from 'node:fs';
import { bytesOf, utf8Of } from '../../../src/bytes/index.js';
import { HgError } from '../../../src/errors/index.js';
import { createNodePlatform } from '../../../src/node/index.js';
import { HistoryWriter, type NewFile, openRepository, withLock } from '../../../src/repo/index.js';
import { hasAbandonedTransaction, recover } from '../../../src/transaction/index.js';
import { randomNumbers } from './random-numbers.js';

const [root = '', seed = '1', count = '1000000'] = process.argv.slice(2);
const platform = createNodePlatform();
const warn = (message: string) => writeSync(2, `${message}\n`);
const repo = openRepository(platform, utf8Of(root), { warn });
const random = randomNumbers(Number(seed));
const { places, encodePath } = repo.store;
const where = { store: places.storeFs, plain: places.hgFs, encode: encodePath };

/** One file grows until it is split, some are new, some are changed again and again. */
function files(n: number): Map<string, NewFile> {
  const noise = platform.random(random(20_000));
  const found = new Map<string, NewFile>([
    [`often/${random(7)}`, { content: bytesOf(`${n}\n`.repeat(random(400))), flags: '' }],
    [`splits/${n >> 6}`, { content: noise, flags: random(9) === 0 ? 'x' : '' }],
  ]);
  if (random(4) === 0) found.set(`new/${seed}/${n}`, { content: bytesOf('new\n'), flags: '' });
  return found;
}

function takeBack(): void {
  withLock(repo, () => {
    if (hasAbandonedTransaction(where)) recover({ places: where, warn });
  });
}

takeBack();
const writer = new HistoryWriter(repo);
let parents: string[] = [];
let other = '';
for (let i = 0; i < Number(count); i++) {
  const current = writer.repository();
  const n = current.length;
  if (i === 0 && n > 0) parents = [current.node(n - 1)];
  const isMerge = other !== '' && random(6) === 0;
  try {
    const { node } = writer.commit({
      parents: isMerge ? [...parents, other] : parents,
      files: files(n),
      message: `${seed} ${n}`,
      user: 'committer',
      date: { seconds: n, offset: 0 },
    });
    writeSync(1, `${node}\n`);
    if (isMerge) other = '';
    // A branch beside, which is merged some time.
    if (other === '' && random(9) === 0) other = node;
    else parents = [node];
  } catch (error) {
    if (!(error instanceof HgError) || error.message !== 'abandoned transaction found') throw error;
    takeBack();
  }
}
