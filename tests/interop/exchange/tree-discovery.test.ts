import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { describeWithHg, type HgResult, hg, temporaryDirectory } from '../hg.js';
import { qs } from '../qs.js';

describeWithHg('discovery by walking trees, beside that of hg', () => {
  const root = temporaryDirectory();
  const repo = join(root, 'repo');
  const merges = Array.from({ length: 12 }, (_, n) => `<b${n} +1 /b${n + 1}`);

  beforeAll(() => {
    hg(root, ['init', 'empty']);
    hg(root, ['init', 'repo']);
    // Lines of different lengths, a second root, a criss-cross merge, and more merges than are asked about at once.
    const lines = ['+9 :a <a +3 :b <a +14 :c /b :m1 <b +1 /c :m2 <m1 +1 /m2 $ +4 :z <m2 +2 /z <a'];
    for (let n = 0; n <= merges.length; n++) lines.push(`<a +${(n % 3) + 1} :b${n}`);
    hg(repo, ['debugbuilddag', [...lines, ...merges].join(' ')]);
    for (const [name, rev] of Object.entries({ part: '12', line: '22', other: 'z' }))
      hg(root, ['clone', '-qU', '--pull', '-r', rev, 'repo', name]);
  });

  /** Times differ, and new changesets are named in the order of hg's hash tables. */
  function said({ out, err, code }: HgResult): string {
    return `${out}${err}[${code}]`
      .replace(/elapsed.*/, 'elapsed')
      .replace(/(?<=starting at )[^\n\\]*/, (list) => list.split(' ').sort().join(' '));
  }

  it.each([
    ['part', 'repo', '--debug'],
    ['part', 'line', '--debug'],
    ['line', 'part', '--debug', '--nonheads'],
    ['other', 'part', '--verbose'],
    ['repo', 'repo', '--debug'],
    ['empty', 'repo', '--debug'],
    ['repo', 'empty', '--debug'],
    ['part', 'line', '--template', 'json', '--quiet'],
    ['repo', '--local-as-revs', '3', '--remote-as-revs', 'all()', '--debug'],
    ['repo', '--local-as-revs', '12+24', '--remote-as-revs', 'all()', '--debug', '--nonheads'],
    ['repo', '--local-as-revs', '21', '--remote-as-revs', 'merge()', '--debug'],
    ['repo', '--local-as-revs', 'z', '--remote-as-revs', 'merge()', '--debug', '--nonheads'],
  ])('%s with %s %s %s %s %s %s', (here, ...args) => {
    const there = args.map((arg) =>
      ['repo', 'line', 'part', 'empty'].includes(arg) ? join(root, arg) : arg,
    );
    const command = ['debugdiscovery', '--old', ...there];
    expect(said(qs(join(root, here), command))).toBe(said(hg(join(root, here), command)));
  });
});
