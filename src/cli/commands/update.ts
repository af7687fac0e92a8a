/** `qs update`. */
import type { ByteString } from '../../bytes/index.js';
import { InputError } from '../../errors/index.js';
import { checkOut, clearUnfinished, hiddenFate, withWlock } from '../../repo/index.js';
import { revOf } from '../../revset/index.js';
import type { CommandContext, CommandDefinition, Options } from '../command.js';
import { pathDisplay } from '../display-path.js';
import { findDate } from '../find-date.js';
import { untilHalted } from '../halted-merge.js';
import { TOOL_OPTION } from '../merge-options.js';
import { revsetContext } from '../template-resources.js';

function exclusive(options: Options, names: readonly string[]): void {
  const given = names.filter((name) => options.flag(name));
  if (given.length > 1) throw new InputError(`cannot specify both --${given[0]} and --${given[1]}`);
}

function destinationOf(context: CommandContext, args: readonly ByteString[], options: Options): ByteString {
  const [node] = args;
  const rev = options.value('rev') ?? '';
  const date = options.value('date') ?? '';
  if (rev !== '' && node !== undefined) throw new InputError('please specify just one revision');
  if (
    context.ui.config.getBool('commands', 'update.requiredest') &&
    node === undefined &&
    rev === '' &&
    date === ''
  )
    throw new InputError('you must specify a destination', { hint: 'for example: hg update ".::"' });
  const named = rev !== '' ? rev : (node ?? '');
  if (date !== '' && named !== '') throw new InputError("you can't specify a revision and a date");
  return named;
}

export const command: CommandDefinition = {
  name: 'update',
  aliases: ['up', 'checkout', 'co'],
  argumentCount: [0, 1],
  synopsis: '[-C|-c|-m] [-d DATE] [[-r] REV]',
  summary: 'update working directory (or switch revisions)',
  help: `Makes the working directory the way it is in a revision. Without one, goes to the tip of the current branch that descends from here, or to where the active bookmark points; that bookmark comes along.

What happens to uncommitted changes:

- without options they are kept, and merged into the revision, as long as one of both revisions descends from the other; otherwise the update is refused
- with -c/--check any change refuses the update
- with -m/--merge changes are always merged
- with -C/--clean they are thrown away, and a merge that is going on with them

The setting commands.update.check chooses what happens without options: "abort", "none", "linear" or "noconflict", which refuses when a file would have to be merged.

A bookmark that is named becomes the active one; anything else that is named leaves the active bookmark. The revision null gives an empty working directory.

Returns 0 on success, 1 when there are files left to resolve.`,
  category: 'working-directory',
  options: [
    {
      short: 'C',
      long: 'clean',
      kind: 'flag',
      help: 'throw away uncommitted changes, without backup',
    },
    { short: 'c', long: 'check', kind: 'flag', help: 'refuse when there are uncommitted changes' },
    { short: 'm', long: 'merge', kind: 'flag', help: 'merge uncommitted changes' },
    { short: 'd', long: 'date', kind: 'value', help: 'the newest revision of this date', valueName: 'DATE' },
    { short: 'r', long: 'rev', kind: 'value', help: 'revision', valueName: 'REV' },
    TOOL_OPTION,
  ],
  run(context, args, options) {
    const { ui } = context;
    exclusive(options, ['clean', 'check', 'merge']);
    const named = destinationOf(context, args, options);
    const date = options.value('date') ?? '';
    let check: 'abort' | 'none' | undefined;
    if (options.flag('check') || options.triState('merge') === false) check = 'abort';
    else if (options.flag('merge') || options.triState('check') === false) check = 'none';
    const repo = context.repo();
    return untilHalted(context, () =>
      withWlock(repo, () => {
        clearUnfinished(repo);
        let rev: number | undefined;
        let warnHidden = false;
        if (date !== '') rev = findDate(context, date);
        else if (named !== '') {
          const isDirect = ui.config.getBool('experimental', 'directaccess');
          const view = isDirect && /^[0-9a-f]{6,40}$/.test(named) ? repo.withHidden(true) : repo;
          rev = revOf(visibleOr(repo, view, named), named, revsetContext(context));
          warnHidden = rev >= 0 && repo.withHidden(false).isHidden(rev);
        }
        const unresolved = checkOut(repo, rev, {
          messages: ui,
          clean: options.flag('clean'),
          check,
          tool: options.value('tool'),
          display: pathDisplay(context, false),
          currentDirectory: context.cwd,
          name: date !== '' ? undefined : named,
        });
        if (warnHidden && rev !== undefined) {
          const node = repo.node(rev);
          ui.warn(`updated to hidden changeset ${node.slice(0, 12)}\n`);
          const fate = hiddenFate(repo.obsStore, (other) => repo.changelog.revOf(other) !== undefined, node);
          if (fate !== '') ui.warn(`(hidden revision '${node.slice(0, 12)}'${fate})\n`);
        }
        return unresolved ? 1 : 0;
      }),
    );
  },
};

/** With `experimental.directaccess` a hash may name a hidden changeset, as long as it is no name of a visible one. */
function visibleOr(
  repo: ReturnType<CommandContext['repo']>,
  hidden: ReturnType<CommandContext['repo']>,
  name: ByteString,
): ReturnType<CommandContext['repo']> {
  try {
    return repo.lookup(name) === undefined ? hidden : repo;
  } catch {
    return hidden;
  }
}
