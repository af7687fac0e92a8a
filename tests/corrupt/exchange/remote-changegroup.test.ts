import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type ByteString, bytesOf } from '../../../src/bytes/index.js';
import { HgError } from '../../../src/errors/index.js';
import { SILENT_UI } from '../../../src/exchange/index.js';
import type { Downloads, MemoryFileSystem } from '../../../src/platform/index.js';
import { openRepository, unbundle } from '../../../src/repo/index.js';
import { copyOf } from '../repo/copy-tree.js';
import { bundle2Of, bundleOf, grown, pieces, platformOf, ROOT, storeOf } from './bundle-samples.js';

const target = grown(2).fs;
const { repo: source } = grown(5);
const content = bundleOf(source, 'bzip2-v1', [1]);
const URL_OF_IT = 'https://u:secret@example.org/last.hg';
const digestOf = (name: string, of = content): string => createHash(name).update(of).digest('hex');

const plain = bundleOf(source, 'none-v1', [1]);

/** What is sent never ends. */
function* endless(): Generator<Uint8Array> {
  yield plain;
  for (;;) yield new Uint8Array(100_000);
}

function downloadsOf(files: ReadonlyMap<ByteString, Uint8Array>, isEndless: boolean): Downloads {
  return {
    read: (url) => (isEndless ? endless() : pieces(files.get(url) ?? new Uint8Array(0), 100)),
    digest(name) {
      const hash = createHash(name);
      return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') };
    },
  };
}

/** Applies a part with these parameters. @returns the store before and after, and what was said against it */
function applied(parameters: Record<string, string>, file = content, online = true, isEndless = false) {
  const fs: MemoryFileSystem = copyOf(target);
  const before = storeOf(fs);
  const downloads = downloadsOf(new Map([[URL_OF_IT, file]]), isEndless);
  const { downloads: _, ...offline } = platformOf(fs);
  const platform = online ? { ...offline, downloads } : offline;
  const part = {
    type: 'remote-changegroup',
    isMandatory: true,
    mandatory: new Map(Object.entries(parameters)),
  };
  let message = '';
  try {
    unbundle(openRepository(platform, ROOT), pieces(bundle2Of([part])), { ui: SILENT_UI, name: 'bundle' });
  } catch (error) {
    expect(error).toBeInstanceOf(HgError);
    message = (error as HgError).message;
  }
  return { before, after: storeOf(fs), message };
}

const size = String(content.length);

describe('a changegroup that lies elsewhere', () => {
  it.each([
    {},
    {
      digests: 'sha1 md5 sha512',
      'digest:sha1': digestOf('sha1'),
      'digest:md5': digestOf('md5'),
      'digest:sha512': digestOf('sha512'),
    },
    { 'digest:sha1': 'what is not named is not looked at' },
  ])('is fetched and applied: %j', (digests) => {
    const { before, after, message } = applied({ url: URL_OF_IT, size, ...digests });
    expect(message).toBe('');
    expect(after).not.toEqual(before);
  });

  it('is left alone when more comes than was said', () => {
    const { before, after, message } = applied(
      { url: URL_OF_IT, size: String(plain.length) },
      plain,
      true,
      true,
    );
    expect(message).toContain(`size mismatch: expected ${plain.length}, got `);
    expect(after).toEqual(before);
  });

  const corrupted = 'bundle at https://u:***@example.org/last.hg is corrupted:\n';
  it.each<[Record<string, string>, string]>([
    [{}, 'remote-changegroup: missing "url" param'],
    [{ url: 'file:///etc/passwd', size }, 'remote-changegroup does not support file urls'],
    [{ url: 'ssh://host/x', size }, 'remote-changegroup does not support ssh urls'],
    [{ url: URL_OF_IT }, 'remote-changegroup: missing "size" param'],
    [{ url: URL_OF_IT, size: 'foo' }, 'remote-changegroup: invalid value for param "size"'],
    [{ url: URL_OF_IT, size: '-5' }, `${corrupted}size mismatch: expected -5, got ${size}`],
    [
      { url: URL_OF_IT, size: '9'.repeat(30) },
      `${corrupted}size mismatch: expected ${'9'.repeat(30)}, got ${size}`,
    ],
    [{ url: URL_OF_IT, size, digests: 'sha1' }, 'remote-changegroup: missing "digest:sha1" param'],
    [
      { url: URL_OF_IT, size, digests: 'sha256', 'digest:sha256': '0' },
      'bundle: unknown bundle feature, remote-changegroup - digest:sha256',
    ],
    [
      { url: URL_OF_IT, size, digests: 'md5 sha1', 'digest:md5': digestOf('md5'), 'digest:sha1': '0' },
      `${corrupted}sha1 mismatch: expected 0, got ${digestOf('sha1')}`,
    ],
    [{ url: URL_OF_IT, size, zork: '1' }, 'bundle: unknown bundle feature, remote-changegroup - zork'],
  ])('is not what was promised: %j', (parameters, expected) => {
    const { before, after, message } = applied(parameters);
    expect(message).toBe(expected);
    expect(after).toEqual(before);
  });

  it('is no such bundle, or more than one', () => {
    const refused = (file: Uint8Array, online = true): string => {
      const { before, after, message } = applied({ url: URL_OF_IT, size: String(file.length) }, file, online);
      expect(after).toEqual(before);
      return message;
    };
    const shown = 'https://u:***@example.org/last.hg';
    expect(refused(bytesOf('what is this?'))).toBe(`${shown}: not a Mercurial bundle`);
    expect(refused(bundleOf(source, 'none-v2', [1]))).toBe(`${shown}: not a bundle version 1.0`);
    expect(refused(new Uint8Array(0))).toContain('stream ended unexpectedly');
    for (const length of [5, 6, 30, content.length - 1])
      expect(refused(content.subarray(0, length))).not.toBe('');
    expect(refused(content, false)).toBe(`cannot download ${shown}: there is no network here`);
    const plain = bundleOf(source, 'none-v1', [1]);
    const longer = new Uint8Array(plain.length + 10);
    longer.set(plain);
    const { message } = applied({ url: URL_OF_IT, size: String(plain.length) }, longer);
    expect(message).toContain(`size mismatch: expected ${plain.length}, got ${longer.length}`);
  });
});
