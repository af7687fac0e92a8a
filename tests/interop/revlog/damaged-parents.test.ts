import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { qs } from '../qs.js';

describeWithHg('parents that cannot be', () => {
  it.each([2, 65536, -2])('are shown as they are stored: %d', (parent) => {
    const root = temporaryDirectory();
    hg(root, ['init']);
    for (const text of ['1', '2']) {
      writeFileSync(join(root, 'f'), text);
      hg(root, ['commit', '-qAm', text]);
    }
    const path = join(root, '.hg/store/00changelog.i');
    const index = readFileSync(path);
    index.writeInt32BE(parent, 24);
    index.writeInt32BE(parent, 64 + index.readInt32BE(8) + 28);
    writeFileSync(path, index);
    rmSync(join(root, '.hg/cache'), { recursive: true, force: true });
    const commands = [
      ['debugrevlogindex', '-c'],
      ['debugrevlogindex', '-c', '-f1'],
      // hg takes -2 for the last but one of all revisions, and fails.
      ...(parent > 0 ? [['debugdeltachain', '-c']] : []),
    ];
    for (const command of commands) expect(qs(root, command)).toEqual(hg(root, command));
  });
});
