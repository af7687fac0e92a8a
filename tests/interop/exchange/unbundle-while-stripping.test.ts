import { spawn } from 'node:child_process';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { qsCommand } from '../qs.js';

/** More by hand: `QS_ROUNDS=100`. */
const ROUNDS = Number(process.env.QS_ROUNDS ?? 6);
const KEPT = 6;
const STRIP = ['--config', 'extensions.strip='];

interface End {
  readonly code: number | null;
  readonly text: string;
}

function run(command: string, cwd: string): Promise<End> {
  return new Promise((resolve) => {
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: undefined, HGRCPATH: '', HGUSER: 'test' };
    const child = spawn('sh', ['-c', command], { cwd, env });
    let text = '';
    child.stdout.on('data', (data) => {
      text += data;
    });
    child.stderr.on('data', (data) => {
      text += data;
    });
    child.on('close', (code) => resolve({ code, text }));
  });
}

describeWithHg('a bundle applied while another process strips what it stands on', () => {
  const directory = temporaryDirectory();
  const root = join(directory, 'root');
  const bundle = join(directory, 'last.hg');

  beforeAll(() => {
    hg(directory, ['init', root]);
    for (let n = 0; n < 12; n++) {
      writeFileSync(join(root, `f${n % 4}`), `${n}\n`.repeat(2000 * n + 1));
      hg(root, ['commit', '-qAm', `changeset ${n}`]);
    }
    hg(root, ['update', '-q', 'null']);
    hg(root, ['bundle', '-q', '--base', '8', '-r', 'tip', bundle]);
    hg(root, [...STRIP, 'strip', '-q', '--no-backup', '9']);
  });

  for (let round = 0; round < ROUNDS; round++)
    it(`leaves what is not stripped, round ${round}`, async () => {
      const here = join(directory, `round${round}`);
      cpSync(root, here, { recursive: true });
      const stripper = round % 3 === 2 ? `hg ${STRIP.join(' ')}` : qsCommand();
      const unbundler = round % 3 === 1 ? 'hg' : qsCommand();
      // Who comes first differs: starting takes a different time each time.
      const [stripped, applied] = await Promise.all([
        run(
          `sleep 0.0${(round * 3) % 10}; ${stripper} ${STRIP.join(' ')} strip -q --no-backup ${KEPT}`,
          here,
        ),
        run(`${unbundler} unbundle -q '${bundle}'`, here),
      ]);
      expect(stripped.code, stripped.text).toBe(0);
      // Either what it stands on was there, or it says that it is not.
      if (applied.code !== 0) {
        expect(applied.code).toBe(255);
        expect(applied.text).toMatch(/abort: .*unknown parent/);
      }
      expect(hg(here, ['verify', '-q'])).toEqual({ out: '', err: '', code: 0 });
      expect(hg(here, ['log', '-T', '{rev} ']).out).toBe('5 4 3 2 1 0 ');
      rmSync(here, { recursive: true });
    });
});
