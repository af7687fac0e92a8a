/** `copy --at-rev` and `rename --at-rev`: other copies recorded in a changeset. */
import { type ByteString, NULL_REV } from '../../bytes/index.js';
import { InputError } from '../../errors/index.js';
import { rewriteCopies } from '../../repo/index.js';
import type { CommandContext, Options } from '../command.js';
import { fileMatcher } from '../diff/file-matcher.js';
import { missingFiles, selectedPaths } from '../diff/selected-paths.js';
import { pathDisplay } from '../display-path.js';
import { revisionOf } from '../revisions.js';
import { userName } from '../username.js';
import { toStored } from './commit-message.js';
import { canonicalName } from './tracking.js';

type Copies = ReadonlyMap<ByteString, ByteString | undefined>;

/** The copy that names and destination mean. @throws InputError */
function newCopy(
  context: CommandContext,
  names: readonly ByteString[],
  options: Options,
  rev: number,
): Copies {
  const repo = context.repo();
  const show = pathDisplay(context);
  if (names.length === 0) throw new InputError('no source or destination specified');
  if (names.length === 1) throw new InputError('no destination specified');
  const destination = canonicalName(context)(names.at(-1) as ByteString);
  const manifest = repo.manifest(rev);
  if (manifest.hasDirectory(destination))
    throw new InputError(`${show(destination)}: --at-rev does not support a directory as destination`);
  if (!manifest.has(destination))
    throw new InputError(
      `${show(destination)}: copy destination does not exist in ${repo.node(rev).slice(0, 12)}`,
    );
  const parent = repo.graph.parent1(rev);
  const before = repo.manifest(parent);
  const sources: ByteString[] = [];
  for (const name of names.slice(0, -1)) {
    const matcher = fileMatcher(context, [name], options, parent);
    for (const path of missingFiles(before, matcher))
      context.ui.warn(
        `${show(path)}: no such file in rev ${(parent === NULL_REV ? '0'.repeat(40) : repo.node(parent)).slice(0, 12)}\n`,
      );
    sources.push(...selectedPaths(before, matcher));
  }
  if (sources.length === 0) throw new InputError('no files to copy');
  if (sources.length > 1) throw new InputError('--at-rev requires a single source');
  return new Map([[destination, sources[0]]]);
}

/** Copies that are to be none. */
function unmarked(
  context: CommandContext,
  names: readonly ByteString[],
  options: Options,
  rev: number,
): Copies {
  const repo = context.repo();
  const show = pathDisplay(context);
  const matcher = fileMatcher(context, names, options, rev);
  const recorded = repo.copiesFromParent1(rev);
  const copies = new Map<ByteString, undefined>();
  for (const path of selectedPaths(repo.manifest(rev), matcher))
    if (recorded.has(path)) copies.set(path, undefined);
    else if (matcher.isExact(path))
      context.ui.warn(`${show(path)}: not unmarking as copy - file is not marked as copied\n`);
  return copies;
}

/** @throws InputError, StateError when the changeset cannot be replaced */
export function changeRecordedCopies(
  context: CommandContext,
  names: readonly ByteString[],
  options: Options,
): void {
  const repo = context.repo();
  const rev = revisionOf(context, options.value('at-rev'));
  if (rev !== NULL_REV && repo.graph.parent2(rev) !== NULL_REV)
    throw new InputError('cannot mark/unmark copy in merge commit');
  const forgets = options.flag('forget');
  const copies = forgets ? unmarked(context, names, options, rev) : newCopy(context, names, options, rev);
  if (copies.size === 0) return;
  rewriteCopies({
    repo,
    messages: context.ui,
    rev,
    copies,
    operation: forgets ? 'uncopy' : 'copy',
    user: () => toStored(context)(userName(context)),
  });
}
