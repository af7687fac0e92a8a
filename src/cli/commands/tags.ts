/** `qs tags`. */
import type { CommandDefinition } from '../command.js';
import { columnsOf, revisionLabel, TEMPLATE_OPTION } from '../revisions.js';

export const command: CommandDefinition = {
  name: 'tags',
  synopsis: '',
  summary: 'list repository tags',
  help: `Lists global and local tags, newest changeset first. With --verbose local tags are marked.

Templates know type (local or empty) and whatever is known of the changeset.

Returns 0.`,
  category: 'organization',
  argumentCount: [0, 0],
  options: [TEMPLATE_OPTION],
  run(context, _args, options) {
    const { ui } = context;
    const repo = context.repo();
    const tags = [...repo.tags().values()].map((tag) => ({ ...tag, rev: repo.revOf(tag.node) ?? -1 }));
    tags.sort((a, b) => b.rev - a.rev || (a.name < b.name ? 1 : -1));
    ui.pager('tags');
    const formatter = ui.formatter('tags', options);
    for (const { name, node, kind, rev } of tags) {
      const isLocal = kind === 'local';
      const labelled = formatter.labelled(isLocal ? 'tags.local' : 'tags.normal');
      const label = revisionLabel(context, rev);
      const padding = ' '.repeat(Math.max(30 - String(rev).length + 1 - columnsOf(context, name), 0));
      formatter.startItem();
      formatter.context({ repo, rev });
      labelled.write('tag', '%s', name);
      labelled.conditionalWrite(!ui.quiet, 'rev', `${padding}     %s`, formatter.isPlain ? label : rev);
      if (!formatter.isPlain) formatter.data({ node });
      labelled.conditionalWrite(ui.verbose && isLocal, 'type', ' %s', isLocal ? 'local' : '');
      formatter.plain('\n');
    }
    formatter.end();
    return 0;
  },
};
