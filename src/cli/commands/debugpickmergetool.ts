/** `qs debugpickmergetool`: which merge tool would be taken for files. */
import { isBinary, pickTool, SILENT } from '../../repo/index.js';
import type { CommandDefinition } from '../command.js';
import { WALK_OPTIONS } from '../diff/diff-options.js';
import { fileMatcher } from '../diff/file-matcher.js';
import { selectedPaths } from '../diff/selected-paths.js';
import { pathDisplay } from '../display-path.js';
import { revisionOf } from '../revisions.js';

export const command: CommandDefinition = {
  name: 'debugpickmergetool',
  synopsis: '[PATTERN]...',
  summary: 'show which merge tool is picked for files',
  help: `One line per file of the working directory's parent, or of --rev: its name and the tool. With --verbose, what overrides the configured
patterns comes first; with --debug, why tools were passed over.`,
  category: 'none',
  options: [
    { short: 'r', long: 'rev', kind: 'value', help: 'look at the files of this revision', valueName: 'REV' },
    { short: '', long: 'changedelete', kind: 'flag', help: 'as if one side had deleted the files' },
    ...WALK_OPTIONS,
    { short: 't', long: 'tool', kind: 'value', help: 'the tool that is given', valueName: 'TOOL' },
  ],
  run(context, args, options) {
    const { ui, platform } = context;
    const repo = context.repo();
    const forced = options.value('tool') || undefined;
    const environment = platform.env('HGMERGE') || undefined;
    const configured = ui.config.get('ui', 'merge') || undefined;
    if (forced !== undefined) ui.note(`with --tool '${forced}'\n`);
    if (environment !== undefined) ui.note(`with HGMERGE='${environment}'\n`);
    if (configured !== undefined) ui.note(`with ui.merge='${configured}'\n`);
    const rev = revisionOf(context, options.value('rev'));
    const manifest = repo.manifest(rev);
    const matcher = fileMatcher(context, args, options, rev);
    const display = pathDisplay(context);
    for (const path of matcher.files)
      if (path !== '' && !manifest.has(path) && !manifest.hasDirectory(path))
        ui.warn(`${display(path)}: no such file in rev ${repo.node(rev).slice(0, 12)}\n`);
    for (const path of selectedPaths(manifest, matcher)) {
      const { name } = pickTool({
        repo,
        messages: ui.debugFlag ? ui : SILENT,
        forced,
        path,
        binary: isBinary(repo.file(rev, path)?.content() ?? new Uint8Array()),
        symlink: manifest.flags(path) === 'l',
        changeDelete: options.flag('changedelete'),
      });
      ui.write(`${display(path)} = ${name}\n`);
    }
    return 0;
  },
};
