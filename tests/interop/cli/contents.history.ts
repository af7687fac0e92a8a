/** A small repository with everything that is awkward to show: renames, copies, modes, links, binary and odd texts. */
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hg } from '../hg.js';

const LINES = Array.from({ length: 30 }, (_, i) => `line ${i}${i % 7 === 0 ? '\n\ndef f():' : ''}\n`).join(
  '',
);

/** Revisions 0 to 10; 6 is a merge, 7 lies on a branch, 9 repeats a file version of 8 on another branch. */
export function makeContents(place: string, name: string): string {
  hg(place, ['init', name]);
  const repo = join(place, name);
  const write = (path: string, content: string): void => writeFileSync(join(repo, path), content, 'latin1');
  const odd = Buffer.from(`${repo}/caf\xe9`, 'latin1');
  let seconds = 0;
  const commit = (message: string, user = 'Some One <one@example.org>'): void => {
    seconds += 86_461;
    hg(repo, ['commit', '-qA', '-m', message, '-u', user, '-d', `${seconds} ${seconds % 2 ? -3600 : 5400}`]);
  };
  mkdirSync(join(repo, 'd/e'), { recursive: true });
  write('a', LINES);
  write('moved', LINES);
  write('bin', 'b\0inary\n');
  write('empty', '');
  write('noeol', 'x\ny');
  write('crlf', 'a\r\nb\r\n');
  write('d/e/f', 'f\n');
  write('name with blank', 'one\ntwo  \n\tthree\n');
  write('run', '#!/bin/sh\n');
  writeFileSync(odd, 'odd\n');
  symlinkSync('a', join(repo, 'link'));
  commit('first');
  write('a', LINES.replace('line 3', 'line three').replace('line 20\n', '').replace('line 9', 'line  9'));
  write('bin', `b\0inary${'xyz'.repeat(300)}`);
  write('noeol', 'x\ny\nz');
  write('crlf', 'a\r\nc\r\n');
  write('name with blank', 'one\n\ntwo\n\t\tthree\n');
  hg(repo, ['mv', '-q', 'moved', 'd/moved']);
  chmodSync(join(repo, 'd/moved'), 0o755);
  chmodSync(join(repo, 'run'), 0o755);
  rmSync(join(repo, 'link'));
  symlinkSync('d/moved', join(repo, 'link'));
  commit('second\n\nwith a long description');
  hg(repo, ['cp', '-q', 'a', 'copy1']);
  hg(repo, ['cp', '-q', 'a', 'd/copy2']);
  hg(repo, ['rm', '-q', 'a', 'empty']);
  write('copy1', `${LINES}more\n`);
  commit('copies');
  hg(repo, ['update', '-qC', '1']);
  write('a', `start\n${LINES}`);
  writeFileSync(odd, 'odd\nmore\n');
  hg(repo, ['branch', '-q', 'side']);
  commit('other head', 'nobody');
  hg(repo, ['mv', '-q', 'd/e/f', 'd/e/g']);
  write('d/new', 'new\n');
  commit('rename on side');
  hg(repo, ['update', '-qC', '2']);
  write('noeol', 'x\ny\nz\n');
  commit('finish the line');
  hg(repo, ['merge', '-q', '--tool', ':other', '4']);
  commit('merge');
  hg(repo, ['update', '-qC', '1']);
  hg(repo, ['branch', '-q', 'third']);
  write('t', 't\n');
  commit('third');
  write('shared', 'same\n');
  commit('shared, first');
  hg(repo, ['update', '-qC', '6']);
  write('shared', 'same\n');
  commit('shared, again');
  write('shared', 'same\nand more\n');
  commit('shared, changed');
  hg(repo, ['bookmark', '-r', '8', 'mark']);
  return repo;
}
