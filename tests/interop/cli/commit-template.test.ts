import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { SameChanges } from '../same-changes.js';

const CONFIG = `[committemplate]
listed = {file_adds % "HG: added {file}\\n"}{file_mods % "HG: changed {file}\\n"}{file_dels % "HG: removed {path}\\n"}{if(files, "", "HG: no files changed\\n")}
changeset = D={desc}\\n\\n
 HG: {extramsg}|{rev}|{node|short}|{p1rev} {p2rev}|{author}|{branch}|{activebookmark}|{date|isodate}|{parents}|{files}
 HG: {user|person} {splitlines(desc) % '[{line}]'} {twice(branch)}
 {listed}HG: ------------------------ >8 ------------------------
 {diff()}{diffstat}
changeset.commit.amend = "AMEND {desc} {rev} {node|short} {p1rev} {file_mods} {file_adds} {file_dels} {diff()}"
changeset.commit.normal.merge = MERGE {desc} {file_mods % "{file}\\n"}
changeset.backout = BACK {desc}
changeset.tag.add = TAGADD {desc} {extramsg} {files}
changeset.tag = TAG {desc} {files}
changeset.import.normal = IMP {desc} {file_mods} {diff("a")}
changeset.import.bypass = IMPBYP {desc} {file_mods}
[templatealias]
twice(x) = x ~ x
[defaults]
commit = -d "0 0"
backout = -d "0 0"
tag = -d "0 0"
[diff]
nodates = yes
`.replace('x ~ x', '"{x}{x}"');

describeWithHg('[committemplate]', () => {
  const place = temporaryDirectory();
  const repo = join(place, 'repo');
  hg(place, ['init', 'repo']);
  writeFileSync(join(repo, '.hg/hgrc'), CONFIG);
  for (const name of ['a', 'b', 'c']) writeFileSync(join(repo, name), `${name}\n`);

  it('is what the editor shows', () => {
    const both = new SameChanges(place, repo, 'all', {
      env: { HGEDITOR: 'cat' },
      files: ['.hg/last-message.txt'],
    });
    const append = (path: string): void => {
      for (const root of [both.ours, both.theirs]) appendFileSync(join(root, path), 'more\n');
    };
    both.run('commit', '-A', '-m', 'first', '-e');
    append('a');
    append('b');
    both.prepare('bookmark', 'm');
    both.prepare('remove', 'c');
    both.prepare('copy', 'b', 'd');
    both.run('commit', '-e', '-m', 'two\nlines', 'a', 'c', 'd');
    both.run('commit', '-m', 'x', '-e', '--config', 'committemplate.changeset={broken');
    both.run('commit', '-m', 'x', '-e', '--config', 'committemplate.changeset={nothing}');
    both.run('commit', '--config', 'committemplate.changeset.commit="same\\nHG: {extramsg}"');
    both.run('commit', '-e', '--config', 'committemplate.changeset.commit="same\\nHG: {extramsg}"');
    append('a');
    both.run('commit', '--amend', '-q');
    both.prepare('update', '-q', '0');
    append('a');
    both.run(
      'graft',
      '-e',
      '1',
      '--config',
      'ui.merge=:local',
      '--config',
      'committemplate.changeset=G {desc} {files}',
    );
    both.prepare('update', '-qC', '1');
    both.run('backout', '-e', '-m', 'backing', '1');
    both.run('tag', '-e', 'one');
    both.run('tag', '-e', '--remove', 'one');
    both.prepare('export', '1', '-o', '../patch');
    both.prepare('update', '-q', '0');
    both.run('import', '-e', '../patch', '-d', '0 0');
    both.run('log', '-T', '{rev}:{node} {desc}\n');
  });
});
