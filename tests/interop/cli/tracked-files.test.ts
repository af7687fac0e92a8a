import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { describeWithHg, temporaryDirectory } from '../hg.js';
import { qs } from '../qs.js';
import { type CommandLine, expectSameResults } from '../same-results.js';

/** Command lines with blanks between the words; `~` stands for a blank inside a word. */
const linesIn =
  (cwd: string, onlyErrors = false) =>
  (line: string): CommandLine => ({
    cwd,
    args: line.split(' ').map((word) => word.replaceAll('~', ' ')),
    onlyErrors,
  });

function shell(cwd: string, script: string): void {
  const result = spawnSync('bash', ['-ec', script], {
    cwd,
    env: { ...process.env, HGRCPATH: '', HGUSER: 'test', LC_ALL: 'C' },
    encoding: 'latin1',
  });
  if (result.status !== 0) throw new Error(`${script}: ${result.stderr}`);
}

/** Names of all kinds, an executable, links, a tag, a bookmark, a rename, a branch that can be merged. */
const HISTORY = `
mkdir -p sub/deep dir.x 'sp ace'
for f in a b c.txt sub/one sub/two sub/deep/three dir.x/f dir 'sp ace/x y' sub.txt; do echo "$f content" > "$f"; done
printf latin > "$(printf 'caf\\351')"
printf utf > "$(printf '\\303\\251')"
chmod +x b
ln -s a link
ln -s nowhere sub/dangling
hg commit -qAm zero -d '0 0'
hg bookmark bm
hg tag -d '0 0' v1
echo more >> a
hg mv sub/two sub/deux
hg commit -qm two -d '1 0'
hg update -q 0
hg branch -q other
echo x > newfile
echo y >> c.txt
hg add -q newfile
echo q >> sub/one
hg commit -qm three -d '2 0'
`;

const V2 = '--config format.use-dirstate-v2=1 --config storage.dirstate-v2.slow-path=allow';

