import { appendFileSync, cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { byteStringOf } from '../../../src/bytes/index.js';
import { createNodePlatform } from '../../../src/node/index.js';
import { openStore, type Store } from '../../../src/store/index.js';
import { describeWithHg, hg, temporaryDirectory } from '../hg.js';

const platform = createNodePlatform();
const LATIN = { HGENCODING: 'latin1' };

/** What each way to store a repository is asked for with, and whether hg needs the config to read it. */
const FORMATS: readonly (readonly [string, readonly string[]])[] = [
  ['dotencode', []],
  ['fncache', ['format.dotencode=no']],
  ['store', ['format.usefncache=no']],
  ['plain', ['format.usestore=no']],
  ['zlib', ['format.revlog-compression=zlib', 'format.use-share-safe=no']],
  ['old', ['format.usegeneraldelta=no', 'format.sparse-revlog=no', 'format.usestore=no']],
];
const LONG = `${'Very Long Directory/'.repeat(7)}aux.con`;
const NAMES = [
  'README',
  'data.i/x',
  'Foo.D/aux',
  'x.hg/y',
  'con',
  'a_B',
  ' lead',
  '.dot',
  'tilde~',
  'caf\xc3\xa9',
  LONG,
];

function openAt(path: string): Store {
  return openStore(platform, platform.openFileSystem(join(path, '.hg')));
}

/** As the template keyword `extras` prints them. */
function printed(value: string): string {
  return value.replace(/[\\\0-\x1f\x7f-\xff]/g, (char) =>
    char === '\\' ? '\\\\' : char === '\n' ? '\\n' : `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}

function describeChangesets(store: Store): string {
  let out = '';
  for (let rev = 0; rev < store.changelog.length; rev++) {
    const c = store.changelog.changeset(rev);
    const extra = [...c.extra.keys()].sort().map((key) => `${key}=${printed(c.extra.get(key) as string)}`);
    const { index } = store.changelog;
    out += `${rev} ${index.node(rev)} ${index.parent1(rev)} ${index.parent2(rev)} ${c.manifestNode}\n${c.user}\n`;
    out += `${c.date.seconds} ${c.date.offset} ${c.branch}\n${extra.join('|')}\n${c.files.join('|')}\n${c.description}\n`;
  }
  return out;
}

const TEMPLATE =
  "{rev} {node} {p1rev} {p2rev} {manifest % '{node}'}\\n{author}\\n{date|hgdate} {branch}\\n{join(extras,'|')}\\n{join(files,'|')}\\n{desc}\\n";

function describeManifests(store: Store): string {
  let out = '';
  for (let rev = 0; rev < store.changelog.length; rev++)
    for (const { path, node, flags } of store.manifests
      .manifest(store.changelog.changeset(rev).manifestNode)
      .entries())
      out += `${node} ${flags === 'x' ? '755' : '644'} ${flags === 'x' ? '*' : flags === 'l' ? '@' : ' '} ${path}\n`;
  return out;
}

describeWithHg('reading what hg wrote', () => {
  const top = temporaryDirectory();
  const source = join(top, 'source');
  let log = '';
  let manifests = '';
  let contents = '';

  beforeAll(() => {
    hg(top, ['init', source, '--config', 'experimental.treemanifest=no']);
    const put = (name: string, content: string) => {
      const path = Buffer.from(`${source}/${name}`, 'latin1');
      mkdirSync(path.subarray(0, path.lastIndexOf('/')), { recursive: true });
      writeFileSync(path, Buffer.from(content, 'latin1'));
    };
    const commit = (...args: string[]) =>
      expect(hg(source, ['commit', '-A', '-q', ...args], { env: LATIN }).code).toBe(0);
    for (const name of NAMES) put(name, `content of ${name}\n${'line\n'.repeat(50)}`);
    commit('-m', 'caf\xe9 first\n\nmore', '-u', 'J\xf6rg <j@example.org>', '-d', '1000000000 -7200');
    for (const name of NAMES) put(name, `content of ${name}\n${'line\n'.repeat(60)}`);
    put('mark', '\x01\nescaped');
    put('script', '#!/bin/sh\n');
    hg(source, ['--config', 'ui.x=1', 'cp', 'README', 'copied']);
    symlinkSync('README', join(source, 'link'));
    commit('-m', 'second', '-d', '-5 3600');
    hg(source, ['branch', '-q', 'st\xe4ble'], { env: LATIN });
    put('README', 'other');
    commit('-m', 'on a branch', '-d', '0 0', '--config', 'extensions.commitextras=', '--extra', 'odd=a\\b');
    hg(source, ['commit', '-q', '--close-branch', '-m', 'close', '-d', '1 0']);
    hg(source, ['update', '-q', '0']);
    put('other', 'x');
    commit('-m', 'head', '-d', '2 0');
    hg(source, ['merge', '-q', '1']);
    commit('-m', 'merge', '-d', '3 0');
    log = hg(source, ['log', '-r', 'all()', '--debug', '-T', TEMPLATE, '--config', 'ui.verbose=1'], {
      env: { HGENCODING: 'utf-8' },
    }).out;
    for (let rev = 0; rev < 6; rev++) manifests += hg(source, ['manifest', '--debug', '-r', String(rev)]).out;
    contents = hg(source, ['cat', '-r', '1', '-T', '{path}\\n{data}\\n', '.']).out;
  });

  it.each(FORMATS)('%s', (name, configs) => {
    const path = join(top, name);
    const options = configs.flatMap((config) => ['--config', config]);
    expect(hg(top, ['clone', '-q', '-U', '--pull', source, path, ...options]).err).toBe('');
    if (name === 'old') rmSync(join(path, '.hg/requires'));
    const store = openAt(path);
    expect(describeChangesets(store)).toBe(log);
    expect(describeManifests(store)).toBe(manifests);
    const tracked = [...NAMES, 'copied', 'link', 'mark', 'other', 'script'].sort();
    expect([...store.trackedPaths()]).toEqual(tracked);
    expect([...store.dataFiles()].length).toBeGreaterThanOrEqual(tracked.length + 2);
    const manifest = store.manifests.manifest(store.changelog.changeset(1).manifestNode);
    let got = '';
    for (const entry of manifest.entries()) {
      const file = store.file(entry.path);
      got += `${entry.path}\n${byteStringOf(file.text(file.index.rev(entry.node)))}\n`;
    }
    expect(got).toBe(contents);
    const copied = store.file('copied');
    expect(copied.copySource(0)?.path).toBe('README');
  });

  it('tree manifests', () => {
    const path = join(top, 'tree');
    const config = ['--config', 'experimental.treemanifest=1'];
    hg(top, ['init', path, ...config]);
    for (const [file, content] of [
      ['a/x', '1'],
      ['a.txt', '2'],
      ['a-b/c/d', '3'],
      ['z', '4'],
    ] as const) {
      mkdirSync(join(path, file, '..'), { recursive: true });
      writeFileSync(join(path, file), content);
    }
    hg(path, ['commit', '-Aqm', 'one']);
    writeFileSync(join(path, 'a-b/c/d'), 'changed');
    hg(path, ['commit', '-qm', 'two']);
    const store = openAt(path);
    expect(store.manifests.isTree).toBe(true);
    let wanted = '';
    for (let rev = 0; rev < 2; rev++) wanted += hg(path, ['manifest', '--debug', '-r', String(rev)]).out;
    expect(describeManifests(store)).toBe(wanted);
    const [one, two] = [0, 1].map((rev) =>
      store.manifests.manifest(store.changelog.changeset(rev).manifestNode),
    );
    expect(two && one?.diff(two).map((d) => d.path)).toEqual(['a-b/c/d']);
    expect(store.manifests.root.readDelta(1).directories.map((d) => d.directory)).toEqual(['a-b/']);
  });

  it.each([
    ['absolute', [] as string[]],
    ['relative', ['--relative']],
  ])('shares, %s', (name, options) => {
    const path = join(top, `share-${name}`);
    hg(top, ['share', '-q', '-U', source, path, '--config', 'extensions.share=', ...options]);
    expect(describeChangesets(openAt(path))).toBe(log);
  });

  const messages = (path: string): readonly [string, string] => {
    const { err } = hg(path, ['log', '-r', '0']);
    let ours = '';
    try {
      ours = describeChangesets(openAt(path)).slice(0, 0);
    } catch (error) {
      const { message, hint } = error as { message: string; hint?: string };
      ours = `abort: ${message}\n${hint === undefined ? '' : `(${hint})\n`}`;
    }
    return [ours, err];
  };

  it.each<readonly [string, (path: string) => void]>([
    ['unknown requirements', (path) => appendFileSync(join(path, '.hg/requires'), 'zzz\nfuture\n')],
    [
      'unknown requirements of the store',
      (path) => appendFileSync(join(path, '.hg/store/requires'), 'future\n'),
    ],
    ['corrupt requires', (path) => writeFileSync(join(path, '.hg/requires'), '\xff\n')],
    ['empty lines', (path) => writeFileSync(join(path, '.hg/requires'), '\n')],
    ['sparse', (path) => appendFileSync(join(path, '.hg/requires'), 'exp-sparse\n')],
  ])('refuses as hg does: %s', (name, damage) => {
    const path = join(top, `refused ${name}`);
    cpSync(source, path, { recursive: true });
    damage(path);
    const [ours, theirs] = messages(path);
    expect(ours).toBe(theirs);
  });

  it.each<readonly [string, (path: string) => void]>([
    ['source gone', (path) => writeFileSync(join(path, '.hg/sharedpath'), '/nonexistent/.hg\n')],
    ['share is not safe', (path) => writeFileSync(join(path, '.hg/requires'), 'shared\nrevlogv1\nstore\n')],
    ['source is not safe', (path) => writeFileSync(join(path, '.hg/sharedpath'), `${top}/zlib/.hg\n`)],
  ])('refuses shares as hg does: %s', (name, damage) => {
    const path = join(top, `refused share ${name}`);
    hg(top, ['share', '-q', '-U', source, path, '--config', 'extensions.share=']);
    damage(path);
    const [ours, theirs] = messages(path);
    expect(ours).toBe(theirs);
  });
});
