/** Lets the user edit one hunk. */
import type { ByteString } from '../../bytes/index.js';
import { printHunk, readEditedHunks, type TextHunk } from '../../patch/index.js';
import type { CommandContext } from '../command.js';
import { runEditor } from '../working-copy/edit-text.js';
import type { RecordableFile } from './recordable-file.js';

const ADVICE: ByteString = [
  '# ---',
  "# A '-' line becomes part of the context when its '-' is replaced by a blank.",
  "# A '+' line is left out when it is deleted.",
  '# Lines that start with # do not count.',
  '#',
  '# What is left is taken in place of the change. If it does not fit, nothing is',
  '# recorded, and the hunk is kept in a file of rejects. If all lines are gone, so is',
  '# the change.',
  '',
].join('\n');

/** @returns undefined when the editor failed, which it says. @throws InputError for what is no patch */
export function editHunk(
  context: CommandContext,
  file: RecordableFile,
  hunk: TextHunk,
): readonly TextHunk[] | undefined {
  const { text, failure } = runEditor(context, {
    text: file.header + printHunk(hunk) + ADVICE,
    name: 'edit.diff',
    environment: {},
  });
  if (failure !== undefined) {
    context.ui.warn(`editor ${failure}\n`);
    return undefined;
  }
  const kept = text.replace(/^#.*(\n|$)/gm, '');
  return readEditedHunks(kept);
}
