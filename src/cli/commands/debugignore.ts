/** `qs debugignore`: the ignore patterns, or what they say about files. */
import type { ByteString } from '../../bytes/index.js';
import { neverMatcher } from '../../match/index.js';
import { ignoreMatcher } from '../../repo/index.js';
import type { CommandDefinition } from '../command.js';
import { pathDisplay } from '../display-path.js';
import { canonicalName } from '../working-copy/tracking.js';

function* directoriesAbove(path: ByteString): Iterable<ByteString> {
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) yield path.slice(0, at);
}

export const command: CommandDefinition = {
  name: 'debugignore',
  inferRepository: true,
  synopsis: '[FILE]...',
  summary: 'display the combined ignore pattern and information about ignored files',
  help: 'Without files, prints the expression that ignores. Otherwise says of each file whether it is ignored, and by which line of which file.',
  category: 'none',
  options: [],
  run(context, args) {
    const { ui } = context;
    const ignore = ignoreMatcher(context.repo());
    if (args.length === 0) {
      ui.write(`${(ignore ?? neverMatcher()).describe()}\n`);
      return 0;
    }
    const canonical = canonicalName(context);
    const show = pathDisplay(context);
    for (const name of args) {
      const path = canonical(name);
      const shown = show(path);
      // The nearest thing that is matched: the file itself, or a directory above it.
      const matched = [path, ...directoriesAbove(path)].find((one) => ignore?.matches(one) === true);
      if (matched === undefined || path === '') {
        ui.write(`${shown} is not ignored\n`);
        continue;
      }
      if (matched === path) ui.write(`${shown} is ignored\n`);
      else ui.write(`${shown} is ignored because of containing directory ${show(matched)}\n`);
      const rule = ignore?.ruleFor(matched);
      if (rule !== undefined) ui.write(`(ignore rule in ${rule.file}, line ${rule.line}: '${rule.text}')\n`);
    }
    return 0;
  },
};
