/** Starts the user's editor on a file and waits for it. */
import { spawnSync } from 'node:child_process';
import type { ByteString } from '../bytes/index.js';
import type { CommandContext } from './command.js';

/** `ui.editor` (which `HGEDITOR`, `VISUAL` and `EDITOR` set), else `sensible-editor` or `vi`. */
export function editorCommand(context: CommandContext): ByteString {
  return context.platform.env('HGEDITOR') ?? context.ui.config.get('ui', 'editor') ?? 'vi';
}

/** @returns the editor's exit status. */
export function launchEditor(context: CommandContext, path: ByteString): number {
  context.ui.flush();
  const text = (bytes: ByteString): string => Buffer.from(bytes, 'latin1').toString();
  const result = spawnSync('/bin/sh', ['-c', `${text(editorCommand(context))} "$1"`, 'editor', text(path)], {
    stdio: 'inherit',
    cwd: text(context.root ?? context.cwd),
  });
  return result.status ?? 255;
}
