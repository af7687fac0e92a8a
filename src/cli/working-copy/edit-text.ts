/** Lets the user write a text in the editor. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ByteString, byteStringOf, bytesOf } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import { nativePath } from '../../node/index.js';
import type { CommandContext } from '../command.js';
import { editorCommand } from '../editor.js';

export interface EditRequest {
  readonly text: ByteString;
  /** Part of the file's name: `commit`. */
  readonly action: string;
  /** `HGUSER` of the editor. */
  readonly user: ByteString;
  /** `HGEDITFORM`: what is edited, for editors that care. */
  readonly form: string;
}

const native = (text: ByteString): string => Buffer.from(text, 'latin1').toString();

/** Runs in the root of the repository. @throws HgError `edit failed` */
export function editText(context: CommandContext, { text, action, user, form }: EditRequest): ByteString {
  const {
    text: edited,
    failure,
    editor,
  } = runEditor(context, {
    text,
    name: `message.${action}.hg.txt`,
    environment: { HGUSER: native(user), HGEDITFORM: form },
  });
  if (failure !== undefined)
    throw new HgError('canceled', `edit failed: ${editor} ${failure.replace('exit code', 'status')}`);
  return edited;
}

export interface EditorRun {
  readonly text: ByteString;
  /** Of the file. */
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface EditorResult {
  readonly text: ByteString;
  /** How it ended, when that was no success. */
  readonly failure: string | undefined;
  /** Its name. */
  readonly editor: ByteString;
}

/** Runs the editor on a file of its own. */
export function runEditor(context: CommandContext, { text, name, environment }: EditorRun): EditorResult {
  const directory = fs.mkdtempSync(join(tmpdir(), 'hg-editor-'));
  const path = join(directory, name);
  try {
    fs.writeFileSync(path, bytesOf(text), { mode: 0o600 });
    context.ui.flush();
    const editor = editorCommand(context);
    const result = spawnSync('/bin/sh', ['-c', `${native(editor)} "${path}"`], {
      stdio: 'inherit',
      cwd: nativePath(context.root ?? context.cwd).toString(),
      env: { ...process.env, ...environment, HG: process.argv[1] ?? 'qs' },
    });
    const failure =
      result.status === 0
        ? undefined
        : result.status === null
          ? `killed by signal ${result.signal ?? ''}`
          : `exited with exit code ${result.status}`;
    return {
      text: failure === undefined ? byteStringOf(new Uint8Array(fs.readFileSync(path))) : '',
      failure,
      editor: (editor.trim().split(/\s+/)[0] ?? '').replace(/^.*\//, ''),
    };
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
}
