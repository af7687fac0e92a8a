/** Gives the ui the output style that `-T` asks for; the template language is loaded only when one is asked for. */
import type { ByteString } from '../bytes/index.js';
import type { Config } from '../config/index.js';
import type { CommandContext, Options } from './command.js';
import { PlainFormatter } from './ui/plain-formatter.js';
import type { TerminalUi } from './ui/terminal-ui.js';

/** hg's settings for all commands that know `-T` and do not print changesets. */
function configuredTemplate(config: Config): ByteString | undefined {
  if (config.getBool('ui', 'formatdebug')) return 'debug';
  return config.getBool('ui', 'formatjson') ? 'json' : undefined;
}

export async function installFormatters(
  ui: TerminalUi,
  context: CommandContext,
  options: Options,
): Promise<void> {
  const plain = (): PlainFormatter => new PlainFormatter(ui);
  const template = options.value('template') || configuredTemplate(ui.config);
  if (!template) {
    ui.setFormatters(plain);
    return;
  }
  const { createFormatter, resolveTemplate } = await import('../template/index.js');
  const { templateFileReader, templateResources } = await import('./template-resources.js');
  const language = context.repository === undefined ? undefined : await import('../revset/index.js');
  ui.setFormatters((_ui, topic, given, elsewhere) => {
    const write = elsewhere ?? ((text: string): void => ui.write(text));
    const spec = resolveTemplate(given.value('template') || template, {
      config: ui.config,
      readFile: templateFileReader(context),
      write,
    });
    return createFormatter(spec, topic, templateResources(context, language), write, plain);
  });
}
