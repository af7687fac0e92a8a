import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { utf8Of } from '../../../src/bytes/index.js';
import { Config } from '../../../src/config/index.js';
import { createNodePlatform } from '../../../src/node/index.js';
import { createRepository, openRepository } from '../../../src/repo/index.js';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { qs } from '../qs.js';
import { builtScript } from './built-script.js';
import { randomNumbers } from './random-numbers.js';
import { Reader } from './reader.js';

/** More by hand: `QS_KILLS=1000`. */
const KILLS = Number(process.env.QS_KILLS ?? 12);
const SEED = Number(process.env.QS_SEED ?? 1);

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describeWithHg('a series of commits that is killed again and again', () => {
  const directory = temporaryDirectory();

  it('loses nothing, and readers beside see whole states only', async () => {
    const root = join(directory, 'killed');
    const platform = createNodePlatform();
    createRepository(platform, utf8Of(root), new Config());
    const script = builtScript(join(import.meta.dirname, 'committer.ts'));
    const random = randomNumbers(SEED);
    const reader = new Reader(utf8Of(root));
    const counts = { kills: 0, commits: 0, 'unfinished transactions': 0, looks: 0 };
    const acknowledged: string[] = [];
    let problems = '';

    for (let kill = 0; kill < KILLS; kill++) {
      const child = spawn(process.execPath, [script, root, String(SEED + kill)], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, NODE_EXTRA_CA_CERTS: undefined },
      });
      let text = '';
      child.stdout.on('data', (data: Buffer) => {
        text += data;
      });
      child.stderr.on('data', (data: Buffer) => {
        problems += data;
      });
      const ended = new Promise((resolve) => child.on('close', resolve));
      // Some before or while they recover, most while they commit.
      const early = random(5) === 0;
      while (!early && !text.includes('\n') && child.exitCode === null) await pause(3);
      const until = Date.now() + random(early ? 200 : 60);
      do {
        const seen = text.split('\n').length - 1;
        expect(reader.look()).toBeGreaterThanOrEqual(acknowledged.length + seen);
        await pause(1);
      } while (Date.now() < until);
      child.kill('SIGKILL');
      await ended;
      counts.kills++;
      // A line without its end was not acknowledged; its commit may be there all the same.
      acknowledged.push(...text.split('\n').slice(0, -1));
      if (existsSync(join(root, '.hg/store/journal'))) counts['unfinished transactions']++;
      reader.look();
      expect(problems).toBe('');
      if (kill % 100 === 50) {
        if (existsSync(join(root, '.hg/store/journal'))) expect(hg(root, ['recover']).code).toBe(0);
        expect(hg(root, ['verify', '-q'])).toEqual({ out: '', err: '', code: 0 });
        reader.forget();
      }
      // What is there but was not acknowledged counts from now on.
      const repo = openRepository(platform, utf8Of(root));
      for (const node of acknowledged) if (repo.revOf(node) === undefined) problems += `${node} is lost\n`;
      if (!existsSync(join(root, '.hg/store/journal')))
        for (let rev = acknowledged.length; rev < repo.length; rev++) acknowledged.push(repo.node(rev));
    }
    counts.commits = acknowledged.length;
    counts.looks = reader.looks;
    console.log(`killed commits: ${JSON.stringify(counts)}`);
    expect(problems).toBe('');
    if (existsSync(join(root, '.hg/store/journal'))) expect(qs(root, ['recover']).code).toBe(0);
    const nodes = hg(root, ['log', '-T', '{node}\n']).out.split('\n');
    for (const node of acknowledged) expect(nodes).toContain(node);
    expect(qs(root, ['verify', '-q'])).toEqual({ out: '', err: '', code: 0 });
    expect(hg(root, ['verify', '-q'])).toEqual({ out: '', err: '', code: 0 });
  }, 3_600_000);
});
