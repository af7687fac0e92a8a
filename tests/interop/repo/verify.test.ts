import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { HgError } from '../../../src/errors/index.js';
import { createNodePlatform } from '../../../src/node/index.js';
import { verify } from '../../../src/repo/verify/index.js';
import { openStore } from '../../../src/store/index.js';
import { describeWithHg, temporaryDirectory } from '../hg.js';
import { HgServer } from '../hg-server.js';
import { buildRepository, DAMAGES, type Damage, TREE_DAMAGES } from './damages.js';

interface Said {
  readonly out: string;
  readonly err: string;
  readonly code: number;
}

async function ourVerify(repo: string): Promise<Said> {
  const platform = createNodePlatform();
  const hgPath = join(repo, '.hg');
  let out = '';
  let err = '';
  try {
    const code = await verify({
      store: openStore(platform, platform.openFileSystem(hgPath)),
      hgPath,
      output: {
        status: (text) => {
          out += text;
        },
        note: () => {},
        warn: (text) => {
          err += text;
        },
        verbose: false,
        progress: () => ({ update: () => {}, complete: () => {} }),
      },
    });
    return { out, err, code };
  } catch (error) {
    if (!(error instanceof HgError)) throw error;
    const hint = error.hint === undefined ? '' : `(${error.hint})\n`;
    return { out, err: `${err}abort: ${error.message}\n${hint}`, code: 255 };
  }
}

/** What a decompressor says of damage, and in what pieces a file is read, are its own business. */
function comparable({ out, err, code }: Said): Said {
  const text = err
    .replace(/(zstd decompressor error|Error -\d while decompressing data): [^\n]*/g, 'cannot decompress')
    .replace(/expected \d+ bytes from offset \d+, got \d+/g, 'too few bytes');
  return { out, err: text, code };
}

describeWithHg('verify against hg verify --full', () => {
  const base = temporaryDirectory();

  function compareAll(name: string, config: readonly string[], damages: readonly Damage[]): void {
    it(`finds the same damage: ${name}`, { timeout: 180_000 }, async () => {
      const top = join(base, name.replaceAll(' ', '-'));
      mkdirSync(top);
      const original = buildRepository(join(top, 'original'), config);
      // hg would serve some manifests from here instead of reading them.
      for (const cache of ['cache', 'wcache'])
        rmSync(join(original.repo, '.hg', cache), { recursive: true, force: true });
      const server = new HgServer(top);
      const compare = async (damage: Damage, i: number): Promise<void> => {
        const repo = join(top, `${i}`);
        cpSync(original.repo, repo, { recursive: true });
        damage.apply({ repo, store: original.store.replace(original.repo, repo) });
        const ours = await ourVerify(repo);
        if (damage.differs !== undefined) expect(ours.err, damage.name).not.toBe('');
        else {
          const theirs = await server.run(['-R', repo, 'verify', '--full']);
          expect({ damage: damage.name, ...comparable(ours) }).toEqual({
            damage: damage.name,
            ...comparable(theirs),
          });
        }
        rmSync(repo, { recursive: true });
      };
      for (const [i, damage] of damages.entries()) await compare(damage, i);
      server.close();
    });
  }

  compareAll('ordinary store', [], DAMAGES);
  compareAll('tree manifests', ['experimental.treemanifest=1'], TREE_DAMAGES);
  compareAll(
    'no fncache',
    ['format.usefncache=no'],
    DAMAGES.filter((_, i) => i % 9 === 0).filter(({ name }) => !name.includes('fncache')),
  );
  compareAll(
    'oldest formats',
    [
      'format.usestore=no',
      'format.usegeneraldelta=no',
      'format.sparse-revlog=no',
      'format.revlog-compression=zlib',
    ],
    DAMAGES.filter((_, i) => i % 9 === 4).filter(({ name }) => !name.includes('fncache')),
  );
});
