import { appendFileSync, chmodSync, mkdirSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { qsBatch } from '../qs.js';

const FILESETS = [
  'modified() or removed()',
  'deleted() + unknown()',
  'ignored()',
  'clean() and not binary()',
  'tracked() - exec()',
  'symlink() or copied()',
  'hgignore()',
  'grep(n) and portable()',
  "size('1k - 4k')",
  "encoding('utf-8')",
  'eol(dos) or eol(unix)',
  'f* and not f1',
  "**.c or re:'f[12]'",
  'revs(0, f1) or status(null, 0, big)',
  'resolved() or subrepo()',
  'nothing()',
  'f1 and',
  'f1, f2',
  "size('x')",
];

describeWithHg('filesets', () => {
  it('select what they select with hg', () => {
    const repo = join(temporaryDirectory(), 'repo');
    hg('/', ['init', repo]);
    mkdirSync(join(repo, 'd'));
    for (const name of ['f1', 'f2', 'f3', 'f4', 'd/x.c']) writeFileSync(join(repo, name), `${name}\n`);
    writeFileSync(join(repo, 'binary'), 'a\0b');
    writeFileSync(join(repo, 'dos'), 'x\r\n');
    writeFileSync(join(repo, 'big'), 'y'.repeat(3000));
    writeFileSync(join(repo, 'other'), Buffer.from([0xff, 0xfe]));
    chmodSync(join(repo, 'f4'), 0o755);
    symlinkSync('f1', join(repo, 'link'));
    hg(repo, ['commit', '-qAm', '0']);
    appendFileSync(join(repo, 'f1'), 'more\n');
    hg(repo, ['remove', 'f2']);
    unlinkSync(join(repo, 'f3'));
    hg(repo, ['copy', 'f4', 'f5']);
    writeFileSync(join(repo, '.hgignore'), 'syntax: glob\n*.o\n');
    writeFileSync(join(repo, 'ignored.o'), '');
    const commands = FILESETS.map((set) => ({ cwd: repo, args: ['status', '-A', '-n', `set:${set}`] }));
    const expected = commands.map(({ args }) => hg(repo, args));
    expect(qsBatch(commands).map((one, at) => [FILESETS[at], one])).toEqual(
      expected.map((one, at) => [FILESETS[at], one]),
    );
  }, 120_000);
});
