/** The message of a new changeset: given, read from a file, or written in the editor. */
import * as fs from 'node:fs';
import { type ByteString, byteStringOf } from '../../bytes/index.js';
import { InputError } from '../../errors/index.js';
import { readFile } from '../../platform/index.js';
import type { CommitDraft } from '../../repo/index.js';
import type { CommandContext, OptionDefinition, Options } from '../command.js';
import { absolutePath } from '../find-repository.js';
import { onlyOneOf } from '../option-conflicts.js';
import { draftFromTemplate } from './commit-template.js';
import { editText } from './edit-text.js';

export const MESSAGE_OPTIONS: readonly OptionDefinition[] = [
  { short: 'm', long: 'message', kind: 'value', help: 'use this text as the message', valueName: 'TEXT' },
  { short: 'l', long: 'logfile', kind: 'value', help: 'read the message from a file', valueName: 'FILE' },
];

export const DATE_AND_USER_OPTIONS: readonly OptionDefinition[] = [
  { short: 'd', long: 'date', kind: 'value', help: 'record this date', valueName: 'DATE' },
  { short: 'u', long: 'user', kind: 'value', help: 'record this user', valueName: 'USER' },
];

function readLogFile(context: CommandContext, name: ByteString): ByteString {
  try {
    if (name === '-') return byteStringOf(new Uint8Array(fs.readFileSync(0)));
    return byteStringOf(
      readFile(context.platform.openFileSystem('/'), absolutePath(context.cwd, name).slice(1)),
    );
  } catch (error) {
    if (error instanceof Error)
      throw new InputError(`can't read commit message '${name}': ${error.message.replace(/^[A-Z]+: /, '')}`, {
        cause: error,
      });
    throw error;
  }
}

/** What `-m` or `-l` say; undefined for neither. @throws InputError */
export function givenMessage(context: CommandContext, options: Options): ByteString | undefined {
  onlyOneOf(options, ['message', 'logfile']);
  const message = options.value('message');
  const file = options.value('logfile');
  if (message !== undefined && message !== '') return message;
  if (file === undefined || file === '') return message;
  const lines = readLogFile(context, file).split(/\r\n|[\n\r]/);
  if (lines.at(-1) === '') lines.pop();
  return lines.join('\n');
}

/** Everything below a line of this kind is for the reader only. */
const CUT = /^HG: -+ >8 -+$/m;

export interface EditorForm {
  /** What the editor is for, as in `commit.normal`. */
  readonly form: string;
  /** Another line than the usual one about empty messages. */
  readonly extra?: ByteString | undefined;
  /** A text from a template that comes back as it was is no message. */
  readonly refusesUnchanged?: boolean | undefined;
}

const EMPTY_ABORTS = 'Leave message empty to abort commit.';

/** The most special template for what is edited: of `changeset.commit.normal`, `changeset.commit` and `changeset`. */
function templateName({ ui }: CommandContext, form: string): ByteString | undefined {
  const parts = ['changeset', ...form.split('.')];
  for (; parts.length > 0; parts.pop()) {
    const name = parts.join('.');
    if ((ui.config.get('committemplate', name) ?? '') !== '') return name;
  }
  return undefined;
}

/** The text that the editor starts with. */
function draftText(context: CommandContext, draft: CommitDraft, extra: ByteString): ByteString {
  const lines: ByteString[] = [];
  if (draft.message !== '') lines.push(draft.message);
  const note = (text: ByteString): void => {
    for (const line of text.split('\n')) lines.push(`HG: ${line}`);
  };
  lines.push('', '');
  note("Enter commit message.  Lines beginning with 'HG:' are removed.");
  note(extra);
  lines.push('HG: --');
  note(`user: ${draft.user}`);
  if (draft.isMerge) note('branch merge');
  if (draft.branch !== '') note(`branch '${draft.branch}'`);
  const bookmark = activeBookmarkHere(context);
  if (bookmark !== undefined) note(`bookmark '${bookmark}'`);
  for (const path of draft.subrepos ?? []) note(`subrepo ${path}`);
  for (const path of draft.added) note(`added ${path}`);
  for (const path of draft.modified) note(`changed ${path}`);
  for (const path of draft.removed) note(`removed ${path}`);
  if (draft.added.length + draft.modified.length + draft.removed.length === 0) note('no files changed');
  lines.push('');
  return lines.join('\n');
}

function activeBookmarkHere(context: CommandContext): ByteString | undefined {
  const repo = context.repo();
  const active = repo.activeBookmark;
  if (active === undefined) return undefined;
  return repo.bookmarks().get(active) === repo.node(repo.workingParents()[0]) ? active : undefined;
}

/** Runs the editor on a draft. @throws InputError `empty commit message`; HgError `edit failed` */
export function editMessage(
  context: CommandContext,
  draft: CommitDraft,
  { form, extra = EMPTY_ABORTS, refusesUnchanged = false }: EditorForm,
): ByteString {
  const template = templateName(context, form);
  const text =
    template === undefined
      ? draftText(context, draft, extra)
      : draftFromTemplate(context, draft, template, {
          extramsg: extra,
          activebookmark: activeBookmarkHere(context) ?? '',
        });
  const edited = editText(context, {
    text,
    action: 'commit',
    user: draft.user,
    form,
  });
  const cut = CUT.exec(edited);
  const kept = cut === null ? edited : edited.slice(0, cut.index);
  const message = kept.replace(/^HG:.*(\n|$)/gm, '');
  if (message.trim() === '') throw new InputError('empty commit message');
  if (refusesUnchanged && template !== undefined && edited === text)
    throw new InputError('commit message unchanged');
  return message;
}

/** From the local encoding to what is stored. @throws HgError for what is not valid in it */
export function toStored(context: CommandContext): (text: ByteString) => ByteString {
  const { texts } = context.repo().place;
  if (texts === undefined) return (text) => text;
  return (text) => {
    const checked = /[^\0-\x7f]/.test(text) ? texts.encoding.fromLocal(text) : text;
    return checked;
  };
}
