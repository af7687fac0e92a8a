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
      for (const { repo, args, out, err, code } of cases) {
        const result = await runner.run(`${root}/${repo}`, args);
        const rooted = (text: string): string => text.replaceAll('@ROOT@', root);
        expect.soft({ args, out: result.out, err: result.err, code: result.code }).toEqual({
          args,
          out: rooted(out),
          err: rooted(err),
          code,
        });
      }
    });
  }
});
