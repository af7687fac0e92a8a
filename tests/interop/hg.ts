/** Runs the real hg, for tests that compare behaviour. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe } from 'vitest';

export interface HgResult {
  /** Byte strings. */
  readonly out: string;
  readonly err: string;
  readonly code: number;
}

function environment(extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return {
    ...process.env,
    HGRCPATH: '',
    HGUSER: 'test',
    LC_ALL: 'C',
    TZ: 'UTC',
    HGPLAIN: undefined,
    ...extra,
  };
}

/** Runs hg without the user's configuration and gives what it printed. */
export function hg(
  cwd: string,
  args: readonly string[],
  options: { input?: string; env?: Readonly<Record<string, string>> } = {},
): HgResult {
  const result = spawnSync('hg', args, {
    cwd,
    env: environment(options.env ?? {}),
    input: options.input ?? '',
    encoding: 'latin1',
    maxBuffer: 1 << 28,
  });
  return { out: result.stdout, err: result.stderr, code: result.status ?? -1 };
}

const version = spawnSync('hg', ['--version', '-q'], { env: environment({}), encoding: 'latin1' });
const installed = version.status === 0;
if (!installed && process.env.QS_REQUIRE_HG === '1')
  throw new Error('QS_REQUIRE_HG is set, but there is no hg to compare with');

/** A `describe` that is skipped, saying so, where hg is not installed. */
export function describeWithHg(name: string, body: () => void): void {
  if (installed) describe(name, body);
  else describe.skip(`${name} (skipped: hg is not installed)`, body);
}

/** A directory that is removed when the suite ends. */
export function temporaryDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'qs-interop-'));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
