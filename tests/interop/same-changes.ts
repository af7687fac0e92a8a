/** Runs the same commands with hg and with our program, each on a repository of its own, and compares what they say and leave. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type HgResult, hg } from './hg.js';
import { HgServer } from './hg-server.js';
import { qs, qsBatch } from './qs.js';

export interface SameChangesOptions {
  /** Names below the repository whose content must be the same after every command (`sorted`: as a set of lines). */
  readonly files?: readonly string[];
  readonly sorted?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Two copies of one repository, one for each program. Their directories have the same length and end in the same name. */
export class SameChanges {
  readonly theirs: string;
  readonly ours: string;
  readonly #options: SameChangesOptions;

  constructor(base: string, source: string, name: string, options: SameChangesOptions = {}) {
    this.#options = options;
    [this.theirs, this.ours] = ['hg', 'qs'].map((program) => {
      const directory = join(base, `${name}-${program}`);
      mkdirSync(directory);
      cpSync(source, join(directory, 'repo'), {
        recursive: true,
        preserveTimestamps: true,
        verbatimSymlinks: true,
      });
      return join(directory, 'repo');
    }) as [string, string];
  }

  /** Expects the same of both; gives hg's. */
  run(...args: readonly string[]): HgResult {
    const { env = {} } = this.#options;
    const theirs = hg(this.theirs, args, { env });
    const ours = qs(this.ours, args, { env });
    expect({ args, ...this.#neutral(ours) }).toEqual({ args, ...this.#neutral(theirs) });
    this.#compareFiles(args);
    return theirs;
  }

  /** As {@link run}, many commands in one process of each program; files are compared after the last one (with QS_LONG=1, as run does). */
  async runAll(lines: readonly (readonly string[])[]): Promise<void> {
    if (process.env.QS_LONG === '1') {
      for (const args of lines) this.run(...args);
      return;
    }
    const server = new HgServer(this.theirs);
    const theirs: HgResult[] = [];
    try {
      for (const args of lines) theirs.push(await server.run(args));
    } finally {
      server.close();
    }
    const ours = qsBatch(lines.map((args) => ({ cwd: this.ours, args })));
    for (const [i, args] of lines.entries())
      expect({ args, ...this.#neutral(ours[i] as HgResult) }).toEqual({
        args,
        ...this.#neutral(theirs[i] as HgResult),
      });
    this.#compareFiles(lines.at(-1) ?? []);
  }

  #compareFiles(args: readonly string[]): void {
    const { files = [], sorted = [] } = this.#options;
    for (const file of files)
      expect({ args, file, text: contentOf(this.ours, file) }).toEqual({
        args,
        file,
        text: contentOf(this.theirs, file),
      });
    for (const file of sorted)
      expect({ args, file, lines: linesOf(this.ours, file) }).toEqual({
        args,
        file,
        lines: linesOf(this.theirs, file),
      });
  }

  /** The same change by hg on both sides. */
  prepare(...args: readonly string[]): void {
    for (const repo of [this.theirs, this.ours]) {
      const { code, err } = hg(repo, args, { env: this.#options.env ?? {} });
      if (code !== 0) throw new Error(`hg ${args.join(' ')}: ${err}`);
    }
  }

  /** The names of the files below a directory, sorted. */
  expectSameNames(directory: string): void {
    expect(namesIn(join(this.ours, directory))).toEqual(namesIn(join(this.theirs, directory)));
  }

  #neutral({ out, err, code }: HgResult): HgResult {
    const neutral = (text: string) => text.replaceAll(this.theirs, '/repo').replaceAll(this.ours, '/repo');
    return { out: neutral(out), err: neutral(err), code };
  }
}

function contentOf(repo: string, file: string): string | undefined {
  const path = join(repo, file);
  return existsSync(path) ? readFileSync(path, 'latin1') : undefined;
}

function linesOf(repo: string, file: string): string[] | undefined {
  return contentOf(repo, file)?.split('\n').sort();
}

function namesIn(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .map((name) => (statSync(join(directory, name)).isDirectory() ? `${name}/` : name))
    .sort();
}
