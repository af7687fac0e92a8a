import { gunzipSync, inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bytesOf, concatBytes } from '../../../src/bytes/index.js';
import { createNodePlatform } from '../../../src/node/index.js';
import { type ArchiveMember, archivePieces, archivePrefix, archiveTypeOf } from '../../../src/repo/index.js';

const platform = createNodePlatform();

function member(path: string, content = '', flags = ''): ArchiveMember {
  return {
    path,
    executable: flags === 'x',
    isLink: flags === 'l',
    content: bytesOf(content),
  };
}

function archive(
  type: 'tar' | 'tgz' | 'zip' | 'uzip',
  members: readonly ArchiveMember[],
  time = 1_234_567_891,
  isPipe = false,
): Buffer {
  const pieces: Uint8Array[] = [];
  const options = { type, time, name: isPipe ? '' : 'name.gz', isPipe, platform };
  for (const piece of archivePieces(members, options)) pieces.push(piece.slice());
  return Buffer.from(concatBytes(pieces));
}

const text = (bytes: Buffer, at: number, length: number): string =>
  bytes.toString('latin1', at, at + length).replace(/\0+$/, '');

describe('tar archives', () => {
  it('have an extended header for the time, and end at a multiple of a record', () => {
    const bytes = archive('tar', [member('d/a', 'hello\n', 'x'), member('l', 'd/a', 'l')]);
    expect(bytes.length).toBe(10240);
    expect(text(bytes, 0, 100)).toBe('././@PaxHeader');
    expect(text(bytes, 512, 100)).toBe('22 mtime=1234567891.0\n');
    expect(text(bytes, 1024, 100)).toBe('d/a');
    expect(text(bytes, 1024 + 100, 8)).toBe('0000755');
    expect(text(bytes, 1024 + 124, 12)).toBe('00000000006');
    expect(text(bytes, 1536, 6)).toBe('hello\n');
    expect(text(bytes, 3072 + 100, 8)).toBe('0000777');
    expect(text(bytes, 3072 + 156, 4)).toBe('2d/a');
    const sum = bytes.subarray(1024, 1536).reduce((all, byte) => all + byte, 0);
    const stored = bytes.subarray(1024 + 148, 1024 + 156);
    const expected = sum - stored.reduce((all, byte) => all + byte, 0) + 8 * 32;
    expect(Number.parseInt(stored.toString('latin1'), 8)).toBe(expected);
  });

  it('keep long names, others than ASCII and early times', () => {
    const long = `${'n'.repeat(60)}/${'m'.repeat(60)}`;
    const bytes = archive('tar', [member(long), member('\xc3\xa9'), member('\xff')], -5);
    expect(text(bytes, 512, 512)).toBe(`131 path=${long}\n14 mtime=-5.0\n`);
    expect(text(bytes, 1024, 100)).toBe(long.slice(0, 100));
    expect(text(bytes, 2048, 100)).toBe('11 path=\xc3\xa9\n14 mtime=-5.0\n');
    expect(text(bytes, 2560, 100)).toBe('?');
    expect(text(bytes, 3584, 100)).toBe('21 hdrcharset=BINARY\n9 path=\xff\n14 mtime=-5.0\n');
  });

  it('are compressed as one gzip stream that knows its name', () => {
    const members = Array.from({ length: 300 }, (_, at) => member(`f${at}`, `${at}`.repeat(at)));
    const packed = archive('tgz', members);
    expect(packed.subarray(0, 10).toString('hex')).toBe('1f8b0808d302964902ff');
    expect(text(packed, 10, 5)).toBe('name');
    expect(gunzipSync(packed).equals(archive('tar', members))).toBe(true);
  });
});

describe('zip archives', () => {
  const members = [member('a', 'content'), member('\xc3\xa9', 'x'.repeat(1000), 'x'), member('l', 'a', 'l')];

  it('hold what their directory says', () => {
    for (const isPipe of [false, true]) {
      const bytes = archive('zip', members, 1_234_567_891, isPipe);
      const end = bytes.length - 22;
      expect(bytes.readUInt32LE(end)).toBe(0x06054b50);
      expect(bytes.readUInt16LE(end + 10)).toBe(3);
      let at = bytes.readUInt32LE(end + 16);
      for (const { path, content } of members) {
        expect(bytes.readUInt16LE(at + 8)).toBe((isPipe ? 8 : 0) | (path === '\xc3\xa9' ? 0x800 : 0));
        expect(text(bytes, at + 46, path.length)).toBe(path);
        const start = bytes.readUInt32LE(at + 42);
        const from = start + 30 + path.length + bytes.readUInt16LE(start + 28);
        const packed = bytes.subarray(from, from + bytes.readUInt32LE(at + 20));
        expect(inflateRawSync(packed).equals(content)).toBe(true);
        at += 46 + path.length + bytes.readUInt16LE(at + 30);
      }
      expect(at).toBe(end);
    }
  });

  it('have checksums, and times that begin in 1980', () => {
    const bytes = archive('uzip', [member('n', '123456789')], 5);
    expect(bytes.readUInt32LE(14)).toBe(0xcbf43926);
    expect([bytes.readUInt16LE(10), bytes.readUInt16LE(12)]).toEqual([0, (1 << 5) | 1]);
    expect(bytes.readUInt32LE(30 + 1 + 5)).toBe(315532800);
  });

  it('count more members than the old directory can', () => {
    const many = Array.from({ length: 65_540 }, (_, at) => member(String(at)));
    const bytes = archive('uzip', many);
    const end = bytes.length - 22;
    expect(bytes.readUInt16LE(end + 10)).toBe(0xffff);
    expect(bytes.readUInt32LE(end - 20)).toBe(0x07064b50);
    const second = Number(bytes.readBigUInt64LE(end - 12));
    expect(bytes.readUInt32LE(second)).toBe(0x06064b50);
    expect(Number(bytes.readBigUInt64LE(second + 32))).toBe(many.length);
  });
});

describe('names of archives', () => {
  it('tell types', () => {
    for (const [name, type] of Object.entries({
      'a.tar': 'tar',
      'a.tar.gz': 'tgz',
      'a.tbz2': 'tbz2',
      'a.txz': 'txz',
      'a.zip': 'zip',
      'a.uzip': 'files',
      'a.ZIP': 'files',
      a: 'files',
    }))
      expect(archiveTypeOf(undefined, name)).toBe(type);
    expect(archiveTypeOf('uzip', 'a.tar')).toBe('uzip');
    expect(() => archiveTypeOf('toString', 'a')).toThrow("unknown archive type 'toString'");
  });

  it('become prefixes, unless one is given', () => {
    const prefix = (given: string, name: string) => archivePrefix(given, name, 'tgz');
    expect(prefix('', '../x/name.TAR.gz')).toBe('name/');
    expect(prefix('', 'name.zip')).toBe('name.zip/');
    expect(prefix('.', 'n')).toBe('');
    expect(prefix('a//b/../c/', 'n')).toBe('a/c/');
    for (const bad of ['/a', '..', 'a/../../b'])
      expect(() => prefix(bad, 'n')).toThrow('archive prefix contains illegal components');
  });
});
