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
  const directory = fs.mkdtempSync(join(tmpdir(), 'hg-editor-'));
  const path = join(directory, `message.${action}.hg.txt`);
  try {
    fs.writeFileSync(path, bytesOf(text), { mode: 0o600 });
    context.ui.flush();
    const editor = editorCommand(context);
    const result = spawnSync('/bin/sh', ['-c', `${native(editor)} "${path}"`], {
      stdio: 'inherit',
      cwd: nativePath(context.root ?? context.cwd).toString(),
      env: { ...process.env, HGUSER: native(user), HGEDITFORM: form, HG: process.argv[1] ?? 'qs' },
    });
    if (result.status !== 0) {
      const name = (editor.trim().split(/\s+/)[0] ?? '').replace(/^.*\//, '');
      const how =
        result.status === null
          ? `killed by signal ${result.signal ?? ''}`
          : `exited with status ${result.status}`;
      throw new HgError('canceled', `edit failed: ${name} ${how}`);
    }
    return byteStringOf(new Uint8Array(fs.readFileSync(path)));
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
}
