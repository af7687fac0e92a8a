import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { qs } from '../qs.js';
import { type CommandLine, expectSameResults } from '../same-results.js';
import { makeContents } from './contents.history.js';

/** One command line per row; `|` separates arguments. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  diff: [
    '-c|1',
    '-c|1|-g',
    '-c|1|-g|--reverse',
    '-c|1|-p|-U|1',
    '-c|1|-w',
    '-c|1|-bB',
    '-c|1|-Z|--nodates|--noprefix',
    '-c|1|-a|-g',
    '-c|1|--stat|--reverse',
    '-c|2|-g|--color=always|--config|diff.word-diff=1',
    '-c|1|--color=debug',
    '--from|0|--to|6|-g',
    '--from|6|--to|0|-g',
    '--from|3|--to|5|-g|--stat',
    '--from|null|--to|3',
    '--from|0|--to|4|--root|d|-g|d',
    '-c|6|--root|d|a|d/new',
    '-r|2|-r|4|-X|d',
    '-c|6|-g|-I|d',
    '-c|1|-g|--config|experimental.extendedheader.index=7|--config|experimental.extendedheader.similarity=1',
    '-c|1|-r|2',
    '-c|none()',
    '-c|1|-U|x',
    '-c|1|--config|diff.git=maybe',
  ],
  export: [
    '0|-g',
    '1:3|-v',
    '6|--switch-parent',
    '6|4|-g|--nodates',
    'null',
    '-B|mark',
    '-B|nothing',
    '-r|2|-Tjson',
    '2|-T|{node|short} {parents}\n{diff}',
    '1|-o|%s',
    'none()',
  ],
  annotate: [
    '-r|6|a|d/copy2|copy1',
    '-r|6|-ufdncl|d/copy2',
    '-r|6|-f|--no-follow|d/copy2',
    '-r|10|-cl|shared',
    '-r|8|shared',
    '-r|6|--skip|1|-nc|a|copy1',
    '-r|6|-Tjson|-nd|a|bin',
    '-r|6|noeol|-u|-v|-q|-d',
    '-r|6|-w|name with blank',
    '-r|1|.',
    '-r|6|nothing|a',
    '-r|6|-a|bin',
    '-r|6|-dl|a',
    '-r|6|-T|{path}: {lines % "{lineno} {path} {user} {line}"}|copy1',
  ],
  cat: [
    '-r|1|a|d|nothing',
    '-r|0|glob:**e*|-X|d',
    '-r|0|-Tjson|empty|crlf',
    '-r|6|nothing',
    '-r|1|a|--decode|--config|decode.a=tr a-z A-Z',
    '-r|1|a|-o|%q',
  ],
  status: [
    '--rev|0|--rev|6|-C',
    '--rev|0:4',
    '--change|1|-A',
    '--change|6|-nC',
    '--change|2|-0C',
    '--change|2|-C|-Tjson',
    '--change|4|-t|ar',
    '--rev|6|--rev|0|-C|d',
    '--change|1|--rev|2',
    '--change|1|--color=debug|-C',
  ],
};

describeWithHg('contents of revisions, as hg shows them', () => {
  const place = temporaryDirectory();
  let repo = '';

  beforeAll(() => {
    repo = makeContents(place, 'repo');
  }, 60_000);

  for (const [command, lines] of Object.entries(COMMANDS))
    it(`${command}`, { timeout: 60_000 }, () =>
      expectSameResults(lines.map((line) => ({ cwd: repo, args: [command, ...line.split('|')] }))),
    );

  it('names below the current directory', { timeout: 60_000 }, () => {
    const cwd = join(repo, 'd');
    const lines = [
      ['status', '--change', '6', '.'],
      ['status', '--change', '6', '--config', 'ui.relative-paths=yes', '-C'],
      ['cat', '-r', '6', 'e/g', 'nothing', '../a'],
      ['annotate', '-r', '6', '../bin', 'moved'],
      ['diff', '-c', '4', '-g', '--root', 'e'],
    ];
    return expectSameResults(lines.map((args) => ({ cwd, args })));
  });

  it('files of patches and contents', { timeout: 60_000 }, () => {
    for (const args of [
      ['export', '-v', '1', '3', '6', '-o', '../OUT-%%-%n-%N-%r-%R-%h-%b-%m'],
      ['export', '2', '3', '-o', '../OUT-both'],
      ['cat', '-r', '1', 'd', 'crlf', '-o', '../OUT/%d/%s.%H'],
    ]) {
      const placed = (who: string): string[] => args.map((arg) => arg.replace('OUT', who));
      const theirs = hg(repo, placed('hg-out'));
      const ours = qs(repo, placed('qs-out'));
      expect({ ...ours, out: ours.out.replaceAll('qs-out', 'hg-out') }).toEqual(theirs);
    }
    const written = (who: string) =>
      readdirSync(place, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && join(entry.parentPath, entry.name).includes(who))
        .map((entry) => join(entry.parentPath, entry.name))
        .sort()
        .map((path) => [path.replaceAll(who, ''), readFileSync(path, 'latin1')]);
    expect(written('qs-out')).toEqual(written('hg-out'));
    expect(written('hg-out').length).toBeGreaterThan(5);
  });

  it('every pair of revisions, with renames', { timeout: 60_000 }, () => {
    const lines: CommandLine[] = [];
    const all = ['null', '0', '2', '4', '6'];
    for (const from of all)
      for (const to of all) {
        if (from >= to) continue;
        lines.push({ cwd: repo, args: ['diff', '-g', '--from', from, '--to', to] });
      }
    return expectSameResults(lines);
  });
});
