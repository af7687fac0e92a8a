/** The files as they are with only the chosen changes. */
import type { ByteString } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import { applyPatch, type FilePatch, type PatchedFile } from '../../patch/index.js';
import { type Repository, WorkingFiles } from '../../repo/index.js';
import type { CommandContext } from '../command.js';
import type { ChosenChanges } from './choose-changes.js';

export type ChosenFiles = ReadonlyMap<ByteString, PatchedFile | null>;

/**
 * Null for files that are gone. Rejects of hunks that were edited so that they do not fit are written beside their files.
 * @throws HgError `patch failed to apply`
 */
export function chosenContents(context: CommandContext, chosen: readonly ChosenChanges[]): ChosenFiles {
  const repo = context.repo();
  const files = new Map<ByteString, PatchedFile | null>();
  let failed = false;
  for (const { file, hunks } of chosen) {
    const { before, after, operation } = file.pair;
    if (after === undefined) {
      if (before !== undefined) files.set(before.path, null);
      continue;
    }
    const renamed = operation !== undefined && before !== undefined;
    if (renamed && operation === 'rename') files.set(before.path, null);
    const patch: FilePatch = {
      oldName: undefined,
      newName: undefined,
      git: { path: after.path, oldPath: undefined, operation: 'modify', flags: after.flags },
      hunks,
      binary: file.isBinary ? { isDelta: false, data: after.content().slice() } : undefined,
    };
    // Contents are in memory that those of the next file will take.
    const old = before?.content().slice() ?? new Uint8Array(0);
    const result = applyPatch({
      patches: [patch],
      read: () => ({ content: old, flags: before?.flags ?? after.flags }),
      strip: 0,
      prefix: '',
      fuzz: repo.config.getInt('patch', 'fuzz', 2),
      // Hunks and files come from the same place: ends of lines are changes like others.
      ends: 'strict',
      warn: (text) => context.ui.warn(text),
      note: () => undefined,
      verbose: false,
    });
    if (result.failed) failed = true;
    writeRejects(repo, result.rejects);
    const now = result.files.get(after.path);
    if (now !== undefined && now !== null)
      files.set(after.path, { ...now, ...(renamed && { copiedFrom: before.path }) });
  }
  if (failed) throw new HgError('state', 'patch failed to apply');
  return files;
}

/** @throws FileSystemError */
export function writeRejects(repo: Repository, rejects: ReadonlyMap<ByteString, ByteString>): void {
  const files = new WorkingFiles(repo);
  for (const [path, text] of rejects)
    files.writeExactly(
      `${path}.rej`,
      Uint8Array.from(text, (char) => char.charCodeAt(0)),
      '',
    );
}
