import { describe, expect, it } from 'vitest';
import { bytesOf, bytesOfHex, concatBytes, NULL_NODE } from '../../../src/bytes/index.js';
import { HgError } from '../../../src/errors/index.js';
import type { MemoryFileSystem } from '../../../src/platform/index.js';
import { copyOf } from '../repo/copy-tree.js';
import {
  apply,
  bundle2Of,
  bundleOf,
  bytesIn,
  changegroupOf,
  changegroupPart,
  grown,
  platformOf,
  storeOf,
} from './bundle-samples.js';

const target = grown(2).fs;
const { repo: source } = grown(5);
const before = storeOf(target);

/** What applying says; the store has to be what it was. */
function refusal(bundle: Uint8Array, fs: MemoryFileSystem = copyOf(target)): HgError {
  const old = storeOf(fs);
  let thrown: unknown;
  try {
    apply(fs, bundle);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(HgError);
  expect(storeOf(fs)).toEqual(old);
  return thrown as HgError;
}

const int32 = (value: number): Uint8Array => Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
const nodeBytes = (node: string): Uint8Array => bytesOfHex(node) as Uint8Array;
const EMPTY = int32(0);

interface Revision {
  readonly node: string;
  readonly p1?: string;
  readonly base?: string;
  readonly link: string;
  readonly delta: Uint8Array;
}

function chunk(content: Uint8Array): Uint8Array {
  return concatBytes([int32(content.length + 4), content]);
}

function revision({ node, p1 = NULL_NODE, base = NULL_NODE, link, delta }: Revision): Uint8Array {
  return chunk(concatBytes([...[node, p1, NULL_NODE, base, link].map(nodeBytes), delta]));
}

/** A delta of one hunk. */
function hunk(start: number, end: number, text: string): Uint8Array {
  return concatBytes([int32(start), int32(end), int32(text.length), bytesOf(text)]);
}

const { hasher } = platformOf(target);

/** The node of a text without parents. */
function nodeOf(text: string): string {
  return hasher.sha1Hex(bytesOf('\0'.repeat(40) + text));
}

/** One changeset with a manifest of one file, each of which may be replaced. */
function crafted(options: {
  readonly path?: string;
  readonly changeset?: Partial<Revision>;
  readonly manifest?: Partial<Revision>;
  readonly file?: Partial<Revision>;
}): Uint8Array {
  const { path = 'file' } = options;
  const text = 'content\n';
  const fileNode = nodeOf(text);
  const manifestText = `${path}\0${fileNode}\n`;
  const manifestNode = nodeOf(manifestText);
  const changesetText = `${manifestNode}\ntest\n0 0\n${path}\n\nmessage`;
  const link = nodeOf(changesetText);
  return concatBytes([
    revision({ node: link, link, delta: hunk(0, 0, changesetText), ...options.changeset }),
    EMPTY,
    revision({ node: manifestNode, link, delta: hunk(0, 0, manifestText), ...options.manifest }),
    EMPTY,
    chunk(bytesOf(path)),
    revision({ node: fileNode, link, delta: hunk(0, 0, text), ...options.file }),
    EMPTY,
    EMPTY,
  ]);
}

const inBundle = (group: Uint8Array): Uint8Array => bundle2Of([changegroupPart(group)]);
const UNKNOWN = '1'.repeat(40);

describe('damaged bundles change nothing', () => {
  it('whole ones are taken', () => {
    for (const type of ['none-v1', 'bzip2-v1', 'none-v2', 'zstd-v2', 'gzip-v2']) {
      const fs = copyOf(target);
      apply(fs, bundleOf(source, type));
      expect(storeOf(fs)).not.toEqual(before);
    }
    apply(copyOf(target), inBundle(crafted({})));
  });

  it.each(['none-v1', 'gzip-v1', 'bzip2-v1', 'none-v2', 'gzip-v2', 'zstd-v2'])(
    'cut at every byte: %s',
    (type) => {
      const bundle = bundleOf(source, type, [1]);
      const fs = copyOf(target);
      let taken = 0;
      const step = process.env.QS_ALL_CUTS === '1' ? 1 : Math.ceil(bundle.length / 150);
      for (let length = 0; length < bundle.length; length += step) {
        const cut = bundle.subarray(0, length);
        try {
          apply(fs, cut);
          taken++;
        } catch (error) {
          expect(error).toBeInstanceOf(HgError);
          expect(storeOf(fs)).toEqual(before);
        }
      }
      expect(taken).toBe(0);
    },
    60_000,
  );

  it('every byte changed', () => {
    const bundle = bundleOf(source, 'none-v2', [1]);
    const step = process.env.QS_ALL_CUTS === '1' ? 1 : 17;
    let refused = 0;
    for (let at = 0; at < bundle.length; at += step) {
      const changed = bundle.slice();
      changed[at] = (changed[at] as number) ^ 0x81;
      const fs = copyOf(target);
      try {
        apply(fs, changed);
      } catch (error) {
        if (!(error instanceof HgError)) throw error;
        refused++;
        expect(storeOf(fs)).toEqual(before);
      }
    }
    expect(refused).toBeGreaterThan(bundle.length / step / 2);
  }, 60_000);

  it.each([1, 2, 3, 4, -1, -2, -2147483648])('a chunk of length %d', (length) => {
    const group = concatBytes([int32(length), new Uint8Array(200)]);
    expect(refusal(inBundle(group)).message).toBe(`invalid chunk length ${length}`);
  });

  it('lengths without end', () => {
    const group = concatBytes([int32(0x7fffffff), new Uint8Array(200)]);
    expect(refusal(inBundle(group)).message).toBe(
      'stream ended unexpectedly (got 200 bytes, expected 2147483643)',
    );
    expect(refusal(concatBytes([bytesOf('HG20'), int32(0x7fffffff)])).message).toContain('too large');
    expect(refusal(concatBytes([bytesOf('HG20'), EMPTY, int32(0x7fffffff)])).message).toContain('too large');
    expect(refusal(concatBytes([bytesOf('HG20'), int32(-1)])).message).toBe('negative bundle param size: -1');
    expect(refusal(concatBytes([bytesOf('HG20'), EMPTY, int32(-1)])).message).toBe(
      'negative part header size: -1',
    );
    const chunks = bundle2Of([{ type: 'output', isMandatory: false }]).slice(0, -8);
    expect(refusal(concatBytes([chunks, int32(-16)])).message).toBe('negative payload chunk size: -16');
    expect(refusal(concatBytes([chunks, int32(1000), new Uint8Array(10)])).message).toContain(
      'stream ended unexpectedly',
    );
  });

  it('a delta header that is cut', () => {
    expect(refusal(inBundle(chunk(new Uint8Array(50)))).message).toContain('invalid chunk length 54');
  });

  it('headers of parts that lie about their sizes', () => {
    for (const header of [
      '\x07foo\0\0\0\0',
      '\x03foo\0\0\0\0\x01\0',
      '\x03foo\0\0\0\0\x01\0\xff\xff',
      '\x03foo',
    ])
      expect(
        refusal(concatBytes([bytesOf('HG20'), EMPTY, int32(header.length), bytesOf(header)])).message,
      ).toContain('corrupt part header');
  });

  it('what nobody knows', () => {
    const see = 'see https://mercurial-scm.org/wiki/BundleFeature for more information';
    const part = refusal(bundle2Of([{ type: 'foo', isMandatory: true }]));
    expect([part.message, part.hint]).toEqual(['bundle: unknown bundle feature, foo', see]);
    const mandatory = new Map([
      ['version', '02'],
      ['zzz', '1'],
    ]);
    const parameter = refusal(bundle2Of([{ type: 'changegroup', isMandatory: true, mandatory }]));
    expect(parameter.message).toBe('bundle: unknown bundle feature, changegroup - zzz');
    const stream = refusal(concatBytes([bytesOf('HG20'), int32(7), bytesOf('Foo=bar'), EMPTY]));
    expect(stream.message).toBe('bundle: unknown bundle feature, Stream Parameter - Foo');
    apply(copyOf(target), bundle2Of([{ type: 'foo', isMandatory: false, payload: new Uint8Array(100) }]));
    apply(copyOf(target), concatBytes([bytesOf('HG20'), int32(7), bytesOf('foo=bar'), EMPTY]));
    expect(refusal(bundle2Of([changegroupPart(new Uint8Array(12), '09')])).message).toContain(
      'unsupported changegroup version',
    );
  });

  it('magics that are none', () => {
    expect(refusal(new Uint8Array(0)).message).toBe('stream ended unexpectedly (got 0 bytes, expected 4)');
    expect(refusal(bytesOf('JUNKJUNK')).message).toBe('bundle: not a Mercurial bundle');
    expect(refusal(bytesOf('HG30xxxx')).message).toBe('bundle: unknown bundle version 30');
    expect(refusal(bytesOf('HG10XXxx')).message).toBe('unknown stream compression type: XX');
    expect(refusal(bytesOf('HG10GZjunk')).message).toContain('incorrect header check');
    expect(refusal(bytesOf('HG10BZjunk')).message).toBe('Invalid data stream');
    expect(refusal(bytesOf('HGS1UN')).message).toBe('packed bundles cannot be applied with "hg unbundle"');
  });

  it('texts that have not their hash', () => {
    for (const which of ['changeset', 'manifest', 'file'])
      expect(refusal(inBundle(crafted({ [which]: { node: UNKNOWN } }))).message).toContain(
        'integrity check failed',
      );
  });

  it('unknown parents, bases and changesets', () => {
    for (const which of ['changeset', 'manifest', 'file']) {
      expect(refusal(inBundle(crafted({ [which]: { p1: UNKNOWN } }))).message).toContain('unknown parent');
      expect(refusal(inBundle(crafted({ [which]: { base: UNKNOWN } }))).message).toContain(
        'unknown delta base',
      );
    }
    expect(refusal(inBundle(crafted({ manifest: { link: UNKNOWN } }))).message).toBe(
      `00changelog@${UNKNOWN}: no node`,
    );
    expect(refusal(inBundle(crafted({ file: { link: UNKNOWN } }))).message).toBe(
      `00changelog@${UNKNOWN}: no node`,
    );
  });

  it('deltas outside of their base', () => {
    for (const delta of [
      hunk(5, 9, 'x'),
      hunk(9, 5, 'x'),
      int32(7),
      concatBytes([int32(0), int32(0), int32(99), bytesOf('x')]),
    ])
      for (const which of ['changeset', 'manifest', 'file'])
        refusal(inBundle(crafted({ [which]: { delta } })));
  });

  it.each([
    '../out',
    'a/../../out',
    '.hg/hgrc',
    '.HG/hgrc',
    'a/.hg/x',
    '/absolute',
    'a//b',
    '.',
    'a/.',
    '',
    'new\nline',
  ])('the path %j', (path) => {
    const error = refusal(inBundle(crafted({ path })));
    expect(error.message).not.toBe('');
  });

  it('names that Windows reserves are ordinary ones, as with hg', () => {
    for (const path of ['con', 'aux.txt', 'a/nul', 'a:b']) apply(copyOf(target), inBundle(crafted({ path })));
  });

  it('an empty file group', () => {
    const group = concatBytes([EMPTY, EMPTY, chunk(bytesOf('file')), EMPTY, EMPTY]);
    expect(refusal(inBundle(group)).message).toBe('received file revlog group is empty');
  });

  it('a sound changegroup, and then a part that fails', () => {
    const group = changegroupPart(changegroupOf(source, '02', [1]));
    const message = new Map([['message', 'no']]);
    expect(
      refusal(bundle2Of([group, { type: 'error:abort', isMandatory: false, mandatory: message }])).message,
    ).toBe('no');
    const heads = { type: 'phase-heads', isMandatory: true } as const;
    expect(refusal(bundle2Of([group, { ...heads, payload: new Uint8Array(10) }])).message).toBe(
      'bad phase-heads stream',
    );
    const unknown = concatBytes([int32(1), nodeBytes(UNKNOWN)]);
    expect(refusal(bundle2Of([group, { ...heads, payload: unknown }])).message).toBe(
      `unknown revision '${UNKNOWN}'`,
    );
    const bookmarks = { type: 'bookmarks', isMandatory: true, payload: new Uint8Array(21) } as const;
    expect(refusal(bundle2Of([group, bookmarks])).message).toBe('bad bookmark stream');
    const markers = { type: 'check:heads', isMandatory: true, payload: nodeBytes(UNKNOWN) } as const;
    expect(refusal(bundle2Of([group, markers])).message).toContain('remote repository changed while pushing');
  });
});

describe('data that expands', () => {
  const { streams } = platformOf(target);

  it('is read piece by piece, and given up when it is absurd', () => {
    // Sixteen gigabytes of zeros as one frame of zstd: blocks of 128 KiB that are runs.
    const blocks = 131072;
    const frame = new Uint8Array(6 + 4 * blocks);
    frame.set([0x28, 0xb5, 0x2f, 0xfd, 0, 0x58]);
    for (let i = 0; i < blocks; i++) frame.set([2, 0, 16, 0], 6 + 4 * i);
    const advisory = concatBytes([bytesOf('HG20'), int32(14), bytesOf('Compression=ZS')]);
    // The parts: an advisory one with a payload that never ends.
    const head = bytesIn(streams.zstd.compress([]));
    expect(head.length).toBeLessThan(20);
    const part = bytesOf('\x03foo\0\0\0\0\0\0');
    const first = concatBytes([int32(part.length), part, int32(0x7fffffff)]);
    const raw = concatBytes([Uint8Array.of(first.length << 3, first.length >> 5, 0), first]);
    const whole = concatBytes([advisory, frame.subarray(0, 6), raw, frame.subarray(6)]);
    const rss = process.memoryUsage().rss;
    const error = refusal(whole);
    expect(error.message).toMatch(/expands to more than|stream ended unexpectedly|negative payload/);
    expect(process.memoryUsage().rss - rss).toBeLessThan(300 << 20);
  }, 60_000);
});
