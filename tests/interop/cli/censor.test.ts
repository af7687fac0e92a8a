import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { SameChanges } from '../same-changes.js';

const CENSOR = ['--config', 'extensions.censor='];

describeWithHg('censor against hg', () => {
  const base = temporaryDirectory();

  it('takes the same content out, and both programs read the rest', () => {
    const source = join(base, 'source');
    hg(base, ['init', source]);
    for (let rev = 0; rev < 8; rev++) {
      const lines = Array.from(
        { length: 40 },
        (_, i) => `line ${i} ${i % 8 === rev ? `secret ${rev}` : ''}\n`,
      );
      writeFileSync(join(source, 'file'), lines.join(''));
      writeFileSync(join(source, 'other'), `${rev}\n`);
      hg(source, ['commit', '-qAm', `${rev}`, '-d', '0 0']);
    }
    const both = new SameChanges(base, source, 'censor');
    both.run('censor', '-r', '7', 'file', ...CENSOR);
    both.run('censor', '-r', '3', 'none', ...CENSOR);
    both.run('censor', 'file', ...CENSOR);
    both.run('censor', '-r', '3', 'file', '-t', 'not for you', ...CENSOR);
    both.run('censor', '-r', '1', 'file', ...CENSOR);
    for (const rev of ['0', '1', '3', '4', '6']) both.run('cat', '-r', rev, 'file');
    both.run('cat', '-r', '3', 'file', '--config', 'censor.policy=ignore');
    both.run('debugindex', 'file', '-v', '-T', '{rev} {flags} {node}\\n');
    for (const repo of [both.theirs, both.ours]) {
      const verify = hg(repo, ['verify', '-q', '--config', 'censor.policy=ignore']);
      if (verify.code !== 0) throw new Error(verify.out + verify.err);
    }
    both.run('verify', '-q');
    both.prepare('clone', '-q', '-U', '--pull', '.', '../clone');
    both.run('-R', '../clone', 'cat', '-r', '3', '../clone/file');
  });
});
