/** `qs debugpathcomplete`: paths that are tracked, for the completion of shells. */
import type { ByteString } from '../../bytes/index.js';
import { joinPath, normalizePath, pathFrom } from '../../match/index.js';
import { workingState } from '../../repo/index.js';
import type { CommandDefinition } from '../command.js';

export const command: CommandDefinition = {
  name: 'debugpathcomplete',
  synopsis: 'FILESPEC...',
  summary: 'list tracked paths that begin with some letters',
  help: `Up to the next directory, or with --full whole paths, as they are seen from here. Only what the dirstate knows counts: with --normal,
--added or --removed, only files in these states.`,
  category: 'none',
  options: [
    { short: 'f', long: 'full', kind: 'flag', help: 'whole paths' },
    { short: 'n', long: 'normal', kind: 'flag', help: 'only files that are neither added nor removed' },
    { short: 'a', long: 'added', kind: 'flag', help: 'only added files' },
    { short: 'r', long: 'removed', kind: 'flag', help: 'only removed files' },
  ],
  run({ ui, cwd, platform, ...context }, args, options) {
    const repo = context.repo();
    const { root, place } = repo;
    const dirstate = workingState(repo);
    const states = ['normal', 'added', 'removed'].filter((state) => options.flag(state));
    const stateOf = (path: ByteString): string =>
      dirstate.isRemoved(path) ? 'removed' : dirstate.isAdded(path) ? 'added' : 'normal';
    const found = new Set<ByteString>();
    for (const spec of args.length === 0 ? ['.'] : args) {
      const full = normalizePath(joinPath(cwd, spec));
      if (full !== root && !full.startsWith(`${root}/`)) continue;
      const relative = full.slice(root.length + 1);
      const isDirectory = place.workFs.stat(relative, true)?.kind === 'directory';
      const prefix = isDirectory && relative !== '' ? `${relative}/` : relative;
      for (const path of dirstate.paths()) {
        if (!path.startsWith(prefix) || (states.length > 0 && !states.includes(stateOf(path)))) continue;
        const slash = options.flag('full') ? -1 : path.indexOf('/', prefix.length);
        found.add(slash < 0 ? path : path.slice(0, slash));
      }
    }
    ui.write(
      `${[...found]
        .sort()
        .map((path) => pathFrom(root, cwd, path))
        .join('\n')}\n`,
    );
    return 0;
  },
};
