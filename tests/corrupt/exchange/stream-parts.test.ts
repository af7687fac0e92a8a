import { describe, expect, it } from 'vitest';
import { bytesOf, bytesOfHex, concatBytes, NULL_NODE } from '../../../src/bytes/index.js';
import { Config } from '../../../src/config/index.js';
import { HgError } from '../../../src/errors/index.js';
import { SILENT_UI } from '../../../src/exchange/index.js';
import { MemoryFileSystem } from '../../../src/platform/index.js';
import { applyPackedBundle, createRepository, openRepository } from '../../../src/repo/index.js';
import { copyOf } from '../repo/copy-tree.js';
import {
  apply,
  bundle2Of,
  bundleOf,
  changegroupPart,
  grown,
  pieces,
  platformOf,
  ROOT,
  storeOf,
} from './bundle-samples.js';

const { repo: source } = grown(3);

function emptyRepository(settings: Record<string, string> = {}): MemoryFileSystem {
  const fs = new MemoryFileSystem();
  const config = new Config();
  for (const [name, value] of Object.entries(settings)) config.set('experimental', name, value, 'test');
  createRepository(platformOf(fs), ROOT, config);
  return fs;
}

const empty = emptyRepository();
const before = storeOf(empty);

/** What is said; the store has to be what it was. */
function refusal(bundle: Uint8Array, applied = apply, fs = copyOf(empty)): string {
  const old = storeOf(fs);
  let message: string | undefined;
  try {
    applied(fs, bundle);
  } catch (error) {
    expect(error).toBeInstanceOf(HgError);
    message = (error as HgError).message;
  }
  expect(storeOf(fs)).toEqual(old);
  return message ?? 'taken';
}

/** A file of a stream2 part. Lengths are below 128. */
function entry(kind: string, name: string, content: string, size = content.length): Uint8Array {
  return concatBytes([bytesOf(kind), Uint8Array.of(name.length, size), bytesOf(name + content)]);
}

function streamOf(payload: Uint8Array, changed: Record<string, string> = {}): Uint8Array {
  const mandatory = new Map(
    Object.entries({
      requirements: 'generaldelta%2Crevlogv1',
      filecount: '1',
      bytecount: String(payload.length),
      ...changed,
    }),
  );
  return bundle2Of([{ type: 'stream2', isMandatory: true, mandatory, payload }]);
}

