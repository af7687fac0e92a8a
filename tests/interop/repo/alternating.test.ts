import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bytesOf, utf8Of } from '../../../src/bytes/index.js';
import { createNodePlatform } from '../../../src/node/index.js';
import { HistoryWriter, openRepository } from '../../../src/repo/index.js';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { HgServer } from '../hg-server.js';
import { qs, qsBatch } from '../qs.js';
import { builtScript } from './built-script.js';
import { randomNumbers } from './random-numbers.js';
import { Reader } from './reader.js';

/** More by hand: `QS_ROUNDS=500`. */
const ROUNDS = Number(process.env.QS_ROUNDS ?? 16);
const SEED = Number(process.env.QS_SEED ?? 1);
const OK = { out: '', err: '', code: 0 };

const LOG = ['log', '-T', '{rev} {node} {p1node} {p2node} {phase} {bookmarks} {branch} {tags} {files}\n'];

describeWithHg('hg and qs in one repository', () => {
  const directory = temporaryDirectory();
  const platform = createNodePlatform();

  it('write in turns', async () => {
    const root = join(directory, 'turns');
    hg(directory, ['init', root, '--config', 'format.bookmarks-in-store=no']);
    const random = randomNumbers(SEED);
    // Both are long-lived, and both must notice what the other one has done.
    const server = new HgServer(root);
    const repo = openRepository(platform, utf8Of(root));
    const writer = new HistoryWriter(repo);
    const counts = { hg: 0, qs: 0, commits: 0, others: 0, looks: 0 };
    const reader = new Reader(utf8Of(root));
    const ours = (...args: string[]) => qsBatch([{ cwd: root, args }])[0];

    const commitByHg = async (n: number) => {
      await server.run(['update', '-qC', random(4) === 0 ? String(random(Math.max(1, n))) : 'tip']);
      if (n > 3 && random(4) === 0) await server.run(['merge', '-q', '-t', ':local', String(random(n))]);
      writeFileSync(join(root, `f${random(9)}`), `${n}\n`.repeat(random(300)));
      if (random(5) === 0) await server.run(['branch', '-qf', `b${random(3)}`]);
      const { code, err } = await server.run(['commit', '-qAm', `hg ${n}`]);
      if (code === 0) counts.commits++;
      else expect(err).toBe('');
    };
    const commitByUs = (n: number) => {
      const now = writer.repository();
      const parent = random(4) === 0 && n > 0 ? random(n) : now.length - 1;
      const noise = platform.random(random(30_000));
      writer.commit({
        parents: n === 0 ? [] : [now.node(parent)],
        files: new Map([
          [`q${random(5)}`, { content: noise, flags: '' }],
          [`f${random(9)}`, { content: bytesOf(`${n} of ours\n`), flags: 'x' }],
        ]),
        message: `qs ${n}`,
        user: 'test',
        date: { seconds: n, offset: 0 },
      });
      counts.commits++;
    };
    const small = (n: number): string[] => {
      const rev = String(random(n));
      return [
        ['bookmark', '-f', '-r', rev, `mark${random(6)}`],
        ['phase', '-f', ['-d', '-s', '-p'][random(3)] as string, '-r', rev],
        ['bookmark', '-f', '-i', '-r', rev, `mark${random(6)}`],
      ][random(3)] as string[];
    };
    for (let round = 0; round < ROUNDS; round++) {
      const n = openRepository(platform, utf8Of(root)).length;
      const isSmall = n > 1 && random(3) === 0;
      if (isSmall) counts.others++;
      if (round % 2 === 0) {
        counts.hg++;
        // Refused as ours are: public changesets stay so without force, and nothing may be left to do.
        if (isSmall) await server.run(small(n));
        else await commitByHg(n);
      } else {
        counts.qs++;
        if (isSmall) expect([0, 1, 255]).toContain(ours(...small(n))?.code);
        else commitByUs(n);
      }
      reader.look();
      if (round % 25 === 24 || round === ROUNDS - 1) {
        const theirs = hg(root, LOG);
        expect(ours(...LOG)).toEqual(theirs);
        expect((await server.run(LOG)).out).toBe(theirs.out);
        expect(hg(root, ['verify', '-q'])).toEqual(OK);
        expect(ours('verify', '-q')).toEqual(OK);
      }
    }
    counts.looks = reader.looks;
    server.close();
    console.log(`in turns: ${JSON.stringify(counts)}`);
    expect(counts.commits).toBe(openRepository(platform, utf8Of(root)).length);
    // Either undoes the other's.
    for (const program of [qs, hg]) {
      const before = openRepository(platform, utf8Of(root)).length;
      commitByUs(before);
      expect(program(root, ['rollback', '-f']).code).toBe(0);
      expect(openRepository(platform, utf8Of(root)).length).toBe(before);
    }
    expect(hg(root, ['verify', '-q'])).toEqual(OK);
  }, 3_600_000);

  it('write at the same time, from several processes', async () => {
    const root = join(directory, 'same time');
    hg(directory, ['init', root]);
    writeFileSync(join(root, 'first'), 'first\n');
    hg(root, ['commit', '-qAm', 'first']);
    const each = Math.max(4, ROUNDS >> 2);
    const script = builtScript(join(import.meta.dirname, 'committer.ts'));
    const share = ['--config', 'extensions.share='];
    const processes: Promise<string>[] = [];
    const env = { ...process.env, HGRCPATH: '', HGUSER: 'test', NODE_EXTRA_CA_CERTS: undefined };
    let running = 4;
    const start = (command: string, args: readonly string[], cwd: string) => {
      const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
      let text = '';
      child.stdout.on('data', (data: Buffer) => {
        text += data;
      });
      child.stderr.on('data', (data: Buffer) => {
        text += data;
      });
      processes.push(
        new Promise((resolve) =>
          child.on('close', () => {
            running--;
            resolve(text);
          }),
        ),
      );
    };
    for (const n of [1, 2]) {
      const place = join(directory, `share${n}`);
      expect(hg(directory, [...share, 'share', '-q', root, place]).code).toBe(0);
      const loop = `for i in $(seq ${each}); do echo $i >> by-hg-${n}; hg commit -qAm "$i" && echo $i; done`;
      start('sh', ['-c', loop], place);
      start(process.execPath, [script, root, String(SEED * 10 + n), String(each)], directory);
    }
    const reader = new Reader(utf8Of(root));
    while (running > 0) {
      reader.look();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const outputs = await Promise.all(processes);
    // All came through; who had to wait may have said so.
    for (const output of outputs) {
      const lines = output.split('\n').filter((line) => /^([0-9]+|[0-9a-f]{40})$/.test(line));
      expect(lines.length, output).toBe(each);
    }
    console.log(`at the same time: ${4 * each} commits of 4 processes, ${reader.looks} looks`);
    expect(openRepository(platform, utf8Of(root)).length).toBe(1 + 4 * each);
    expect(hg(root, ['verify', '-q'])).toEqual(OK);
    expect(qs(root, ['verify', '-q'])).toEqual(OK);
  }, 3_600_000);
});