for (const [format, init] of [
  ['1', ''],
  ['2', V2],
] as const)
  describeWithHg(`tracked files, with a dirstate of format ${format}`, () => {
    const place = temporaryDirectory();
    const repo = join(place, 'repo');
    const merging = join(place, 'merging');

    beforeAll(() => {
      shell(place, `hg init repo ${init}`);
      writeFileSync(join(repo, '.hg/hgrc'), '[storage]\ndirstate-v2.slow-path = allow\n');
      shell(repo, HISTORY);
      shell(place, 'cp -a repo merging; cd merging; hg merge -q 2');
      shell(
        repo,
        'hg rm a; hg cp b b2; hg mv sub/one sub/eins; rm c.txt; chmod +x dir; touch link2; hg add -q link2; hg forget sub/deep/three',
      );
    });

    it('files of the working directory', () =>
      expectSameResults([
        ...['files', 'files -v', 'files a', 'files -T json'].map(linesIn(repo)),
        linesIn(join(repo, 'sub'))('files .. -X .'),
        linesIn(merging)('files -v'),
      ]));

    // What is committed does not depend on the format of the dirstate.
    if (format === '1')
      it('files of revisions', () =>
        expectSameResults([
          ...[
            'files -r 0 -v',
            'files -0 sub',
            'files -I re:.*n -X sub',
            'files -v -T json -r 0',
            'files -r 1 -T {path}|{flags}|{size}|{rev}|{node|short}\\n',
            'files -r 0 nosuch zz nosuch sub',
            'files -r null',
            'files ../..',
          ].map(linesIn(repo)),
          ...[
            'files',
            'files -r 0 nosuch ../zz path:subx .',
            'files glob:*n',
            'files ../.hg/x',
            'files ../b --config ui.relative-paths=no',
          ].map(linesIn(join(repo, 'sub'))),
          ...['files -R repo', '-R repo files -r 0 repo/nosuch zz'].map(linesIn(place)),
        ]));

    if (format === '1')
      it('manifest', () =>
        expectSameResults([
          ...[
            'manifest',
            'manifest -v',
            'manifest --debug -r 0',
            'manifest --all',
            'manifest --all -r 0',
            'manifest -r 0 0',
            'manifest nosuch',
            'manifest -T json -r 0',
            'manifest -T {path}|{hash}|{mode}|{type}|{rev}\\n tip',
          ].map(linesIn(repo)),
          linesIn(repo, true)('manifest 0 1'),
        ]));

    it('manifest of the working directory', () =>
      expectSameResults([linesIn(merging)('manifest --debug -r wdir()')]));

    if (format === '1')
      it('identify', () =>
        expectSameResults([
          ...[
            'id',
            'id -n',
            'id -nibtB',
            'id -q',
            'id --debug',
            'id -r 0',
            'id -r wdir() -n',
            'id -r null -nibtB',
            'id -r nosuch',
            'id -T json',
            'id -T json -r bm',
            'id --config paths.other=../merging other',
          ].map(linesIn(repo)),
          ...['id -nibtB', 'id -T {id}|{parents}|{dirty}|{branch}|{tags}\\n'].map(linesIn(merging)),
          ...['id repo', 'id -r 0 file:repo', 'id nosuch', 'id'].map(linesIn(place)),
          linesIn(repo, true)('id a b'),
        ]));

    it('identify a merge', () => expectSameResults(['id', 'id -T json'].map(linesIn(merging))));

    it('sees what changed, whatever changed', () => {
      const copy = join(place, 'changing');
      shell(place, 'cp -a repo changing; cd changing; hg update -qC 0');
      const steps = [
        'touch a',
        'rm a',
        'hg revert -q a; chmod -x b',
        'chmod +x b; echo "a Content" > a',
        'hg revert -q --no-backup a; rm link; printf a > link',
        'rm link; ln -s b link',
        'rm link; ln -s a link',
        'rm -r sub; ln -s dir.x sub',
        'rm sub; hg revert -q --all; rm a; mkfifo a',
        'rm a; hg revert -q a; hg branch -q elsewhere',
        'hg debugsetparents 0 2',
        'hg update -qC null',
      ];
      // A copy for each step, so that all can be looked at together.
      const lines: CommandLine[] = [];
      for (const [i, step] of (format === '1' ? steps : steps.slice(0, 5)).entries()) {
        shell(copy, step);
        shell(place, `cp -a changing changed-${i}`);
        lines.push(linesIn(place)(`-R changed-${i} id -T {id}|{dirty}|{branch}\\n`));
      }
      return expectSameResults(lines);
    });

    it('debugdirstate', () =>
      expectSameResults([
        ...['', ' --nodates', ' --datesort', ' --docket', ' --all'].map((options) =>
          linesIn(repo)(`debugdirstate${options}`),
        ),
        linesIn(merging)('debugstate'),
      ]));

    if (format === '1')
      it('verify', () => {
        shell(place, 'cp -a repo damaged');
        const damaged = join(place, 'damaged');
        const file = join(damaged, '.hg/store/data', 'b.i');
        const bytes = readFileSync(file);
        bytes[bytes.length - 2] = (bytes[bytes.length - 2] as number) ^ 0xff;
        writeFileSync(file, bytes);
        return expectSameResults([
          ...['verify', 'verify -q', 'verify -v', 'verify --debug', 'verify --full'].map(linesIn(repo)),
          ...['verify', 'verify -q', 'verify -v'].map(linesIn(damaged)),
        ]);
      });

    it('ends in words when the dirstate is damaged', () => {
      const damaged = join(place, 'torn');
      shell(place, 'cp -a repo torn');
      const name = readdirSync(join(damaged, '.hg')).find((entry) => entry.startsWith('dirstate')) as string;
      const file = join(damaged, '.hg', name);
      writeFileSync(file, readFileSync(file).subarray(0, 30));
      for (const command of ['files', 'id', 'debugdirstate'])
        expect(qs(damaged, [command])).toMatchObject({
          out: '',
          err: expect.stringMatching(/^abort: working directory state appears damaged!\n/),
          code: 255,
        });
    });
  });
