/** `qs bookmarks`: lists them. */
import { HgError } from '../../errors/index.js';
import type { CommandDefinition } from '../command.js';
import { columnsOf, revisionLabel, TEMPLATE_OPTION } from '../revisions.js';

export const command: CommandDefinition = {
  name: 'bookmarks',
  aliases: ['bookmark'],
  synopsis: '[-l] [NAME]...',
  summary: 'list the bookmarks',
  help: `Lists bookmarks by name with their changesets; the active one has a star. With --list only those named.

Templates know active and whatever is known of the changeset.

Returns 0.`,
  category: 'organization',
  options: [
    { short: 'l', long: 'list', kind: 'flag', help: 'list the bookmarks, or those named' },
    TEMPLATE_OPTION,
  ],
  run(context, names, options) {
    const { ui } = context;
    const repo = context.repo();
    if (names.length > 0 && !options.flag('list'))
      throw new HgError('abort', 'this version only lists bookmarks', {
        hint: 'use --list to list the named ones',
      });
    const all = repo.bookmarks();
    const wanted = names.length === 0 ? [...all.keys()] : names;
    for (const name of wanted)
      if (!all.has(name)) throw new HgError('abort', `bookmark '${name}' does not exist`);
    ui.pager('bookmarks');
    const formatter = ui.formatter('bookmarks', options);
    if (wanted.length === 0 && formatter.isPlain) ui.status('no bookmarks set\n');
    for (const name of [...wanted].sort()) {
      const rev = repo.revOf(all.get(name) as string) ?? -1;
      const isActive = name === repo.activeBookmark;
      const label = isActive ? 'bookmarks.active bookmarks.current' : '';
      const labelled = formatter.labelled(label);
      formatter.startItem();
      formatter.context({ repo, rev });
      if (!ui.quiet) labelled.plain(` ${isActive ? '*' : ' '} `);
      labelled.write('bookmark', '%s', name);
      const padding = ' '.repeat(Math.max(25 - columnsOf(context, name), 0));
      labelled.conditionalWrite(
        !ui.quiet,
        'rev',
        `${padding} %s`,
        formatter.isPlain ? revisionLabel(context, rev) : rev,
      );
      if (!formatter.isPlain) formatter.data({ node: repo.node(rev), active: isActive });
      formatter.plain('\n');
    }
    formatter.end();
    return 0;
  },
};
