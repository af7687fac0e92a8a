import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { qs, qsBatch } from '../qs.js';
import { makeSample } from './sample-script.js';

describeWithHg('commands of bundles', () => {
  const directory = temporaryDirectory();
  const sample = makeSample(directory, 'sample');

  it('say what hg says', () => {
    // Each changes or writes the same in two copies of everything.
    const lines: readonly string[][] = [
      ['-R', sample, 'bundle', '-a', '-t', 'none-v2;phases=yes;obsolescence=yes', 'all.hg'],
      ['-R', sample, 'bundle', '-r', '2', '--base', 'null', '-t', 'gzip-v1', 'first.hg'],
      ['-R', sample, 'bundle', '--base', '2', '-r', '5', '-v', '-t', 'none-v2', 'more.hg'],
      ['-R', sample, 'bundle', '--exact', '-r', '5+7', 'exact.hg'],
      ['-R', sample, 'bundle', '-r', '2', '--base', '5', 'none.hg'],
      ['-R', sample, 'bundle', '-a', '--base', '1', '-q', 'ignored.hg'],
      ['-R', sample, 'bundle', '-a', 'x.hg', 'elsewhere'],
      ['-R', sample, 'bundle', 'x.hg'],
      ['-R', sample, 'bundle', '-a', '-t', 'zstd-v1', 'x.hg'],
      ['-R', sample, 'bundle', '-a', '-t', 'none-packed1', 'x.hg'],
      ['-R', sample, 'bundle', '-a', '/nonexistent/x.hg'],
      ['debugbundle', 'all.hg'],
      ['debugbundle', '--all', 'more.hg'],
      ['debugbundle', '--part-type', 'phase-heads', 'all.hg'],
      ['debugbundle', '--spec', 'first.hg'],
      ['debugbundle', 'first.hg'],
      ['debugbundle', 'nothing.hg'],
      ['init', 'target'],
      ['-R', 'target', 'unbundle', 'more.hg'],
      ['-R', 'target', 'unbundle', 'first.hg', 'more.hg'],
      ['-R', 'target', 'unbundle', 'more.hg'],
      ['-R', 'target', 'unbundle', 'all.hg'],
      ['-R', 'target', 'unbundle', '-u', 'all.hg', '--config', 'experimental.evolution=all'],
      ['-R', 'target', 'unbundle', 'nothing.hg'],
      ['-R', 'target', 'log', '-T', '{rev} {node|short} {phase}\n'],
      ['-R', 'target', 'summary'],
      ['debuggetbundle', 'target', 'got.hg', '-t', 'gzip'],
      ['debugbundle', 'got.hg'],
      ['debuggetbundle', sample, 'got.hg', '-t', 'zzz'],
    ];
    const [theirs, ours] = ['theirs', 'ours'].map((name) => {
      hg(directory, ['init', name]);
      return join(directory, name);
    }) as [string, string];
    const expected = lines.map((args) => hg(theirs, args));
    const got = qsBatch(lines.map((args) => ({ cwd: ours, args })));
    for (const [i, args] of lines.entries()) expect({ args, ...got[i] }).toEqual({ args, ...expected[i] });
    const files = (path: string): string[] => readdirSync(path).filter((name) => name.endsWith('.hg'));
    expect(files(ours)).toEqual(files(theirs));
  });

  it('run the same hooks with the same environment', () => {
    const bundles = ['0:3', '4:7'].map((revs, i) => {
      const file = join(directory, `hooks${i}.hg`);
      hg(sample, ['bundle', '-q', '--exact', '-r', revs, file]);
      return file;
    });
    const names = [
      'pretxnchangegroup',
      'changegroup',
      'incoming',
      'pretxnclose',
      'txnclose',
      'txnclose-phase',
    ];
    const print = `printenv | grep ^HG_ | grep -v -e TXNID -e PENDING | sort | tr '\\n' ' '; echo`;
    const hgrc = `[hooks]\n${names.map((name) => `${name} = ${print}\n`).join('')}`;
    const outputs = [hg, qs].map((run, i) => {
      const root = join(directory, `hooks${i}`);
      hg(directory, ['init', root]);
      writeFileSync(join(root, '.hg/hgrc'), hgrc);
      return run(root, ['unbundle', ...bundles]);
    });
    expect(outputs[1]).toEqual(outputs[0]);
    expect(outputs[0]?.out).toContain('HG_HOOKNAME=incoming');
  });
});
