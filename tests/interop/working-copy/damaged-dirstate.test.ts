import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { qs } from '../qs.js';

describeWithHg('a damaged dirstate', () => {
  it.each(['no', 'yes'])(
    'is refused, and made anew from the parent; format 2: %s',
    (version2) => {
      const repo = join(temporaryDirectory(), 'repo');
      const hgrc = '[storage]\ndirstate-v2.slow-path=allow\n';
      qs('/', ['init', repo, '--config', `format.use-dirstate-v2=${version2}`]);
      writeFileSync(join(repo, '.hg/hgrc'), hgrc);
      writeFileSync(join(repo, 'a'), 'a\n');
      writeFileSync(join(repo, 'b'), 'b\n');
      expect(qs(repo, ['commit', '-qAm', '0']).code).toBe(0);
      writeFileSync(join(repo, 'b'), 'changed\n');
      const path = join(repo, '.hg/dirstate');
      const whole = readFileSync(path);
      // The parents are still there, the rest is not.
      writeFileSync(path, whole.subarray(0, whole.length - 3));
      const refused = qs(repo, ['status']);
      expect(refused.code).toBe(255);
      expect(refused.err).toContain('working directory state appears damaged!');
      expect(refused.err).toContain('debugrebuilddirstate');
      const rebuilt = qs(repo, ['debugrebuilddirstate']);
      expect([rebuilt.code, rebuilt.err]).toEqual([0, 'the dirstate cannot be read: making a new one\n']);
      expect(qs(repo, ['status']).out).toBe('M b\n');
      expect(hg(repo, ['status']).out).toBe('M b\n');
      expect(hg(repo, ['parents', '-T', '{rev}']).out).toBe('0');
      // Not even the parents: they have to be named.
      writeFileSync(path, whole.subarray(0, 15));
      const unnamed = qs(repo, ['debugrebuilddirstate']);
      expect(unnamed.code).toBe(255);
      expect(unnamed.err).toContain('debugrebuilddirstate -r REV');
      expect(qs(repo, ['debugrebuilddirstate', '-r', '0']).code).toBe(0);
      expect(hg(repo, ['status']).out).toBe('M b\n');
    },
    120_000,
  );
});
