/** Repositories of every age and format: our commands print what hg printed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../src/cli/command-table.js';
import { CommandRunner } from '../command-runner.js';
import { type Case, loadFixture, NAMES, removeDirectory, unpackFixture } from './fixtures.js';

const known = new Set(COMMANDS.flatMap(({ name, aliases }) => [name, ...aliases]));

let runner: CommandRunner;
beforeAll(() => {
  runner = new CommandRunner();
});
afterAll(() => runner.close());

/** Commands of one fixture, by command: a test each. */
function byCommand(cases: readonly Case[]): Map<string, Case[]> {
  const groups = new Map<string, Case[]>();
  for (const item of cases) {
    const name = item.args[0] as string;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return groups;
}

describe.each(NAMES)('%s', (name) => {
  const fixture = loadFixture(name);
  let root: string;
  beforeAll(() => {
    root = unpackFixture(fixture);
  });
  afterAll(() => removeDirectory(root));

  for (const [command, cases] of byCommand(fixture.cases)) {
    it.skipIf(!known.has(command))(command, async () => {
      const wrong: string[] = [];
      for (const { repo, args, ...said } of cases) {
        const rooted = (text: string): string => text.replaceAll('@ROOT@', root);
        const got = await runner.run(`${root}/${repo}`, args);
        const shown = `in ${repo}: ${args.join(' ')}`;
        // The short help after it is in our own words.
        const out = said.err.includes('invalid arguments') ? got.out : rooted(said.out);
        wrong.push(
          ...firstDifference(`${shown}: output`, out, got.out),
          ...firstDifference(`${shown}: errors`, rooted(said.err), got.err),
        );
        if (got.code !== said.code) wrong.push(`${shown}: exit code ${got.code} instead of ${said.code}`);
      }
      expect(wrong).toEqual([]);
    });
  }
});

function firstDifference(what: string, expected: string, got: string): string[] {
  if (expected === got) return [];
  const one = expected.split('\n');
  const two = got.split('\n');
  const at = one.findIndex((line, i) => line !== two[i]);
  return [`${what}, line ${at + 1}: ${JSON.stringify(two[at])} instead of ${JSON.stringify(one[at])}`];
}
