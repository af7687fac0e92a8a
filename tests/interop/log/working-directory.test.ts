import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { expectSameResults } from '../same-results.js';

describeWithHg('log of the working directory', () => {
  const place = temporaryDirectory();
  const repo = join(place, 'repo');
  beforeAll(() => {
    hg(place, ['init', 'repo']);
    writeFileSync(join(repo, 'f'), '1\n2\n3\n4\n5\n');
    hg(repo, ['commit', '-qAm', 'one', '-d', '0 0']);
    writeFileSync(join(repo, 'f'), '1\n2\nthree\n4\n5\n');
    hg(repo, ['commit', '-qm', 'two', '-d', '0 0']);
    hg(repo, ['rename', 'f', 'g']);
    writeFileSync(join(repo, 'g'), 'zero\n1\n2\nthree\nfour\n5\n');
  });

  it('follows it', async () => {
    const lines = [
      '-r wdir() -f',
      '-r wdir() -f --follow-first',
      '-r wdir() -f g',
      '-r wdir() -f -L g,3:5',
      '-f -L g,5:5',
      '-f -L g,4:4',
      '-f -L f,4:4',
    ];
    await expectSameResults(
      lines.map((line) => ({ cwd: repo, args: ['log', '-T', '{rev} {desc}\n', ...line.split(' ')] })),
    );
  });
});
