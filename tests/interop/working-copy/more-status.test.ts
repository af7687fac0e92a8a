import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'vitest';
import { describeWithHg, temporaryDirectory } from '../hg.js';
import { same, twoSides } from './support.js';

describeWithHg('status tells of what is unfinished', () => {
  it('conflicts of an update, resolved in part or otherwise, as text and as data', () => {
    const sides = twoSides(temporaryDirectory());
    const write = (name: string, text: string): void => {
      for (const { root } of sides) writeFileSync(join(root, name), text);
    };
    const run = (...args: string[]): void => {
      for (const { run: on } of sides) on(args);
    };
    run('init');
    for (const text of ['1', '2']) {
      write('a', text);
      write('b', text);
      run('commit', '-qAm', text, '-d', '0 0', '-u', 'test');
    }
    const look = (...more: string[]): void => {
      same(sides, ['status', '-v', ...more]);
    };
    const lookAtData = (): void => look('-T', '[{status}|{path}|{unresolved}|{itemtype}]');
    run('update', '-q', '0');
    write('a', '3');
    write('b', '3');
    run('update', '-q', '1', '--tool', ':fail');
    look('-mn');
    run('revert', '-q', '--no-backup', '-r', '.', 'a');
    look();
    lookAtData();
    run('resolve', '-q', '--mark', '--all');
    look();
    run('commit', '-qm', '3', '-d', '0 0', '-u', 'test');
    run('update', '-q', '0');
    write('b', '4');
    run('commit', '-qm', '4', '-d', '0 0', '-u', 'test');
    run('merge', '-q', '--tool', ':fail');
    look('-d');
    lookAtData();
    same(sides, ['status', '-A', '--config', 'ui.formatdebug=1']);
    same(sides, ['tags', '--config', 'ui.formatjson=1']);
  });

  it('tracked files in another repository are missing where unknown files are wanted', () => {
    const sides = twoSides(temporaryDirectory());
    const each = (action: (root: string) => void): void => {
      for (const { root } of sides) action(root);
    };
    const run = (...args: string[]): void => {
      for (const { run: on } of sides) on(args);
    };
    run('init');
    each((root) => {
      mkdirSync(join(root, 'd/e'), { recursive: true });
      for (const name of ['a', 'd/f', 'd/e/g']) writeFileSync(join(root, name), name);
    });
    run('commit', '-qAm', '1', '-d', '0 0', '-u', 'test');
    each((root) => mkdirSync(join(root, 'd/.hg')));
    for (const args of [[], ['-A'], ['-C'], ['d'], ['-X', 'a']]) same(sides, ['status', ...args]);
    same(sides, ['addremove', '-n']);
  });
});
