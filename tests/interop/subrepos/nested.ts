/** Trees of nested repositories in pairs, one for each program, that are changed in the same way. */
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { type HgResult, hg, temporaryDirectory } from '../hg.js';
import { qs } from '../qs.js';

/** Says the same about both: places, and times of files that are not committed. */
function neutral({ out, err, code }: HgResult, base: string): HgResult {
  const plain = (text: string): string =>
    text.replaceAll(base, '$BASE').replace(/^(---|\+\+\+) (\S+)\t.*$/gm, '$1 $2');
  return { out: plain(out), err: plain(err), code };
}

/** Contents of all files outside of `.hg`, by path. */
function contents(directory: string, prefix = ''): Record<string, string> {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(join(directory, prefix), { withFileTypes: true })) {
    const path = join(prefix, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== '.hg') Object.assign(found, contents(directory, path));
    } else found[path] = readFileSync(join(directory, path), 'latin1');
  }
  return found;
}

export class NestedPair {
  readonly theirs: string;
  readonly ours: string;
  #time = 0;

  constructor(base: string) {
    this.theirs = join(base, 'hg');
    this.ours = join(base, 'qs');
    for (const directory of [this.theirs, this.ours]) mkdirSync(directory, { recursive: true });
  }

  /** Runs one command in both, expects the same of it, and gives it. */
  run(cwd: string, args: readonly string[], input = ''): HgResult {
    return this.#compare(cwd, args, input, qs);
  }

  /** The same, with whoever is named at work in the second tree. */
  turn(program: 'hg' | 'qs', cwd: string, args: readonly string[], input = ''): HgResult {
    return this.#compare(cwd, args, input, program === 'hg' ? hg : qs);
  }

  #compare(cwd: string, given: readonly string[], input: string, program: typeof qs | typeof hg): HgResult {
    const args = given.includes('commit') ? [...given, '-d', `${++this.#time} 0`] : given;
    const theirs = neutral(hg(join(this.theirs, cwd), args, { input }), this.theirs);
    const ours = neutral(program(join(this.ours, cwd), args, { input }), this.ours);
    expect({ cwd, args, ...ours }).toEqual({ cwd, args, ...theirs });
    expect({ args, files: contents(this.ours) }).toEqual({ args, files: contents(this.theirs) });
    return theirs;
  }

  write(path: string, text: string): void {
    for (const directory of [this.theirs, this.ours]) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
  }

  append(path: string, text: string): void {
    for (const directory of [this.theirs, this.ours])
      if (existsSync(join(directory, path))) appendFileSync(join(directory, path), text);
  }

  /** History, phases and place of both, as hg sees them. */
  expectSameHistory(paths: readonly string[]): void {
    const log = ['log', '-T', '{rev} {node} {phase} {files}\n'];
    for (const path of paths) {
      const [theirs, ours] = [this.theirs, this.ours].map((directory) => [
        hg(join(directory, path), log).out,
        hg(join(directory, path), ['identify']).out,
      ]);
      expect({ path, ours }).toEqual({ path, ours: theirs });
    }
  }

  /** `top` with `top/s`, `top/s/ss` and `top/u`; nothing is tracked. */
  nest(): void {
    for (const path of ['top', 'top/s', 'top/s/ss', 'top/u']) {
      for (const directory of [this.theirs, this.ours]) makeRepository(join(directory, path));
      this.write(`${path}/f`, `${path.split('/').at(-1)}\n`);
    }
    this.write('top/.hgsub', 's = s\nu = u\n');
    this.write('top/s/.hgsub', 'ss = ss\n');
  }
}

let empty: string | undefined;

/** Without starting a program for each. */
export function makeRepository(directory: string): void {
  if (empty === undefined) {
    empty = temporaryDirectory();
    expect(hg(empty, ['init']).code).toBe(0);
  }
  cpSync(join(empty, '.hg'), join(directory, '.hg'), { recursive: true });
}
