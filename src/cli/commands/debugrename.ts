/** `qs debugrename`: what a file was renamed from. */
import type { CommandDefinition } from '../command.js';
import { WALK_OPTIONS } from '../diff/diff-options.js';
import { fileMatcher } from '../diff/file-matcher.js';
import { missingFiles, selectedPaths } from '../diff/selected-paths.js';
import { pathDisplay } from '../display-path.js';
import { revisionOf } from '../revisions.js';

export const command: CommandDefinition = {
  name: 'debugrename',
  inferRepository: true,
  synopsis: '[-r REV] [FILE]...',
  summary: 'show what files were renamed from',
  help: 'One line per file: the source and its node that this version records, or that there is none.',
  category: 'none',
  options: [
    { short: 'r', long: 'rev', kind: 'value', help: 'revision to look at', valueName: 'REV' },
    ...WALK_OPTIONS,
  ],
  run(context, args, options) {
    const { ui } = context;
    const repo = context.repo();
    const rev = revisionOf(context, options.value('rev'));
    const matcher = fileMatcher(context, args, options, rev);
    const manifest = repo.manifest(rev);
    const show = pathDisplay(context);
    for (const path of selectedPaths(manifest, matcher)) {
      const source = repo.file(rev, path)?.copiedFrom;
      if (source === undefined) ui.write(`${show(path)} not renamed\n`);
      else ui.write(`${show(path)} renamed from ${source.path}:${source.node}\n`);
    }
    for (const path of missingFiles(manifest, matcher))
      ui.warn(`${show(path)}: no such file in rev ${repo.node(rev).slice(0, 12)}\n`);
    return 0;
  },
};
