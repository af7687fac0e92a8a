/** The same commands by hg and by qs, each in a working directory of its own. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type HgResult, hg } from '../hg.js';
import { qs } from '../qs.js';

export type Runner = (cwd: string, args: readonly string[], options?: { input?: string }) => HgResult;

export interface Side {
  readonly name: 'hg' | 'qs';
  readonly root: string;
  /** Runs a command in the root, or a directory below. */
  run(args: readonly string[], directory?: string): HgResult;
}

/** Makes the two places; what is done to one has to be done to the other. */
export function twoSides(base: string): readonly [Side, Side] {
  const side = (name: 'hg' | 'qs', runner: Runner): Side => {
    const root = join(base, name, 'work');
    mkdirSync(root, { recursive: true });
    return { name, root, run: (args, directory = '') => runner(join(root, directory), args) };
  };
  return [side('hg', hg), side('qs', qs)];
}

/** What both printed, with their places made equal. */
export function shown({ root }: Side, { out, err, code }: HgResult): string {
  return `${out}${err}[${code}]`.replaceAll(root, '$ROOT');
}

/** Runs a command on both sides and expects the same output and exit code. @returns it */
export function same(sides: readonly [Side, Side], args: readonly string[], directory?: string): string {
  const [one, two] = sides;
  const expected = shown(one, one.run(args, directory));
  // Whether a time was sure enough to be kept depends on how quick a program is.
  const neutral = (text: string) =>
    args[0] === 'debugdirstate' ? text.replaceAll(/ (set {2}|unset) /g, ' time ') : text;
  expect(neutral(`${args.join(' ')}\n${shown(two, two.run(args, directory))}`)).toBe(
    neutral(`${args.join(' ')}\n${expected}`),
  );
  return expected;
}
