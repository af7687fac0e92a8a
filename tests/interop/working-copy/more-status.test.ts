import { writeFileSync } from 'node:fs';
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
});
