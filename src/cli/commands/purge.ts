/** `qs purge`. */
import { InputError } from '../../errors/index.js';
import { purgeFiles } from '../../repo/index.js';
import type { CommandContext, CommandDefinition } from '../command.js';
import { WALK_OPTIONS } from '../diff/diff-options.js';
import { trackingContext } from '../working-copy/tracking.js';

/** Who has enabled the extension that this was once, is not asked. */
function hasExtension({ ui }: CommandContext): boolean {
  return ui.config
    .items('extensions')
    .some(({ name, value }) => /^(hgext[./])?purge$/.test(name) && !value.startsWith('!'));
}

export const command: CommandDefinition = {
  name: 'purge',
  aliases: ['clean'],
  inferRepository: true,
  synopsis: '[OPTION]... [DIR]...',
  summary: 'remove files that are not tracked',
  help: `Removes unknown files (those that status marks with "?") and empty directories, from the whole working directory or from the
directories that are named. Tracked files stay, changed or not, and so do added ones. Ignored files go only with --all, or with --ignored, which
leaves unknown ones alone. With --files only files are removed, with --dirs only directories.

What is removed cannot be brought back: --print lists what would go.`,
  category: 'working-directory',
  options: [
    { short: 'a', long: 'abort-on-err', kind: 'flag', help: 'stop at what cannot be removed' },
    { short: '', long: 'all', kind: 'flag', help: 'remove ignored files, too' },
    { short: 'i', long: 'ignored', kind: 'flag', help: 'remove ignored files only' },
    { short: '', long: 'dirs', kind: 'flag', help: 'remove empty directories' },
    { short: '', long: 'files', kind: 'flag', help: 'remove files' },
    { short: 'p', long: 'print', kind: 'flag', help: 'list names, and remove nothing' },
    { short: '0', long: 'print0', kind: 'flag', help: 'end names with NUL, for xargs (implies --print)' },
    { short: '', long: 'confirm', kind: 'flag', help: 'ask first' },
    ...WALK_OPTIONS,
  ],
  run(context, args, options) {
    const { ui } = context;
    if (options.flag('all') && options.flag('ignored'))
      throw new InputError('cannot specify both --all and --ignored');
    const [files, directories] = [options.flag('files'), options.flag('dirs')];
    const end = options.flag('print0') ? '\0' : '\n';
    const { repo, matcher, show } = trackingContext(context, args, options);
    purgeFiles({
      repo,
      messages: ui,
      matcher,
      unknown: !options.flag('ignored'),
      ignored: options.flag('ignored') || options.flag('all'),
      files: files || !directories,
      directories: directories || !files,
      confirm: options.triState('confirm') ?? !hasExtension(context),
      abortOnError: options.flag('abort-on-err'),
      ...((options.flag('print') || options.flag('print0')) && {
        print: (path: string) => ui.write(`${path}${end}`),
      }),
      bad: (path, message) => ui.warn(`${show(path)}: ${message}\n`),
    });
    return 0;
  },
};
