import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { qs } from '../qs.js';
import { SameChanges } from '../same-changes.js';

const EVOLUTION = ['--config', 'experimental.evolution=all'];

describeWithHg('debugupdatecaches against hg', () => {
  const base = temporaryDirectory();

  it('writes the same branches and tags', () => {
    const source = join(base, 'source');
    hg(base, ['init', source]);
    hg(source, ['debugbuilddag', '-n', '+3 @one <2 +2 @two <3 +2 @default <1 +3']);
    hg(source, ['update', '-q', '2']);
    hg(source, ['tag', 'first', '-r', '0', '-d', '0 0']);
    hg(source, ['tag', '-f', 'first', '-r', '1', '-d', '0 0']);
    hg(source, ['commit', '--close-branch', '-m', 'closed', '-d', '0 0']);
    hg(source, ['phase', '-p', '1']);
    hg(source, ['phase', '-fs', '5']);
    hg(source, ['debugobsolete', hg(source, ['log', '-r', '7', '-T', '{node}']).out, ...EVOLUTION]);
    const both = new SameChanges(base, source, 'caches');
    const files = (repo: string): Map<string, string> => {
      const cache = join(repo, '.hg/cache');
      const names = readdirSync(cache).filter((name) => /^(branch2|rbc|tags2|hgtags)/.test(name));
      return new Map(names.sort().map((name) => [name, readFileSync(join(cache, name), 'latin1')]));
    };
    for (const repo of [both.theirs, both.ours]) rmSync(join(repo, '.hg/cache'), { recursive: true });
    hg(both.theirs, ['debugupdatecaches', ...EVOLUTION]);
    expect(qs(both.ours, ['debugupdatecaches', ...EVOLUTION])).toEqual({ out: '', err: '', code: 0 });
    const ours = files(both.ours);
    for (const [name, content] of files(both.theirs)) expect([name, ours.get(name)]).toEqual([name, content]);
  });
});
