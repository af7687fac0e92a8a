import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { utf8Of } from '../../../src/bytes/index.js';
import { Config } from '../../../src/config/index.js';
import {
  outgoingRevs,
  parseBundleSpec,
  readStream,
  SILENT_UI,
  writeStream,
} from '../../../src/exchange/index.js';
import { createNodePlatform } from '../../../src/node/index.js';
import { openRepository, unbundle, writeBundle } from '../../../src/repo/index.js';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';
import { makeSample, stateOf } from './sample-script.js';

/** More with `QS_ALL_BUNDLES=1`. */
const TYPES = [
  'bzip2-v1',
  'gzip-v2;phases=yes',
  'zstd-v2;obsolescence=yes;phases=yes',
  'none-v2;cg.version=03;phases=yes',
  ...(process.env.QS_ALL_BUNDLES === '1'
    ? ['none-v1', 'gzip-v1', 'none-v2;obsolescence=yes;phases=yes', 'bzip2-v2', 'none-v2;cg.version=01']
    : []),
];
const SETTINGS = '[experimental]\nevolution = all\nchangegroup3 = yes\n[ui]\nusername = test\n';

const platform = createNodePlatform();
const root = platform.openFileSystem('/');

function config(): Config {
  const made = new Config();
  made.set('experimental', 'evolution', 'all', 'test');
  made.set('experimental', 'changegroup3', 'yes', 'test');
  return made;
}

function open(path: string) {
  return openRepository(platform, utf8Of(path), { config: config() });
}

