/** `[decode]`: commands that file contents go through on their way out of the repository. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ByteString } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import type { Matcher } from '../../match/index.js';
import type { CommandContext } from '../command.js';

/** Changes the content of a file as the first filter whose pattern matches its path says. */
export type ContentFilter = (path: ByteString, content: Uint8Array) => Uint8Array;

const native = (text: ByteString): string => Buffer.from(text, 'latin1').toString();

/** The filters of a section (`decode` or `encode`). */
export function contentFilter(context: CommandContext, section: 'decode' | 'encode'): ContentFilter {
  const repo = context.repo();
  const filters: (readonly [Matcher, ByteString])[] = [];
  for (const { name, value } of repo.config.items(section)) {
    if (value === '!') continue;
    filters.push([repo.matcher([name]), value]);
  }
  return (path, content) => {
    for (const [matcher, command] of filters) {
      if (!matcher.matches(path)) continue;
      context.ui.debug(`filtering ${path} through ${command}\n`);
      return runFilter(command, content);
    }
    return content;
  };
}

/** `pipe:COMMAND`, `tempfile:COMMAND` with INFILE and OUTFILE, or a command for a pipe. */
function runFilter(command: ByteString, content: Uint8Array): Uint8Array {
  if (command.startsWith('tempfile:'))
    return throughFiles(command.slice('tempfile:'.length).trimStart(), content);
  const shell = command.startsWith('pipe:') ? command.slice('pipe:'.length).trimStart() : command;
  const { stdout } = spawnSync('/bin/sh', ['-c', native(shell)], {
    input: content,
    stdio: ['pipe', 'pipe', 'inherit'],
    maxBuffer: 1 << 30,
  });
  return stdout;
}

function throughFiles(command: ByteString, content: Uint8Array): Uint8Array {
  const place = fs.mkdtempSync(join(tmpdir(), 'qs-filter-'));
  try {
    const [input, output] = [join(place, 'in'), join(place, 'out')];
    fs.writeFileSync(input, content);
    fs.writeFileSync(output, '');
    const shell = native(command).replaceAll('INFILE', input).replaceAll('OUTFILE', output);
    const { status } = spawnSync('/bin/sh', ['-c', shell], { stdio: 'inherit' });
    if (status !== 0)
      throw new HgError('abort', `command '${command}' failed: exited with status ${status ?? 255}`);
    return fs.readFileSync(output);
  } finally {
    fs.rmSync(place, { recursive: true, force: true });
  }
}
