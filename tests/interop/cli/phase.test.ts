import { join } from 'node:path';
import { it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { SameChanges } from '../same-changes.js';

describeWithHg('phase against hg', () => {
  const base = temporaryDirectory();

  it('moves boundaries, says the same and leaves the same roots', async () => {
    const source = join(base, 'source');
    hg(base, ['init', source]);
    hg(source, ['debugbuilddag', '+4:a +2 <a +3 *a/7 +1']);
    hg(source, ['update', '-q', '5']);
    const both = new SameChanges(base, source, 'phase', {
      sorted: ['.hg/store/phaseroots'],
      files: ['.hg/undo.desc'],
    });
    const commands = [
      ['-p', '1'],
      ['-p', '1'],
      ['-s', '5', '-v'],
      ['-fs', '5', '7', '-v'],
      ['-r', 'all()'],
      ['-f', '-d', '-r', '0::', '-v'],
      ['-s', '-f', '6:8'],
      ['-d', '7', '9', '-v'],
      ['-d', '0', '5'],
      ['-d', '0'],
      ['-p', '-d', '0'],
      ['-p', 'none()'],
      ['-p', 'null'],
      ['-f', '-s', 'null'],
      ['-d', '-f'],
      ['-p', 'unknown'],
      ['-r', 'all()'],
    ];
    await both.runAll(commands.map((args) => ['phase', ...args]));
  });
});