describeWithHg('bundles', () => {
  const directory = temporaryDirectory();
  const sample = makeSample(directory, 'sample');
  writeFileSync(join(sample, '.hg/hgrc'), SETTINGS);
  /** What hg itself makes of its bundle: the measure. */
  const measures = new Map<string, string>();
  let count = 0;

  function empty(settings: readonly string[] = []): string {
    const path = join(directory, `empty${count++}`);
    hg(directory, ['init', path, ...settings]);
    writeFileSync(join(path, '.hg/hgrc'), SETTINGS);
    return path;
  }

  function ours(type: string, target: string): void {
    const repo = open(sample);
    const outgoing = outgoingRevs(repo.changelog, [], [...repo.heads()]);
    writeStream(root, utf8Of(target).slice(1), writeBundle(repo, outgoing, parseBundleSpec(type), SILENT_UI));
  }

  it.each(TYPES)('%s: of hg applied by us, of ours applied by hg', (type) => {
    const theirs = join(directory, `theirs${count++}.hg`);
    expect(hg(sample, ['bundle', '-qa', '-t', type, theirs]).err).toBe('');
    const byHg = empty();
    expect(hg(byHg, ['unbundle', '-q', theirs]).err).toBe('');
    const measure = stateOf(byHg);
    measures.set(type, measure);

    const byUs = empty();
    unbundle(open(byUs), readStream(root, utf8Of(theirs).slice(1)), { ui: SILENT_UI, name: 'theirs' });
    expect(hg(byUs, ['verify', '-q'])).toEqual({ out: '', err: '', code: 0 });
    expect(stateOf(byUs)).toBe(measure);

    const own = join(directory, `ours${count++}.hg`);
    ours(type, own);
    const fromUs = empty();
    expect(hg(fromUs, ['unbundle', '-q', own]).err).toBe('');
    expect(hg(fromUs, ['verify', '-q'])).toEqual({ out: '', err: '', code: 0 });
    expect(stateOf(fromUs)).toBe(measure);
    // The same repository makes the same bytes, and hg reads from both the same parts and changesets.
    const again = join(directory, `ours${count++}.hg`);
    ours(type, again);
    expect(readFileSync(again).equals(readFileSync(own))).toBe(true);
    expect(hg(directory, ['debugbundle', own]).out).toBe(hg(directory, ['debugbundle', theirs]).out);
    expect(hg(directory, ['debugbundle', '--spec', own]).out).toBe(
      hg(directory, ['debugbundle', '--spec', theirs]).out,
    );
  });

  it('streams both ways', () => {
    hg(sample, ['phase', '-fd', '-r', 'secret()', '--hidden']);
    const theirs = join(directory, 'stream-theirs.hg');
    const type = 'none-v2;stream=v2;obsolescence=yes';
    expect(hg(sample, ['bundle', '-qa', '-t', type, theirs]).err).toBe('');
    const byUs = empty(['--config', 'format.revlog-compression=zlib']);
    unbundle(open(byUs), readStream(root, utf8Of(theirs).slice(1)), { ui: SILENT_UI, name: 'theirs' });
    const own = join(directory, 'stream-ours.hg');
    ours(type, own);
    const byHg = empty(['--config', 'format.revlog-compression=zlib']);
    expect(hg(byHg, ['unbundle', '-q', own]).err).toBe('');
    const measure = empty();
    hg(measure, ['unbundle', '-q', theirs]);
    const expected = stateOf(measure);
    for (const path of [byUs, byHg]) {
      expect(hg(path, ['verify', '-q'])).toEqual({ out: '', err: '', code: 0 });
      expect(stateOf(path)).toBe(expected);
    }
  });

  it('takes and makes parts of the history, also where another changeset introduced what is sent', () => {
    // The same file version, introduced by a changeset that is not sent.
    const side = join(directory, 'side');
    hg(directory, ['init', side]);
    writeFileSync(join(side, '.hg/hgrc'), SETTINGS);
    const commit = (file: string, text: string, message: string) => {
      writeFileSync(join(side, file), text);
      hg(side, ['commit', '-qAm', message, '-d', '0 0']);
    };
    commit('f', '0\n', 'base');
    commit('f', '1\n', 'left');
    hg(side, ['update', '-q', '0']);
    commit('f', '1\n', 'right has the same');
    commit('g', '2\n', 'and more');
    const repo = open(side);
    const outgoing = outgoingRevs(repo.changelog, [0], [3]);
    expect(outgoing.isComplete).toBe(false);
    const own = join(directory, 'part.hg');
    writeStream(
      root,
      utf8Of(own).slice(1),
      writeBundle(repo, outgoing, parseBundleSpec('none-v2'), SILENT_UI),
    );
    const target = empty();
    hg(target, ['pull', '-q', '-r', '0', side]);
    const copy = join(directory, 'part-copy');
    cpSync(target, copy, { recursive: true });
    expect(hg(target, ['unbundle', '-q', own]).err).toBe('');
    unbundle(open(copy), readStream(root, utf8Of(own).slice(1)), { ui: SILENT_UI, name: 'part' });
    for (const path of [target, copy])
      expect(hg(path, ['verify', '-q'])).toEqual({ out: '', err: '', code: 0 });
    expect(stateOf(copy)).toBe(stateOf(target));
  });
});

describeWithHg('bundles of tree manifests', () => {
  const directory = temporaryDirectory();

  it('go both ways', () => {
    const tree = ['experimental.treemanifest=yes'];
    const sample = makeSample(directory, 'tree', tree);
    const theirs = join(directory, 'theirs.hg');
    const type = 'none-v2;cg.version=03';
    expect(hg(sample, ['bundle', '-qa', '-t', type, theirs]).err).toBe('');
    const repo = open(sample);
    const own = join(directory, 'ours.hg');
    const outgoing = outgoingRevs(repo.changelog, [], [...repo.heads()]);
    writeStream(root, utf8Of(own).slice(1), writeBundle(repo, outgoing, parseBundleSpec(type), SILENT_UI));
    const [byHg, byUs] = ['hg', 'us'].map((name) => {
      hg(directory, ['init', name, '--config', 'experimental.treemanifest=yes']);
      return join(directory, name);
    }) as [string, string];
    expect(hg(byHg, ['unbundle', '-q', own]).err).toBe('');
    unbundle(open(byUs), readStream(root, utf8Of(theirs).slice(1)), { ui: SILENT_UI, name: 'theirs' });
    for (const path of [byHg, byUs])
      expect(hg(path, ['verify', '-q'])).toEqual({ out: '', err: '', code: 0 });
    expect(stateOf(byUs, false)).toBe(stateOf(byHg, false));
  });
});
