/** Lets the real hg commit at random: adds, changes, copies, renames, removals, merges, modes, links, odd names. */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { HgServer } from '../hg-server.js';
import { randomNumbers } from './random-numbers.js';

const NAMES = [
  'a',
  'b.txt',
  'dir/a',
  'dir/B',
  'dir/sub/c',
  'dir.d/x.i',
  'aux',
  'UPPER/File',
  'with space/and more',
  '.hidden',
  'dir/_under',
  'tilde~name',
  'p\xc3\xa4th/\xe2\x82\xac',
  `long/${'n'.repeat(130)}/${'m'.repeat(100)}`,
  'trailing./x ',
  'con',
  'nul.txt',
  'dir/a.i',
  'dir/a.d/x',
  'caf\xe9 in latin 1',
  'quote\'s "here"',
  '$HOME #!',
  '-dash',
  'tab\there',
  'x-1',
  'x-2',
  'x-3',
];
const CONTENTS = [
  '',
  'one\n',
  'two\nlines\n',
  '\x01\nlike metadata\n',
  'no newline',
  'bin\0ary',
  `${'line\n'.repeat(200)}`,
];

function nativeName(root: string, name: string): Buffer {
  return Buffer.concat([Buffer.from(`${root}/`), Buffer.from(name, 'latin1')]);
}

const BIG = 50_000_000;

/**
 * @param options.bigFile one commit adds a file of 50 MB, another one changes it.
 * @returns how many changesets were made.
 */
export async function makeRandomHistory(
  root: string,
  commits: number,
  seed: number,
  options: { readonly bigFile?: boolean } = {},
): Promise<number> {
  const random = randomNumbers(seed);
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T;
  const server = new HgServer(root);
  let made = 0;
  const write = (name: string) => {
    const path = nativeName(root, name);
    const above = path.subarray(0, path.lastIndexOf(0x2f));
    for (let at: Buffer = above; at.length > root.length; at = at.subarray(0, at.lastIndexOf(0x2f)))
      if (existsSync(at) && !lstatSync(at).isDirectory()) return;
    mkdirSync(above, { recursive: true });
    const there = existsSync(path) || isLink(path);
    if (there && lstatSync(path).isDirectory()) return;
    if (there) rmSync(path);
    if (random(9) === 0) return symlinkSync(pick(NAMES), path);
    const kind = random(3);
    const text = kind === 0 ? pick(CONTENTS) : `${pick(CONTENTS)}${random(50)}\n`;
    writeFileSync(path, Buffer.from(text, 'latin1'));
    if (random(5) === 0) chmodSync(path, 0o755);
  };
  const tracked = async () =>
    (await server.run(['files', '-0'])).out.split('\0').filter((name) => name !== '');
  for (let i = 0; i < commits; i++) {
    let merged = false;
    if (made > 2 && random(4) === 0) {
      await server.run(['update', '-qC', String(random(made))]);
      const tool = pick([':local', ':other', ':union']);
      merged = (await server.run(['merge', '-q', '--tool', tool, String(random(made))])).code === 0;
      if (!merged) await server.run(['update', '-qC', '.']);
    } else if (made > 0 && random(5) === 0) await server.run(['update', '-qC', String(random(made))]);
    if (merged && random(3) === 0) {
      // What merging found is not what people want: one side's version, or a file that it removed.
      const side = pick(['p1()', 'p2()']);
      const list = (await server.run(['files', '-0', '-r', side])).out
        .split('\0')
        .filter((name) => name !== '');
      if (list.length > 0)
        for (let n = random(3); n >= 0; n--)
          await server.run(['revert', '-q', '--no-backup', '-r', side, `path:${pick(list)}`]);
    }
    if (options.bigFile === true && (i === commits >> 1 || i === (commits >> 1) + 9)) {
      const bytes = Buffer.alloc(BIG);
      let state = seed;
      for (let at = 0; at < BIG; at += 4) {
        state = (Math.imul(state, 1103515245) + 12345) | 0;
        bytes.writeInt32LE(state, at);
      }
      bytes[i] = (bytes[i] as number) ^ 0xff;
      writeFileSync(`${root}/big`, bytes);
      await server.run(['add', 'path:big']);
    }
    if (!merged || random(2) === 0) {
      for (let n = random(4); n >= 0; n--) write(pick(NAMES));
      await server.run(['addremove', '-q']);
      const files = random(2) === 0 ? await tracked() : [];
      if (files.length > 1) {
        const what = random(4);
        if (what === 0) await server.run(['copy', '-qf', '--', pick(files), pick(NAMES)]);
        else if (what === 1) await server.run(['rename', '-qf', '--', pick(files), pick(NAMES)]);
        else if (what === 2) await server.run(['remove', '-qf', '--', pick(files)]);
        else {
          const path = nativeName(root, pick(files));
          if (lstatSync(path).isFile()) chmodSync(path, (lstatSync(path).mode ^ 0o111) & 0o777);
        }
      }
    }
    if (random(12) === 0)
      await server.run(['branch', '-qf', pick(['default', 'stable', 'br\xc3\xa4nch', 'x y'])]);
    const message = pick(['m', ' two \n\n lines  \n', '\n\nm\t\r\nn\r', 'l\xc3\xb6ng']) + i;
    const date = `${random(2) === 0 ? i : 1700000000 + i} ${pick([0, 3600, -19800])}`;
    const extra = random(10) === 0 ? ['--close-branch'] : [];
    const { code } = await server.run([
      'commit',
      '-m',
      message,
      '-d',
      date,
      '-u',
      pick(['test', ' J\xc3\xb6rg <j@x> ']),
      ...extra,
      '--encoding',
      'utf-8',
    ]);
    if (code === 0) made++;
  }
  server.close();
  return made;
}

function isLink(path: Buffer): boolean {
  const name = path.subarray(path.lastIndexOf(0x2f) + 1).toString('latin1');
  return readdirSync(path.subarray(0, path.lastIndexOf(0x2f)), { encoding: 'latin1' }).includes(name);
}
