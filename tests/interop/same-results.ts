/** Compares many command lines with hg in one process of each. */
import { expect } from 'vitest';
import type { HgResult } from './hg.js';
import { HgServer } from './hg-server.js';
import { qsBatch } from './qs.js';

export interface CommandLine {
  readonly cwd: string;
  readonly args: readonly string[];
  /** Help texts are our own: after mistakes in options only standard error is compared. */
  readonly onlyErrors?: boolean;
}

/** What hg answers, with one process for each directory. */
async function hgBatch(lines: readonly CommandLine[]): Promise<HgResult[]> {
  const servers = new Map<string, HgServer>();
  try {
    const results: HgResult[] = [];
    for (const { cwd, args } of lines) {
      let server = servers.get(cwd);
      if (server === undefined) servers.set(cwd, (server = new HgServer(cwd)));
      results.push(await server.run(args));
    }
    return results;
  } finally {
    for (const server of servers.values()) server.close();
  }
}

/** Expects the same output, errors and exit codes of every command. They must not change what later ones read. */
export async function expectSameResults(lines: readonly CommandLine[]): Promise<void> {
  const theirs = await hgBatch(lines);
  const ours = qsBatch(lines);
  for (const [i, { cwd, args, onlyErrors }] of lines.entries()) {
    const shown = ({ out, err, code }: HgResult) =>
      onlyErrors === true ? { cwd, args, err, code } : { cwd, args, out, err, code };
    expect(shown(ours[i] as HgResult)).toEqual(shown(theirs[i] as HgResult));
  }
}
