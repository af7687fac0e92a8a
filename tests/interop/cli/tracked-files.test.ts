import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { qs } from '../qs.js';

/** Help texts are our own: after mistakes in options only standard error is compared. */
function same(cwd: string, line: string, onlyErrors = false): void {
  const args = line.split(' ').map((word) => word.replaceAll('~', ' '));
  const theirs = hg(cwd, args);
  const ours = qs(cwd, args);
  if (onlyErrors) expect({ err: ours.err, code: ours.code }).toEqual({ err: theirs.err, code: theirs.code });
  else expect({ line, ...ours }).toEqual({ line, ...theirs });
}

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

    it('files of the working directory', () => {
      for (const line of ['files', 'files -v', 'files a', 'files -T json']) same(repo, line);
      same(join(repo, 'sub'), 'files .. -X .');
      same(merging, 'files -v');
    });

    // What is committed does not depend on the format of the dirstate.
    if (format === '1')
      it('files of revisions', () => {
        for (const line of [
          'files -r 0 -v',
          'files -0 sub',
          'files -I re:.*n -X sub',
          'files -v -T json -r 0',
          'files -r 1 -T {path}|{flags}|{size}|{rev}|{node|short}\\n',
          'files -r 0 nosuch zz nosuch sub',
          'files -r null',
          'files ../..',
        ])
          same(repo, line);
        for (const line of [
          'files',
          'files -r 0 nosuch ../zz path:subx .',
          'files glob:*n',
          'files ../.hg/x',
        ])
          same(join(repo, 'sub'), line);
        same(join(repo, 'sub'), 'files ../b --config ui.relative-paths=no');
        same(place, 'files -R repo');
        same(place, '-R repo files -r 0 repo/nosuch zz');
      });

    if (format === '1')
      it('manifest', () => {
        for (const line of [
          'manifest',
          'manifest -v',
          'manifest --debug -r 0',
          'manifest --all',
          'manifest --all -r 0',
          'manifest -r 0 0',
          'manifest nosuch',
          'manifest -T json -r 0',
          'manifest -T {path}|{hash}|{mode}|{type}|{rev}\\n tip',
        ])
          same(repo, line);
        same(repo, 'manifest 0 1', true);
      });

    it('manifest of the working directory', () => {
      same(merging, 'manifest --debug -r wdir()');
    });

    if (format === '1')
      it('identify', () => {
        for (const line of [
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
        ])
          same(repo, line);
        for (const line of ['id -nibtB', 'id -T {id}|{parents}|{dirty}|{branch}|{tags}\\n'])
          same(merging, line);
        for (const line of ['id repo', 'id -r 0 file:repo', 'id nosuch', 'id']) same(place, line);
        same(repo, 'id --config paths.other=../merging other');
        same(repo, 'id a b', true);
      });

    it('identify a merge', () => {
      for (const line of ['id', 'id -T json']) same(merging, line);
    });

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
      for (const step of format === '1' ? steps : steps.slice(0, 5)) {
        shell(copy, step);
        same(copy, 'id -T {id}|{dirty}|{branch}\\n');
      }
    });

    it('debugdirstate', () => {
      for (const line of ['', ' --nodates', ' --datesort', ' --docket', ' --all'])
        same(repo, `debugdirstate${line}`);
      same(merging, 'debugstate');
    });

    if (format === '1')
      it('verify', () => {
        for (const line of ['verify', 'verify -q', 'verify -v', 'verify --debug', 'verify --full'])
          same(repo, line);
        shell(place, 'cp -a repo damaged');
        const damaged = join(place, 'damaged');
        const file = join(damaged, '.hg/store/data', 'b.i');
        const bytes = readFileSync(file);
        bytes[bytes.length - 2] = (bytes[bytes.length - 2] as number) ^ 0xff;
        writeFileSync(file, bytes);
        for (const line of ['verify', 'verify -q', 'verify -v']) same(damaged, line);
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
