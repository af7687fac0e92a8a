/** The section `extdata`: what files and programs outside the repository know of changesets. */
import { createRequire } from 'node:module';
import { type ByteString, byteStringOf, type NodeId, textOfUtf8 } from '../bytes/index.js';
import { HgError } from '../errors/index.js';
import { tryReadText } from '../platform/index.js';
import type { CommandContext } from './command.js';
import { absolutePath } from './find-repository.js';

export type ExternalData = ReadonlyMap<NodeId, ByteString>;

/**
 * What a source says, by changeset: lines with a revision and, after a blank, a text. Lines about changesets that are not here are skipped.
 * @returns undefined for a source that is not configured.
 * @throws HgError where it cannot be read or its command fails.
 */
export function readExternalData(context: CommandContext, source: ByteString): ExternalData | undefined {
  const place = context.ui.config.get('extdata', source);
  if (place === undefined) return undefined;
  const text = place.startsWith('shell:') ? outputOf(context, place.slice(6)) : contentOf(context, place);
  const repo = context.repo();
  const found = new Map<NodeId, ByteString>();
  for (const line of text.split('\n')) {
    const [, name = '', value = ''] = /^([^ ]*) ?(.*)$/.exec(line.trim()) ?? [];
    if (name === '') continue;
    try {
      const rev = repo.lookup(name);
      if (rev !== undefined) found.set(repo.node(rev), repo.place.texts?.toLocal(value) ?? value);
    } catch (error) {
      // An ambiguous prefix.
      if (!(error instanceof HgError)) throw error;
    }
  }
  return found;
}

function contentOf({ cwd, platform }: CommandContext, url: ByteString): ByteString {
  if (/^[a-z]{2,}:/.test(url) && !url.startsWith('file:'))
    throw new HgError('remote', `cannot open ${url}: this version reads files of this machine only`);
  const path = absolutePath(cwd, url.replace(/^file:(\/\/(?=\/))?/, ''));
  const text = tryReadText(platform.openFileSystem('/'), path);
  if (text === undefined) throw new HgError('remote', 'error: No such file or directory');
  return text;
}

/** Of a shell command, run at the root. */
function outputOf(context: CommandContext, command: ByteString): ByteString {
  const { spawnSync } = createRequire('/')('node:child_process') as typeof import('node:child_process');
  const { stdout, status, signal } = spawnSync('/bin/sh', ['-c', textOfUtf8(command)], {
    cwd: textOfUtf8(context.repo().root),
    stdio: ['inherit', 'pipe', 'inherit'],
    maxBuffer: 1 << 30,
  });
  if (status === 0) return byteStringOf(stdout);
  const how = status === null ? `killed by ${signal}` : `exited with status ${status}`;
  throw new HgError('abort', `extdata command '${command}' failed: ${how}`);
}
