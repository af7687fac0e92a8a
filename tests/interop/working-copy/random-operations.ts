/** Random operations on working directories: the commands, and what happens on disk without them. */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** Either arguments for a program, or something done to the files of a directory. */
export type Operation =
  | { readonly args: readonly string[] }
  | { readonly name: string; readonly act: (root: string) => void };

export interface Situation {
  /** Tracked files. */
  readonly tracked: readonly string[];
  readonly unknown: readonly string[];
  readonly revisions: number;
  readonly merging: boolean;
  readonly unresolved: readonly string[];
}

const NAMES = ['a', 'b', 'c', 'd/a', 'd/b', 'e/a', 'e/f/a', 'g'];

function put(root: string, path: string, write: (full: string) => void): void {
  const full = join(root, path);
  let above = dirname(full);
  while (above.length > root.length) {
    if (existsSync(above) && !lstatSync(above).isDirectory()) return;
    above = dirname(above);
  }
  const there = lstatSync(full, { throwIfNoEntry: false });
  if (there?.isDirectory()) return;
  mkdirSync(dirname(full), { recursive: true });
  write(full);
}

/** One of its lines, or the first ones, are others afterwards. */
function edit(root: string, path: string, line: number, text: string): void {
  put(root, path, (full) => {
    const there = lstatSync(full, { throwIfNoEntry: false });
    const old = there?.isFile()
      ? readFileSync(full, 'latin1').split('\n')
      : ['1', '2', '3', '4', '5', '6', '7', ''];
    if (there?.isSymbolicLink()) rmSync(full);
    old[line % Math.max(1, old.length - 1)] = text;
    writeFileSync(full, old.join('\n'), 'latin1');
  });
}

export class RandomOperations {
  readonly #random: (limit: number) => number;
  #count = 0;

  constructor(random: (limit: number) => number) {
    this.#random = random;
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#random(list.length)] as T;
  }

  next(now: Situation): Operation {
    this.#count++;
    const n = this.#count;
    const file = (): string =>
      now.tracked.length > 0 && this.#random(4) > 0 ? this.#pick(now.tracked) : this.#pick(NAMES);
    const rev = (): string => String(this.#random(Math.max(1, now.revisions)));
    const date = ['-d', `${n} 0`, '-u', 'test'];
    const onDisk = [0, 1, 2].includes(this.#random(7));
    if (onDisk || now.revisions === 0) {
      const path = file();
      const line = this.#random(6);
      switch (now.revisions === 0 ? 0 : this.#random(9)) {
        case 5:
          return {
            name: `rm ${path}`,
            act: (root) => rmSync(join(root, path), { force: true, recursive: true }),
          };
        case 6:
          return {
            name: `chmod ${path}`,
            act: (root) => {
              const full = join(root, path);
              const there = lstatSync(full, { throwIfNoEntry: false });
              if (there?.isFile()) chmodSync(full, (there.mode & 0o100) === 0 ? 0o755 : 0o644);
            },
          };
        case 7:
          return {
            name: `ln ${path}`,
            act: (root) =>
              put(root, path, (full) => {
                rmSync(full, { force: true });
                symlinkSync(`to${line}`, full);
              }),
          };
        default: {
          if (now.revisions > 0 || n % 3 > 0)
            return { name: `edit ${path} ${line}`, act: (root) => edit(root, path, line, `line ${n}`) };
          return { args: ['commit', '-A', '-m', `c${n}`, ...date] };
        }
      }
    }
    if (now.unresolved.length > 0 && this.#random(3) > 0) return { args: this.#resolve(now) };
    if (now.merging && this.#random(2) === 0)
      return { args: this.#random(5) === 0 ? ['merge', '--abort'] : ['commit', '-m', `m${n}`, ...date] };
    switch (this.#random(22)) {
      case 0:
      case 1:
      case 2:
        return { args: ['commit', '-A', '-m', `c${n}`, ...date] };
      case 3:
        return { args: ['commit', '-m', `c${n}`, ...date, ...(this.#random(3) === 0 ? [file()] : [])] };
      case 4:
        return { args: ['add', file()] };
      case 5:
        return { args: ['addremove', '-q', '-s', '60'] };
      case 6:
        return { args: ['remove', ...(this.#random(3) === 0 ? ['-f'] : []), file()] };
      case 7:
        return { args: ['forget', file()] };
      case 8:
      case 9:
        return { args: ['rename', ...(this.#random(4) === 0 ? ['-f'] : []), file(), this.#pick(NAMES)] };
      case 10:
        return { args: ['copy', file(), this.#pick(NAMES)] };
      case 11:
        return { args: ['rename', this.#pick(['d', 'e', 'e/f']), this.#pick(['d', 'e', 'h'])] };
      case 12:
      case 13:
        return { args: ['update', ...(this.#random(2) === 0 ? ['-C'] : []), rev()] };
      case 14:
        return { args: ['update', this.#pick(['-m', '-c', '-C']), rev()] };
      case 15:
        // Without a revision hg crashes on a branch that has no head below.
        return { args: ['update', 'tip'] };
      case 16:
      case 17:
      case 18:
        return { args: ['merge', ...(this.#random(3) === 0 ? ['-t', this.#pick(TOOLS)] : []), rev()] };
      case 19:
        return {
          args: [
            'revert',
            ...(this.#random(2) === 0 ? ['-C'] : []),
            ...(this.#random(2) === 0 ? ['-r', rev()] : []),
            this.#random(2) === 0 ? '--all' : file(),
          ],
        };
      case 20:
        return { args: ['branch', '-f', `branch${this.#random(3)}`] };
      default:
        return { args: ['update', '-C', '.'] };
    }
  }

  #resolve({ unresolved }: Situation): string[] {
    const path = this.#pick(unresolved);
    switch (this.#random(5)) {
      case 0:
        return ['resolve', '-m'];
      case 1:
        return ['resolve', '-m', path];
      case 2:
        return ['resolve', '-u', path];
      case 3:
        return ['resolve', '--all', '-t', this.#pick(TOOLS)];
      default:
        return ['resolve', path, '-t', this.#pick(TOOLS)];
    }
  }
}

const TOOLS = [':merge', ':merge3', ':local', ':other', ':union', ':fail', ':merge-local', ':merge-other'];

/** Every file and link below a directory, with its content and executable bit. */
export function contentsOf(root: string): Record<string, string> {
  const found: Record<string, string> = {};
  const visit = (directory: string): void => {
    for (const name of readdirSync(join(root, directory))) {
      if (directory === '' && name === '.hg') continue;
      const path = directory === '' ? name : `${directory}/${name}`;
      const stat = lstatSync(join(root, path));
      if (stat.isDirectory()) visit(path);
      else if (stat.isSymbolicLink()) found[path] = `-> ${readlinkSync(join(root, path))}`;
      else
        found[path] = `${(stat.mode & 0o100) === 0 ? '' : 'x '}${readFileSync(join(root, path), 'latin1')}`;
    }
  };
  visit('');
  return found;
}
