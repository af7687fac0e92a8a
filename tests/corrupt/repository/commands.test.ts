/** Damaged repositories and our commands: clear messages, no traces, no hangs, bounded memory, never wrong data. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS as KNOWN } from '../../../src/cli/command-table.js';
import { CommandRunner } from '../../golden/command-runner.js';
import { loadFixture, removeDirectory, unpackFixture } from '../../golden/repositories/fixtures.js';
import { COMMANDS, DAMAGES } from './damages.js';

const MOST_RSS = 400 << 20;
/** Milliseconds; generous, for busy machines. */
const MOST_TIME = 15_000;

const known = new Set(KNOWN.flatMap(({ name, aliases }) => [name, ...aliases]));
const commands = COMMANDS.filter(([name]) => known.has(name as string));

let runner: CommandRunner;
beforeAll(() => {
  runner = new CommandRunner();
});
afterAll(() => runner.close());

/** Output of sound repositories, by fixture and command. */
const sound = new Map<string, Promise<Map<string, string>>>();

function soundOutputs(fixture: string): Promise<Map<string, string>> {
  let outputs = sound.get(fixture);
  if (outputs === undefined) {
    outputs = (async () => {
      const root = unpackFixture(loadFixture(fixture));
      const found = new Map<string, string>();
      for (const args of commands)
        found.set(args.join(' '), (await runner.run(join(root, 'repo'), args)).out);
      removeDirectory(root);
      return found;
    })();
    sound.set(fixture, outputs);
  }
  return outputs;
}

describe.each(DAMAGES)('$name', ({ fixture, apply, expected }) => {
  let root: string;
  beforeAll(() => {
    root = unpackFixture(loadFixture(fixture));
    apply(join(root, 'repo/.hg'));
  });
  afterAll(() => removeDirectory(root));

  it('is survived by every command', async () => {
    const outputs = await soundOutputs(fixture);
    for (const args of commands) {
      const { out, err, code, rss } = await runner.run(join(root, 'repo'), args, MOST_TIME);
      const what = `${args.join(' ')}\n${out.slice(0, 300)}\n${err}`;
      expect([0, 1, 255], what).toContain(code);
      expect(err, what).not.toMatch(/unknown exception|ESCAPED|^\s+at /m);
      if (code === 255) expect(err, what).toMatch(/^(abort|hg): .*\S/m);
      expect(rss, what).toBeLessThan(MOST_RSS);
      // What hashes cover is served whole and right, or not at all.
      if ((args[0] === 'cat' || args[0] === 'manifest') && code === 0)
        expect(out, what).toBe(outputs.get(args.join(' ')));
    }
  });

  it.each(expected.filter(([args]) => known.has(args[0] as string)))(
    '%j gives %i and says why',
    async (args, code, words) => {
      const result = await runner.run(join(root, 'repo'), args, MOST_TIME);
      expect(result.err).toMatch(words);
      expect(result.code, result.err).toBe(code);
      const detailed = await runner.run(join(root, 'repo'), [...args, '--config', 'ui.detailed-exit-code=1']);
      if (code === 255) expect([10, 20, 30, 50, 255], detailed.err).toContain(detailed.code);
    },
  );
});
