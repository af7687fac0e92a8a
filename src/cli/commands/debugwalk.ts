/** `qs debugwalk`: the files that a walk of the working directory finds. */
import { workingStatus } from '../../repo/index.js';
import type { CommandDefinition } from '../command.js';
import { WALK_OPTIONS } from '../diff/diff-options.js';
import { fileMatcher } from '../diff/file-matcher.js';
import { pathDisplay } from '../display-path.js';

export const command: CommandDefinition = {
  name: 'debugwalk',
  inferRepository: true,
  synopsis: '[OPTION]... [FILE]...',
  summary: 'show how files match on given patterns',
  help: 'One line per file that is selected and not ignored: from the root, as seen from here, and whether it was named.',
  category: 'none',
  options: WALK_OPTIONS,
  run(context, args, options) {
    const { ui } = context;
    const matcher = fileMatcher(context, args, options);
    if (ui.verbose) ui.write(`* matcher:\n${matcher.describe()}\n`);
    const fromHere = pathDisplay(context);
    const bad = (path: string, message: string): void => ui.warn(`${fromHere(path)}: ${message}\n`);
    const status = workingStatus(context.repo(), { matcher, unknown: true, clean: true, bad });
    const { modified, added, removed, deleted, unknown, clean } = status;
    const paths = [...modified, ...added, ...removed, ...deleted, ...unknown, ...clean].sort();
    const widest = Math.max(0, ...paths.map((path) => path.length));
    const shown = paths.map(fromHere);
    const widestShown = Math.max(0, ...shown.map((path) => path.length));
    paths.forEach((path, at) => {
      const exact = matcher.isExact(path) ? 'exact' : '';
      const line = `f  ${path.padEnd(widest)}  ${(shown[at] as string).padEnd(widestShown)}  ${exact}`;
      ui.write(`${line.trimEnd()}\n`);
    });
    return 0;
  },
};
