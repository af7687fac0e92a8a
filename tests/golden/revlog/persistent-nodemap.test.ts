import { describe, expect, it } from 'vitest';
import { FileSystemError } from '../../../src/errors/index.js';
import { PersistentNodemap } from '../../../src/revlog/index.js';
import { fileSystemOf, fixture, openFixture } from './fixtures.js';

const data = fixture('persistent node map');
const dataName = [...data.files.keys()].find((name) => name.endsWith('.nd')) as string;

describe("hg's persistent node map", () => {
  it('is found and describes itself', () => {
    const { index } = openFixture(data);
    const map = PersistentNodemap.open(fileSystemOf(data), '00changelog', index);
    expect(map?.docket.tipRev).toBe(data.entries.length - 1);
    expect(map?.docket.tipNode).toBe(data.entries[data.entries.length - 1]?.[1]);
    expect(map?.dataPath).toBe(dataName);
  });

  it('is used instead of the index', () => {
    const fs = fileSystemOf(data);
    const { index } = openFixture(data);
    const map = PersistentNodemap.open(fs, '00changelog', index) as PersistentNodemap;
    for (const [rev, [, node]] of data.entries.entries()) {
      const key = Uint8Array.from(Buffer.from(node, 'hex'));
      expect(map.findKey(key, 40)).toBe(rev);
    }
  });

  it('is done without when it is missing, cut, foreign or damaged', () => {
    const [docket, blocks] = [data.files.get('00changelog.n'), data.files.get(dataName)] as [
      Uint8Array,
      Uint8Array,
    ];
    const foreign = docket.slice();
    foreign[foreign.length - 1] = 0;
    const later = docket.slice();
    later[8] = 0x7f;
    for (const changed of [
      { '00changelog.n': new Uint8Array(0) },
      { '00changelog.n': docket.slice(0, 40) },
      { '00changelog.n': foreign },
      { '00changelog.n': later },
      { [dataName]: new Uint8Array(0) },
      { [dataName]: blocks.slice(0, blocks.length - 64) },
      { [dataName]: new Uint8Array(blocks.length).fill(0x55) },
      { [dataName]: new Uint8Array(blocks.length) },
    ]) {
      const revlog = openFixture(data, changed);
      for (const [rev, [, node]] of data.entries.entries()) {
        expect(revlog.rev(node)).toBe(rev);
        expect(revlog.partialMatch(node.slice(0, revlog.shortest(node)))).toBe(node);
      }
    }
  });

  it('still serves revisions that came after it', () => {
    // The index as it was, plus revisions that the docket does not know: the docket of a shorter history.
    const revlog = openFixture(data);
    const node = 'ab'.repeat(20);
    revlog.index.append({
      offset: 0,
      flags: 0,
      chunkLength: 0,
      textLength: 0,
      base: revlog.length,
      linkrev: 0,
      parent1: -1,
      parent2: -1,
      node,
    });
    expect(revlog.rev(node)).toBe(data.entries.length);
    expect(revlog.partialMatch('abababab')).toBe(node);
    expect(revlog.rev(data.entries[3]?.[1] as string)).toBe(3);
  });

  it('never hides an error of the file system', () => {
    const { index } = openFixture(data);
    const fs = fileSystemOf(data);
    const open = fs.open.bind(fs);
    fs.open = (path, mode) => {
      if (path === '00changelog.n') throw new FileSystemError('EACCES', path, 'Permission denied');
      return open(path, mode);
    };
    expect(() => PersistentNodemap.open(fs, '00changelog', index)).toThrow('Permission denied');
  });
});
