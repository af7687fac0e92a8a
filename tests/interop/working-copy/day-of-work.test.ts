import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { type Side, same, twoSides } from './support.js';

/** Each word of a line is an argument. */
const words = (line: string): string[] => line.split(' ');

describeWithHg('working directories, by hg and by qs', () => {
  const base = temporaryDirectory();

  it.each(['1', '2'])(
    'a day of local work, dirstate format %s',
    (format) => {
      const sides = twoSides(join(base, `day${format}`));
      const both = (change: (root: string) => void): void => {
        for (const { root } of sides) change(root);
      };
      const run = (line: string, directory?: string): string => same(sides, words(line), directory);
      // Commands that change nothing say the same with either format.
      const look = (line: string, directory?: string): void => {
        if (format === '1') run(line, directory);
      };
      const setting = `format.use-dirstate-v2=${format === '2' ? 'yes' : 'no'}`;
      for (const { run: one } of sides)
        expect(
          one(['init', '--config', setting, '--config', 'storage.dirstate-v2.slow-path=allow']).code,
        ).toBe(0);
      both((root) => appendFileSync(join(root, '.hg/hgrc'), '[storage]\ndirstate-v2.slow-path=allow\n'));
      both((root) => {
        mkdirSync(join(root, 'd/e'), { recursive: true });
        writeFileSync(join(root, 'a'), 'a\n');
        writeFileSync(join(root, 'b'), 'b\n');
        writeFileSync(join(root, 'd/c'), 'c\n');
        writeFileSync(join(root, 'd/e/x.o'), 'object\n');
        writeFileSync(join(root, '.hgignore'), 'syntax: glob\n*.o\n');
      });
      run('status');
      run('add a nothing');
      run('add');
      same(sides, ['commit', '-m', 'one', '-d', '1 0']);
      look('status -A');
      both((root) => {
        appendFileSync(join(root, 'a'), 'more\n');
        unlinkSync(join(root, 'b'));
        writeFileSync(join(root, 'new'), 'new\n');
      });
      run('copy a d/a2');
      run('status -C');
      look('diff --nodates');
      look('diff --git d');
      look('commit -m two a d/a2 nothing');
      same(sides, ['commit', '-m', 'two', '-d', '2 0', 'a', 'd/a2']);
      run('remove d/c');
      run('addremove -s 60');
      run('rename a d');
      look('status --terse u');
      same(sides, ['commit', '-m', 'three', '-d', '3 0', '-u', 'me'], 'd');
      run('forget new nothing');
      run('remove d/e');
      run('remove -f new');
      run('status -A .', 'd');
      run('branch stable');
      same(sides, ['commit', '-m', 'four', '-d', '4 0']);
      same(sides, ['commit', '--close-branch', '-m', 'five', '-d', '5 0']);
      look('branches --closed');
      look('commit -m nothing');
      look('identify');
      both((root) => appendFileSync(join(root, 'd/a'), 'x\n'));
      look('identify -n -i');
      look('files -r wdir()');
      look('log -r wdir() -T {rev}:{node|short}|{files}|{parents}\\n');
      look('annotate -r wdir() d/a');
      look('log --debug');
      run('debugdirstate --nodates');
      run('verify');
    },
    240_000,
  );

  it('what is strange: links, modes, pipes, names, places', () => {
    const sides = twoSides(join(base, 'strange'));
    const both = (change: (root: string, side: Side) => void): void => {
      for (const side of sides) change(side.root, side);
    };
    for (const side of sides) expect(side.run(['init']).code).toBe(0);
    both((root) => {
      mkdirSync(join(root, 'd'));
      writeFileSync(join(root, 'd/f'), 'f\n');
      writeFileSync(join(root, 'x'), 'x\n');
      chmodSync(join(root, 'x'), 0o755);
      symlinkSync('x', join(root, 'link'));
      symlinkSync('d', join(root, 'dirlink'));
      execFileSync('sh', ['-c', 'mkfifo pipe'], { cwd: root });
      writeFileSync(Buffer.from(`${root}/caf\xe9`, 'latin1'), 'latin\n');
      mkdirSync(join(root, 'nested'));
      writeFileSync(join(root, 'nested/inside'), 'n\n');
    });
    for (const side of sides) expect(side.run(['init', 'nested']).code).toBe(0);
    same(sides, ['status']);
    same(sides, ['add', 'pipe']);
    same(sides, ['add', 'dirlink/f']);
    same(sides, ['add', 'nested/inside']);
    same(sides, ['add', '.hg/hgrc']);
    same(sides, ['add', '../outside']);
    same(sides, ['add']);
    same(sides, ['commit', '-m', 'odd', '-d', '0 0']);
    same(sides, ['manifest', '-v']);
    // A directory becomes a link to elsewhere: nothing is read or removed through it.
    both((root) => {
      rmSync(join(root, 'd'), { recursive: true });
      mkdirSync(join(root, '../elsewhere'), { recursive: true });
      writeFileSync(join(root, '../elsewhere/f'), 'not yours\n');
      symlinkSync('../elsewhere', join(root, 'd'));
      chmodSync(join(root, 'x'), 0o644);
    });
    expect(sides[1].run(['status']).out).toContain('! d/f');
    expect(sides[1].run(['remove', '-f', 'd/f']).code).not.toBe(0);
    expect(sides[1].run(['copy', 'x', 'd/x']).code).not.toBe(0);
    both((root) =>
      expect(execFileSync('cat', [join(root, '../elsewhere/f')]).toString()).toBe('not yours\n'),
    );
    same(sides, ['diff', '--git', 'x']);
    // A line end in a name.
    both((root) => writeFileSync(join(root, 'line\nend'), ''));
    same(sides, ['status', '-u', '-0']);
    same(sides, ['add', 'line\nend']);
  }, 240_000);

  it('every change shows, however quick it was', () => {
    const sides = twoSides(join(base, 'quick'));
    for (const { root, run } of sides) {
      expect(run(['init']).code).toBe(0);
      writeFileSync(join(root, 'f'), 'one\n');
      expect(run(['commit', '-q', '-A', '-m', '0']).code).toBe(0);
      for (let round = 0; round < 2; round++) {
        // The same size, and often the same tick as the commit.
        writeFileSync(join(root, 'f'), `${'abcd'[round]}ne\n`);
        expect(run(['status']).out).toBe('M f\n');
        expect(run(['commit', '-m', 'x']).code).toBe(0);
        expect(run(['status']).out).toBe('');
      }
    }
  });

  it('names that some systems take for metadata are passed over, or refused when they are asked for', () => {
    const sides = twoSides(join(base, 'metadata'));
    for (const { root, run } of sides) {
      run(['init']);
      for (const name of ['HG~1', 'sub/.h\u200cg', 'sub/.h\u2010g', 'HG~x', 'sub/.HG'])
        mkdirSync(join(root, name), { recursive: true });
      for (const name of ['HG~1', 'sub/.h\u200cg', 'sub/.h\u2010g', 'HG~x'])
        writeFileSync(join(root, name, 'f'), 'f\n');
      writeFileSync(join(root, 'sub/.HG/file'), 'file\n');
      writeFileSync(join(root, 'a'), 'a\n');
    }
    expect(same(sides, ['status'])).toContain('? sub/.HG/file');
    expect(same(sides, ['addremove', '-n'])).not.toContain('.HG');
    expect(same(sides, ['add', 'sub/.HG/file'])).toContain("inside nested repo 'sub'");
    for (const name of ['HG~1', 'sub/.h\u200cg'])
      expect(same(sides, ['add', `${name}/f`])).toContain('abort: path ');
    same(sides, ['commit', '-A', '-m', 'one', '-d', '1 0']);
    expect(same(sides, ['files'])).toBe(same(sides, ['status', '-cn']));
    // Nothing untracked is met, so that the patterns are not read.
    for (const { root } of sides) writeFileSync(join(root, '.hgignore'), '*.o\n');
    expect(same(sides, ['status'])).toContain('invalid pattern');
    expect(same(sides, ['tag', 'name', '-d', '2 0'])).toBe('[0]');
  });

  it('commit records which files their contents showed to be clean', () => {
    const sides = twoSides(join(base, 'noted'));
    for (const { root, run } of sides) {
      run(['init']);
      for (const name of ['changed', 'clean', 'other']) {
        writeFileSync(join(root, name), `${name}\n`);
        utimesSync(join(root, name), 1_600_000_000, 1_600_000_000);
      }
    }
    same(sides, ['commit', '-Aqm', 'one', '-d', '1 0']);
    // Knows no times.
    same(sides, ['debugrebuilddirstate']);
    for (const { root } of sides) {
      appendFileSync(join(root, 'changed'), 'more\n');
      utimesSync(join(root, 'changed'), 1_600_000_001, 1_600_000_001);
    }
    same(sides, ['commit', '-m', 'two', '-d', '2 0']);
    // What was committed may have changed since, for all that is known.
    const noted = (root: string): string[] =>
      hg(root, ['debugdirstate'])
        .out.split('\n')
        .filter((line) => !line.endsWith(' changed'));
    const [byHg, byQs] = sides.map(({ root }) => noted(root));
    expect(byHg?.join()).not.toContain('unset');
    expect(byQs).toEqual(byHg);
  });
});
