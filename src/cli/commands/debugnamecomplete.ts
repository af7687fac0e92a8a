/** `qs debugnamecomplete`: tags, open branches and bookmarks, for the completion of shells. */
import type { CommandDefinition } from '../command.js';

export const command: CommandDefinition = {
  name: 'debugnamecomplete',
  aliases: ['debuglabelcomplete'],
  synopsis: 'NAME...',
  summary: 'list the names that begin with some letters',
  help: 'One per line, each once: tags, branches that are not closed, and bookmarks.',
  category: 'none',
  options: [],
  run(context, args) {
    const repo = context.repo();
    const open = [...repo.branches()]
      .filter(([, { openHeads }]) => openHeads.length > 0)
      .map(([name]) => name);
    const names = new Set([...repo.tags().keys(), ...open, ...repo.bookmarks().keys()]);
    const prefixes = args.length === 0 ? [''] : args;
    const found = [...names].filter((name) => prefixes.some((prefix) => name.startsWith(prefix)));
    context.ui.write(`${found.sort().join('\n')}\n`);
    return 0;
  },
};
