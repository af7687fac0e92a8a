/** `qs locate`, which `files` has replaced. */
import { WDIR_REV } from '../../bytes/index.js';
import type { CommandDefinition } from '../command.js';
import { WALK_OPTIONS } from '../diff/diff-options.js';
import { revisionOf } from '../revisions.js';
import { pathFromHere } from '../template-resources.js';

export const command: CommandDefinition = {
  name: 'locate',
  synopsis: '[OPTION]... [PATTERN]...',
  summary: 'list files that match patterns (DEPRECATED)',
  help: `Lists the tracked files of the working directory, or of a revision, that match. Patterns are globs that match anywhere. See \`files\`.

Returns 0 when there is any, 1 otherwise.`,
  category: 'working-directory',
  options: [
    { short: 'r', long: 'rev', kind: 'value', help: 'search in this revision', valueName: 'REV' },
    { short: '0', long: 'print0', kind: 'flag', help: 'end names with NUL' },
    { short: 'f', long: 'fullpath', kind: 'flag', help: 'print whole paths' },
    ...WALK_OPTIONS,
  ],
  run(context, args, options) {
    const repo = context.repo();
    const { ui } = context;
    const named = options.value('rev');
    const rev = named ? revisionOf(context, named) : WDIR_REV;
    const matcher = repo.matcher(args, {
      include: options.list('include'),
      exclude: options.list('exclude'),
      defaultKind: 'relglob',
      cwd: context.cwd,
      ...(named && { rev }),
    });
    const end = options.flag('print0') ? '\0' : '\n';
    ui.pager('locate');
    let found = false;
    for (const path of repo.manifest(rev).paths()) {
      if (!matcher.matches(path)) continue;
      found = true;
      const shown = options.flag('fullpath')
        ? `${repo.root}/${path}`
        : args.length > 0
          ? pathFromHere(context, path)
          : path;
      ui.write(`${shown}${end}`);
    }
    return found ? 0 : 1;
  },
};
