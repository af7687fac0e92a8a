import { expect, it } from 'vitest';
import { byteStringOf } from '../../../src/bytes/index.js';
import { writeFile } from '../../../src/platform/index.js';
import { openBundleRepository, type Repository } from '../../../src/repo/index.js';
import { copyOf } from '../repo/copy-tree.js';
import { bundleOf, grown, platformOf, ROOT } from './bundle-samples.js';

const { fs: target } = grown(2);
const { repo: source } = grown(5);

/** The last two bytes of the bundle that are this text are changed. */
function opened(type: string, from: string, to: string): Repository {
  const bundle = bundleOf(source, type, [1]);
  const at = byteStringOf(bundle).lastIndexOf(from);
  expect(at).toBeGreaterThan(0);
  for (let i = 0; i < to.length; i++) bundle[at + i] = to.charCodeAt(i);
  const fs = copyOf(target);
  writeFile(fs, '/last.hg', bundle);
  return openBundleRepository(platformOf(fs), { file: '/last.hg', shownAs: 'last.hg', parentRoot: ROOT });
}

function contentOf(repo: Repository, path: string): string {
  return byteStringOf(repo.file(repo.length - 1, path)?.content() ?? new Uint8Array(0));
}

it.each(['none-v1', 'none-v2'])('a bundle as a repository is checked where it is read: %s', (type) => {
  expect(contentOf(opened(type, '4\n', '4\n'), 'dir/f4')).toBe('4\n');
  const damaged = opened(type, '4\n', '5\n');
  expect(contentOf(damaged, 'dir/f3')).toBe('3\n');
  expect(() => contentOf(damaged, 'dir/f4')).toThrow('integrity check failed');
  expect(() => opened(type, 'changeset 4', 'changeset 5')).toThrow('integrity check failed');
});
