import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { HgServer } from '../hg-server.js';
import { qs } from '../qs.js';

type Program = 'hg' | 'qs';

describeWithHg('shelve and unshelve', () => {
  const place = temporaryDirectory();
  const config = ['devel.default-date=7 0', 'ui.detailed-exit-code=yes', 'ui.merge=:merge'].flatMap(
    (item) => ['--config', item],
  );

  const shell = (cwd: string, script: string): void => {
    const env = { ...process.env, HGRCPATH: '', HGUSER: 'test', LC_ALL: 'C' };
    const result = spawnSync('bash', ['-ec', script], { cwd, env, encoding: 'latin1' });
    if (result.status !== 0) throw new Error(`${script}: ${result.stderr}`);
  };

  beforeAll(() => {
    hg(place, ['init', 'clean']);
    shell(
      join(place, 'clean'),
      `seq 1 9 > a; echo b > b; mkdir d; echo c > d/c; hg ci -qAm zero -d '0 0'
      sed -i s/5/five/ a; hg ci -qm one -d '1 0'; cp -a . ../changed; cp -a . ../lines
      cd ../changed; sed -i s/9/nine/ a; hg mv b b2; hg cp d/c e; echo n > n; hg add n; hg rm d/c; echo u > u
      cd ../lines; sed -i "s/1/one/;s/9/nine/" a; echo n > n; hg add n`,
    );
  });

  /** One copy of a prepared repository, and one hg for it. */
  class Copy {
    readonly path = join(place, 'copy');
    readonly #server: HgServer;

    constructor(source: string) {
      rmSync(this.path, { recursive: true, force: true });
      cpSync(join(place, source), this.path, { recursive: true, preserveTimestamps: true });
      this.#server = new HgServer(this.path);
    }

    async #hg(...args: readonly string[]): Promise<string> {
      return (await this.#server.run(args)).out;
    }

    /** `!` a shell command; `?answers?` before a command that asks. */
    async step(program: Program, line: string) {
      if (line.startsWith('!')) return shell(this.path, line.slice(1));
      const [, answers, command = line] = /^\?([^?]*)\?(.*)$/.exec(line) ?? [];
      const args = [...command.split(' ').map((word) => word.replaceAll('~', ' ')), ...config];
      if (answers !== undefined) args.push('--config', 'ui.interactive=yes');
      const input = answers?.replaceAll(' ', '\n') ?? '';
      const { out, err, code } =
        program === 'qs'
          ? qs(this.path, args, { input })
          : answers === undefined
            ? await this.#server.run(args)
            : hg(this.path, args, { input });
      // Ages differ.
      return { line, out: out.replace(/\(\d+s (?:ago|from now)\) */g, '(AGE) '), err, code };
    }

    async #files(directory: string): Promise<Record<string, string>> {
      const path = join(this.path, '.hg', directory);
      const found: Record<string, string> = {};
      for (const name of existsSync(path) ? readdirSync(path).sort() : [])
        found[name] = name.endsWith('.hg')
          ? await this.#hg('debugbundle', join(path, name))
          : readFileSync(join(path, name), 'latin1');
      return found;
    }

    async end() {
      const begun = join(this.path, '.hg/shelvedstate');
      const left = {
        log: await this.#hg('log', '--hidden', '-T', '{rev}:{node}:{phase}:{bookmarks} {desc}\n'),
        status: await this.#hg('status', '-AC', '-v'),
        diff: await this.#hg('diff', '--git', '--nodates'),
        names: await this.#hg('log', '-r', 'wdir()', '-T', '{branch} {activebookmark}'),
        merge: await this.#hg('debugmergestate'),
        shelved: await this.#files('shelved'),
        backups: await this.#files('shelve-backup'),
        begun: existsSync(begun) ? readFileSync(begun, 'latin1') : '',
      };
      this.#server.close();
      return left;
    }
  }

  /** Each line is run by both in a copy of its own; what is said and left is compared. */
  const same = async (source: string, ...lines: readonly string[]): Promise<void> => {
    const run = async (program: Program) => {
      const copy = new Copy(source);
      const said = [];
      for (const line of lines) said.push(await copy.step(program, line));
      return { said, left: await copy.end() };
    };
    const theirs = await run('hg');
    expect(await run('qs')).toEqual(theirs);
  };

  /** What one program has begun, the other one goes on with: the same is left as if hg had done all of it. */
  const inTurns = async (source: string, ...lines: readonly string[]): Promise<void> => {
    const run = async (...programs: readonly Program[]) => {
      const copy = new Copy(source);
      let turn = 0;
      for (const line of lines)
        await copy.step(programs[(line.startsWith('!') ? turn : turn++) % programs.length] as Program, line);
      return copy.end();
    };
    const expected = await run('hg');
    expect(await run('hg', 'qs')).toEqual(expected);
    expect(await run('qs', 'hg')).toEqual(expected);
  };

  const CONFLICT = ['shelve', '!sed -i s/9/neun/ a; echo m > m; hg add m', 'unshelve'];

  it('everything, and back; some files', async () => {
    await same('changed', 'shelve', 'shelve -l', 'unshelve', 'shelve --keep', 'shelve -pq', 'unshelve');
    await same(
      'changed',
      'shelve a -m first~line -n one',
      'shelve -u -X n',
      'shelve --stat one',
      'shelve -n one',
    );
    await same('changed', 'shelve -A -n x', 'unshelve x --keep', 'shelve -u', 'shelve -n a/b', 'shelve nope');
  });
  it('onto other changesets and changes', async () => {
    await same(
      'changed',
      'shelve',
      'update -q 0',
      '!sed -i s/1/one/ a; echo more > n',
      'unshelve',
      'shelve -q',
    );
    await same('lines', 'phase -p .', 'shelve', 'update -q null', 'unshelve', 'status');
  });
  it('with conflicts: continued, aborted, refusals meanwhile', async () => {
    await same(
      'changed',
      ...CONFLICT,
      'status -v',
      'shelve',
      'unshelve',
      'merge --abort',
      'unshelve -c',
      'abort -n',
    );
    await same('changed', ...CONFLICT, 'diff --git --nodates', '!seq 3 > a', 'resolve -m a', 'continue');
    await same('changed', ...CONFLICT, 'unshelve --abort -t :local', 'unshelve --abort', 'shelve -lq');
    await same('lines', ...CONFLICT, 'resolve -t :local --all', 'unshelve -c');
  });
  it('branches and bookmarks', async () => {
    await same('changed', 'branch -q foo', 'shelve', 'unshelve', 'shelve a', 'branch');
    await same('lines', 'bookmark b/m', ...CONFLICT, 'bookmarks', 'unshelve -a', 'bookmarks');
  });
  it('chosen changes', async () => {
    await same('lines', '?y y n n?shelve -i', '?y y?shelve -i', '?n n?shelve -i', '?q?shelve -i');
    await same(
      'lines',
      'shelve',
      '?y y n y y?unshelve -i',
      'shelve -p',
      '?y y?unshelve -i',
      'unshelve -i -k',
    );
  });
  it('deleted and backed up; mistakes', async () => {
    await same(
      'lines',
      'shelve',
      'shelve -d nope',
      'shelve -d default',
      'shelve -d',
      'shelve --cleanup',
      'unshelve',
    );
    await same(
      'clean',
      'shelve',
      'shelve -l -A',
      'shelve -d -k',
      'shelve -p --stat',
      'shelve -p',
      'shelve -p nope',
      'unshelve -a -c',
      'unshelve x y',
    );
  });
  it('where the current directory goes', () => {
    hg(place, ['init', 'going']);
    const said = [hg, qs].map((run) => {
      shell(join(place, 'going'), 'mkdir here; echo n > here/n; hg add -q');
      const result = run(join(place, 'going/here'), ['shelve', '-n', run.name]);
      return { ...result, out: result.out.replace(/^shelved as .*\n/, '') };
    });
    expect(said[0]?.err).toContain('current directory was removed');
    expect(said[1]).toEqual(said[0]);
  });
  it('shelves within the history', async () => {
    const internal = '!echo internal-phase-2 >> .hg/store/requires';
    await same('changed', internal, 'shelve', '!rm .hg/shelved/default.hg', 'unshelve', 'revert a');
    await same('changed', internal, ...CONFLICT, 'unshelve -a', 'revert -C a', 'unshelve');
  });
  it('in turns', async () => {
    await inTurns('changed', 'shelve -u', 'unshelve', 'shelve', 'unshelve');
    await inTurns('lines', ...CONFLICT, '!seq 3 > a; hg resolve -qm a', 'unshelve -c');
    await inTurns('changed', ...CONFLICT, 'unshelve -a', 'shelve -n other');
    await inTurns('lines', 'shelve', 'update -q 0', '!sed -i s/9/neun/ a', 'unshelve -k', 'abort');
  });
});
