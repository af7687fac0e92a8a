/** Gives the ui the output style that `-T` asks for; the template language is loaded only when one is asked for. */
import { HgError } from '../errors/index.js';
import type { CommandContext, Options } from './command.js';
import type { TerminalUi } from './ui/index.js';
import { PlainFormatter } from './ui/plain-formatter.js';

export async function installFormatters(
  ui: TerminalUi,
  context: CommandContext,
  options: Options,
): Promise<void> {
  const wanted = options.value('template') || ui.config.get('ui', 'formatdebug');
  if (!wanted) {
    ui.setFormatters(() => new PlainFormatter(ui));
    return;
  }
  void context;
  throw new HgError('abort', `templates are not available in this build: '${wanted}'`);
}
