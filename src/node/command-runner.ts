/** Runs shell commands such as hooks. */
import { spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { type ByteString, textOfUtf8 } from '../bytes/index.js';
import type { CommandEnd, CommandRun, CommandRunner } from '../platform/index.js';

/** Node takes strings only: bytes that are not UTF-8 cannot be passed on exactly. */
function native(text: ByteString): string {
  return textOfUtf8(text);
}

export const nodeCommandRunner: CommandRunner = {
  run: ({ command, directory, environment }: CommandRun): CommandEnd => {
    const env: NodeJS.ProcessEnv = { ...process.env };
    for (const [name, value] of environment) env[name] = value === undefined ? undefined : native(value);
    const result = spawnSync(native(command), {
      shell: true,
      cwd: directory === undefined ? undefined : native(directory),
      env,
      stdio: 'inherit',
    });
    if (result.error !== undefined && result.status === null && result.signal === null)
      return { status: 127, signal: undefined };
    return {
      status: result.status ?? undefined,
      signal: result.signal === null ? undefined : constants.signals[result.signal],
    };
  },
  filter: (command, input) => {
    // Node refuses what the shell would take for nothing to do.
    if (command === '') return new Uint8Array();
    const stdio = ['pipe', 'pipe', 'inherit'] as const;
    const options = { shell: true, input, stdio: [...stdio], maxBuffer: Number.POSITIVE_INFINITY };
    return spawnSync(native(command), options).stdout ?? new Uint8Array();
  },
};
