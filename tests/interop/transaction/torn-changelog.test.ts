import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { qs } from '../qs.js';

describeWithHg('recover', () => {
  it('takes back a changelog that ends in the middle of an entry', async () => {
    const repo = temporaryDirectory();
    const index = join(repo, '.hg/store/00changelog.i');
    await hg(repo, ['init']);
    writeFileSync(join(repo, 'a'), 'a\n');
    await hg(repo, ['commit', '-qAm', 'a', '-u', 'u', '-d', '0 0']);
    const good = readFileSync(index);
    writeFileSync(join(repo, '.hg/store/journal'), `00changelog.i\0${statSync(index).size}\n`);
    appendFileSync(index, 'torn');
    expect((await qs(repo, ['log'])).code).toBe(255);
    const recovered = await qs(repo, ['recover']);
    expect(recovered).toMatchObject({ code: 0, out: 'rolling back interrupted transaction\n' });
    expect(readFileSync(index)).toEqual(good);
    expect((await hg(repo, ['verify', '-q'])).code).toBe(0);
  });
});
