/** Applies a patch to the files of the working directory. */
import type { ByteString } from '../../bytes/index.js';
import type { Dirstate } from '../../dirstate/index.js';
import { isNotFound, StateError } from '../../errors/index.js';
import { exactMatcher } from '../../match/index.js';
import {
  applyPatch,
  type Inflate,
  lineEndsOf,
  type PatchableFile,
  type PatchRequest,
  type PatchResult,
  parsePatch,
} from '../../patch/index.js';
import {
  addRemove,
  changeDirstate,
  flagsOfStat,
  type Repository,
  WorkingFiles,
  workingState,
} from '../../repo/index.js';
import type { CommandContext } from '../command.js';
import { pathDisplay } from '../display-path.js';
import { writeRejects } from '../record/chosen-contents.js';
import type { ImportSettings } from './import-run.js';

export interface PatchedWorkingCopy {
  /** Every file that the patch changes. */
  readonly touched: readonly ByteString[];
  /** Something was rejected; it is in files beside. */
  readonly failed: boolean;
}

export function inflater({ platform }: CommandContext): Inflate {
  return (data, length) => platform.codecs.zlib.decompress(data, 0, data.length, length);
}

/** @param files as they are before. @throws InputError for patches that do not parse and paths that lead elsewhere */
export function patchedFiles(
  context: CommandContext,
  diff: ByteString,
  { strip, prefix }: ImportSettings,
  files: Pick<PatchRequest, 'read' | 'checkKnown' | 'keepsRejects'>,
): PatchResult {
  const { config } = context.ui;
  return applyPatch({
    patches: parsePatch(diff, inflater(context)),
    ...files,
    strip,
    prefix,
    fuzz: config.getInt('patch', 'fuzz', 2),
    ends: lineEndsOf(config.get('patch', 'eol')),
    warn: (text) => context.ui.warn(text),
    note: (text) => context.ui.note(text),
    verbose: context.ui.verbose,
  });
}

/** Files are written, tracked and forgotten. @throws StateError `patch failed to apply`, unless `--partial` was given */
export function patchWorkingCopy(
  context: CommandContext,
  repo: Repository,
  diff: ByteString,
  settings: ImportSettings,
): PatchedWorkingCopy {
  const files = new WorkingFiles(repo);
  const { workFs } = repo.place;
  const state = workingState(repo);
  const read = (path: ByteString): PatchableFile | undefined => {
    files.audit(path);
    const stat = workFs.stat(path, true);
    const content = files.readExactly(path);
    if (stat === undefined || content === undefined) return undefined;
    return { content, flags: flagsOfStat(stat) };
  };
  const checkKnown = (path: ByteString): void => {
    if (!state.has(path)) throw new StateError(`cannot patch ${path}: file is not tracked`);
  };
  const result = patchedFiles(context, diff, settings, { read, checkKnown });
  const touched = [...result.files.keys()];
  const gone: ByteString[] = [];
  for (const [path, file] of result.files) {
    if (file !== null) files.writeExactly(path, file.content, file.flags);
    else {
      gone.push(path);
      try {
        files.remove(path);
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    }
  }
  files.removeEmptyDirectories(gone);
  writeRejects(repo, result.rejects);
  changeDirstate(repo, (dirstate) => {
    for (const [path, file] of result.files)
      if (file?.copiedFrom !== undefined) recordCopy(context, dirstate, file.copiedFrom, path);
    for (const path of result.removed) dirstate.setUntracked(path);
    // What was only added before and is gone has left nothing that could be looked at.
    const left = touched.filter((path) => result.files.get(path) !== null || dirstate.has(path));
    if (left.length > 0)
      addRemove(
        {
          repo,
          messages: context.ui,
          matcher: exactMatcher(left),
          show: pathDisplay(context, true),
          dryRun: false,
        },
        settings.similarity,
      );
  });
  if (result.failed && !settings.options.flag('partial')) throw new StateError('patch failed to apply');
  return { touched, failed: result.failed };
}

/** A copy of a copy comes from where that does. */
function recordCopy({ ui }: CommandContext, dirstate: Dirstate, source: ByteString, path: ByteString): void {
  const origin = dirstate.copies.get(source) ?? source;
  dirstate.setTracked(path);
  if (origin === source && dirstate.isAdded(source))
    ui.status(`${source} has not been committed yet, so no copy data will be stored for ${path}.\n`);
  else dirstate.setCopy(path, origin);
}