describe('streams of files that are damaged', () => {
  it('cut anywhere', () => {
    const whole = bundleOf(source, 'none-v2;stream=v2');
    const fs = copyOf(empty);
    apply(fs, whole);
    expect(storeOf(fs)).not.toEqual(before);
    const step = process.env.QS_ALL_CUTS === '1' ? 1 : Math.ceil(whole.length / 100);
    for (let length = 0; length < whole.length; length += step)
      expect(refusal(whole.subarray(0, length))).not.toBe('taken');
  });

  it('packed ones', () => {
    const unpack = (fs: MemoryFileSystem, bundle: Uint8Array): void => {
      applyPackedBundle(openRepository(platformOf(fs), ROOT), pieces(bundle), 'bundle', SILENT_UI);
    };
    const head = (files: number, requirements = 'generaldelta,revlogv1\0'): Uint8Array =>
      concatBytes([
        bytesOf('HGS1UN'),
        Uint8Array.of(0, 0, 0, 0, 0, 0, 0, files, 0, 0, 0, 0, 0, 0, 0, 9, 0, requirements.length),
        bytesOf(requirements),
      ]);
    const file = (text: string): Uint8Array => concatBytes([head(1), bytesOf(text)]);
    expect(refusal(file('data/a.i\x005\nabc'), unpack)).toContain('stream ended unexpectedly');
    expect(refusal(file('data/a.i\x00five\nabcde'), unpack)).toContain('unexpected response');
    expect(refusal(file('data/a.i'), unpack)).toContain('stream ended unexpectedly');
    expect(refusal(file('../../etc/passwd\x003\nabc'), unpack)).toContain('has no place in a store');
    expect(refusal(concatBytes([head(1, 'generaldelta'), bytesOf('data/a.i\x001\na')]), unpack)).toContain(
      'requirements not properly encoded',
    );
    expect(
      refusal(concatBytes([head(1, 'exp-unheard-of\0'), bytesOf('data/a.i\x001\na')]), unpack),
    ).toContain('unsupported format: exp-unheard-of');
  });

  it.each([
    '../x',
    'data/../../x.i',
    '/etc/passwd',
    'data//a.i',
    'hgrc',
    '../hgrc',
    'data/a',
    'undo',
    'data/a\n.i',
  ])('a file %j', (name) => {
    expect(refusal(streamOf(entry('s', name, 'abc')))).toContain('has no place in a store');
  });

  it('numbers that lie', () => {
    const one = entry('s', 'data/a.i', 'abc');
    expect(refusal(streamOf(one, { filecount: '2' }))).toContain('stream ended unexpectedly');
    expect(refusal(streamOf(one, { filecount: '-1' }))).toBe('stream2: bad "filecount" param');
    expect(refusal(streamOf(one, { bytecount: 'many' }))).toBe('stream2: bad "bytecount" param');
    expect(refusal(streamOf(one, { filecount: '9'.repeat(15) }))).toContain('stream ended unexpectedly');
    expect(refusal(streamOf(entry('s', 'data/a.i', 'abc', 100)))).toContain('stream ended unexpectedly');
    expect(refusal(streamOf(entry('x', 'data/a.i', 'abc')))).toContain('bad file header');
    const endless = concatBytes([bytesOf('s'), new Uint8Array(20).fill(0xff)]);
    expect(refusal(streamOf(endless))).toContain('length out of range');
    expect(refusal(streamOf(concatBytes([one, one]), { filecount: '2' }))).toContain('has a file twice');
    expect(refusal(streamOf(one, { requirements: 'exp-unheard-of' }))).toContain('unsupported format');
  });

  it('a store that has something already', () => {
    expect(refusal(bundleOf(source, 'none-v2;stream=v2'), apply, grown(1).fs)).toContain(
      'non empty repository',
    );
  });
});

describe('directories of tree manifests', () => {
  const int32 = (value: number): Uint8Array => Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
  const chunk = (content: Uint8Array): Uint8Array => concatBytes([int32(content.length + 4), content]);
  const { hasher } = platformOf(empty);
  const nodeOf = (text: string): string => hasher.sha1Hex(bytesOf('\0'.repeat(40) + text));
  const END = int32(0);

  /** Without parents: node, parents, base, changeset, flags, and a delta that is the text. */
  function revision(text: string, link: string): Uint8Array {
    const nodes = [nodeOf(text), NULL_NODE, NULL_NODE, NULL_NODE, link];
    return chunk(
      concatBytes([
        ...nodes.map((node) => bytesOfHex(node) as Uint8Array),
        Uint8Array.of(0, 0),
        int32(0),
        int32(0),
        int32(text.length),
        bytesOf(text),
      ]),
    );
  }

  function groupWith(directory: string): Uint8Array {
    const inner = `file\0${nodeOf('content')}\n`;
    const root = `dir\0${nodeOf(inner)}t\n`;
    const changeset = `${nodeOf(root)}\ntest\n0 0\ndir/file\n\nmessage`;
    const link = nodeOf(changeset);
    const payload = concatBytes([
      revision(changeset, link),
      END,
      revision(root, link),
      END,
      chunk(bytesOf(directory)),
      revision(inner, link),
      END,
      END,
      chunk(bytesOf('dir/file')),
      revision('content', link),
      END,
      END,
    ]);
    const part = changegroupPart(payload, '03');
    const mandatory = new Map([...(part.mandatory ?? []), ['treemanifest', '1']]);
    return bundle2Of([{ ...part, mandatory }]);
  }

  it('have names of their own', () => {
    apply(copyOf(empty), groupWith('dir/'));
    for (const directory of ['../', 'a/../../', '/etc/', '.hg/', 'a/.hg/store/', './', 'new\nline/'])
      expect(refusal(groupWith(directory))).not.toBe('taken');
  });
});
