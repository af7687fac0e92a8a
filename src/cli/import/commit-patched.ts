/** Commits what a patch has changed, in the working directory or without it. */
import { type ByteString, bytesOf, type NodeId, NULL_REV } from '../../bytes/index.js';
import { parseDate } from '../../dates/index.js';
import { StateError } from '../../errors/index.js';
import { alwaysMatcher, exactMatcher } from '../../match/index.js';
import type { MailedPatch, PatchableFile } from '../../patch/index.js';
import { replaceFile } from '../../platform/index.js';
import { HistoryWriter, type NewFile, type Repository, workingDate } from '../../repo/index.js';
import type { HgDate } from '../../store/index.js';
import type { CommandContext } from '../command.js';
import { userName } from '../username.js';
import { commitChanges } from '../working-copy/commit-changes.js';
import { editMessage, toStored } from '../working-copy/commit-message.js';
import type { ImportSettings } from './import-run.js';
import { patchedFiles, patchWorkingCopy } from './patch-working-copy.js';

export interface PatchCommit {
  /** As it is within the transaction. */
  readonly repo: Repository;
  readonly parents: readonly [number, number];
  readonly patch: MailedPatch;
  readonly diff: ByteString;
  readonly message: ByteString | undefined;
  readonly settings: ImportSettings;
}

interface Committed {
  /** Undefined when nothing has changed. */
  readonly node: NodeId | undefined;
  readonly failed: boolean;
}

/** @throws StateError when the patch does not fit, HgError from the editor and hooks */
export function commitPatched(context: CommandContext, request: PatchCommit): Committed {
  const { options } = request.settings;
  const { clock } = context.platform;
  const { patch } = request;
  const given = options.value('date') || patch.date;
  const date = given ? parseDate(given, clock) : workingDate(context.ui.config, clock);
  const user = options.value('user') || patch.user || userName(context);
  return options.flag('bypass')
    ? commitAside(context, request, user, date)
    : commitHere(context, request, user, date);
}

/** Without --exact, whoever gives no message is asked for one. */
function wantsEditor({ settings: { options }, message }: PatchCommit): boolean {
  if (options.flag('exact')) return false;
  return options.flag('edit') || (message === undefined && options.triState('edit') !== false);
}

function commitHere(
  context: CommandContext,
  request: PatchCommit,
  user: ByteString,
  date: HgDate,
): Committed {
  const { repo, parents, diff, settings, message } = request;
  const { options } = settings;
  const { touched, failed } = patchWorkingCopy(context, repo, diff, settings);
  const isMerge = parents[1] !== NULL_REV;
  const made = commitChanges(context, {
    repo,
    message: message ?? '',
    user: () => user,
    date,
    edits: wantsEditor(request),
    refusesUnchanged: !options.flag('edit'),
    form: isMerge ? 'import.normal.merge' : 'import.normal.normal',
    matcher: options.flag('exact') || isMerge ? alwaysMatcher() : exactMatcher(touched),
    allowsEmpty: options.flag('partial'),
    ...(options.flag('secret') && { phase: 2 as const }),
  });
  return { node: made?.node, failed };
}

function commitAside(
  context: CommandContext,
  request: PatchCommit,
  user: ByteString,
  date: HgDate,
): Committed {
  const { repo, parents, diff, settings, patch } = request;
  const { options } = settings;
  const [p1, p2] = parents;
  const before = repo.manifest(p1);
  const read = (path: ByteString): PatchableFile | undefined => {
    const entry = before.entry(path);
    return entry && { content: repo.fileByNode(path, entry.node).content(), flags: entry.flags };
  };
  const result = patchedFiles(context, diff, settings, { read, keepsRejects: false });
  if (result.failed) throw new StateError('patch failed to apply');
  const files = new Map<ByteString, NewFile | null>();
  for (const [path, file] of result.files) {
    if (file === null) files.set(path, null);
    else {
      const { content, flags, copiedFrom } = file;
      files.set(path, { content, flags, ...(copiedFrom !== undefined && { copiedFrom }) });
    }
  }
  const takesBranch = options.flag('exact') || options.flag('import-branch');
  const branch = takesBranch ? (patch.branch ?? 'default') : p1 === NULL_REV ? 'default' : repo.branch(p1);
  const paths = [...files.keys()].sort();
  let message = request.message ?? '';
  if (request.message === undefined && !options.flag('exact'))
    message = editMessage(
      context,
      {
        message,
        user,
        date,
        branch,
        isElsewhere: true,
        isMerge: p2 !== NULL_REV,
        added: paths.filter((path) => files.get(path) !== null && !before.has(path)),
        modified: paths.filter((path) => files.get(path) !== null && before.has(path)),
        removed: paths.filter((path) => files.get(path) === null),
      },
      { form: 'import.bypass', refusesUnchanged: !options.flag('edit') },
    );
  replaceFile(repo.store.places.hgFs, 'last-message.txt', bytesOf(message));
  const encode = toStored(context);
  const { node } = new HistoryWriter(repo).commit({
    parents: parents.filter((rev) => rev !== NULL_REV).map((rev) => repo.node(rev)),
    files,
    message: encode(message),
    user: encode(user),
    date,
    branch: encode(branch),
    ...(options.flag('secret') && { phase: 2 as const }),
  });
  return { node, failed: false };
}
