import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { Config } from '../../../src/config/index.js';
import { createNodePlatform } from '../../../src/node/index.js';
import { openRepository } from '../../../src/repo/index.js';
import { createChangesetPrinter, resolveLogTemplate, type Verbosity } from '../../../src/template/index.js';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';

const FLAGS: Readonly<Record<Verbosity, readonly string[]>> = {
  '': [],
  quiet: ['-q'],
  verbose: ['-v'],
  debug: ['--debug'],
};

describeWithHg('log through templates', () => {
  const root = join(temporaryDirectory(), 'repo');
  const run = (...args: string[]) => {
    const result = hg(root, args, { env: { LC_ALL: 'C.UTF-8' } });
    if (result.code !== 0) throw new Error(`hg ${args.join(' ')}: ${result.err}`);
    return result.out;
  };

  beforeAll(() => {
    mkdirSync(root);
    run('init');
    mkdirSync(join(root, 'd'));
    writeFileSync(join(root, 'a'), 'a\n');
    writeFileSync(join(root, 'd/c'), 'c\n');
    run(
      'commit',
      '-qAm',
      'first line\nsecond\n\npara <x> & "q"',
      '-u',
      'J. Doe <john@example.com>',
      '-d',
      '1157407993 25200',
    );
    run('copy', 'a', 'b');
    run('commit', '-qm', 'copy', '-u', 'foo.bar@baz.org', '-d', '1200000000 -19800');
    run('tag', '-d', '1200000001 0', 'v1');
    run('update', '-q', '0');
    run('branch', '-q', 'my branch');
    writeFileSync(join(root, 'a'), 'other\n');
    run('commit', '-qm', 'branch', '-d', '1300000000 0');
    run('bookmark', 'bm');
    run('merge', '-q', '2', '--tool', ':local');
    run('commit', '-qm', 'merge', '-d', '1300000001 0');
  });

  function ours(template: string | undefined, verbosity: Verbosity): string {
    const platform = createNodePlatform();
    const config = new Config();
    const repo = openRepository(platform, root, { config });
    let out = '';
    const write = (text: string) => {
      out += text;
    };
    const spec = resolveLogTemplate(template, undefined, { config, readFile: () => undefined, write });
    const printer = createChangesetPrinter(
      spec,
      { config, repo, clock: platform.clock, verbosity, terminalWidth: () => 80 },
      write,
    );
    for (let rev = 0; rev < repo.length; rev++) printer.show(rev);
    printer.close();
    return out;
  }

  const styles = [
    undefined,
    'default',
    'compact',
    'changelog',
    'phases',
    'bisect',
    'status',
    'xml',
    'json',
    'cbor',
  ];
  for (const style of styles)
    for (const verbosity of ['', 'quiet', 'verbose', 'debug'] as const)
      it(`prints the style ${style ?? 'of no template'} ${verbosity} as hg does`, () => {
        const args = style === undefined ? [] : ['-T', style];
        expect(ours(style, verbosity)).toBe(run('log', '-r', '0:tip', ...args, ...FLAGS[verbosity]));
      });

  const templates = [
    '{rev}:{node|short} {tags} {bookmarks} {branch} {phase} {parents} {children} {p1.rev} {p2.node}\\n',
    '{date|isodate} {date|rfc822date} {date(date, "%Y")} {localdate(date, 3600)|isodatesec} {date|json}\\n',
    '{files} {file_adds} {file_mods} {file_dels} {file_copies % "{name}<{source}"} {files|json} {extras}\\n',
    '{author|person}|{author|email}|{author|user}|{author|domain}|{author|obfuscate}\\n',
    '{desc|firstline} {fill(desc, 12, "> ", "  ")} {indent(desc, "--")} {desc|json} {desc|xmlescape}\\n',
    '{latesttag % "{tag} {distance} {changes}"} {namespaces % "{namespace}={names}"} {manifest} {negrev}\\n',
    '{if(tags, "t", "f")}{ifeq(rev, 1, "one")}{ifcontains("a", files, "y", "n")}{pad(rev, 5)}{max(files)|json}|\\n',
    '{sub("a(.)", "<\\\\1>", files)}{join(files, ", ")}{splitlines(desc) % "{index}{line};"}{shortest(node)}\\n',
    '{dict(rev, node|short)|json}{filter(files, ifeq(file, "a", "1"))}{word(0, desc)}{onelinesummary}\\n',
  ];
  for (const template of templates)
    it(`expands ${template}`, () => {
      expect(ours(template, '')).toBe(run('log', '-r', '0:tip', '-T', template));
    });
});
