/** `qs manifest`. */
import { type ByteString, bytesOf, hexOf, NULL_REV, WDIR_REV } from '../../bytes/index.js';
import { InputError } from '../../errors/index.js';
import type { FileFlags, ManifestEntry } from '../../manifest/index.js';
import { flagsOfStat, type Repository, workingStatus } from '../../repo/index.js';
import type { CommandDefinition } from '../command.js';
import { revisionOf, TEMPLATE_OPTION } from '../revisions.js';

const MODES: Readonly<Record<FileFlags, readonly [mode: string, type: string]>> = {
  '': ['644', ''],
  x: ['755', '*'],
  l: ['644', '@'],
};

/** What stands for the nodes that files of the working directory do not have yet. */
const made = (word: string): string => {
  const bytes = bytesOf(word.padStart(20, '0'));
  return hexOf(bytes, 0, bytes.length);
};

/** Tracked files of the working directory that are there. */
function* workingEntries(repo: Repository): Iterable<ManifestEntry> {
  const status = workingStatus(repo, { clean: true });
  const nodes = new Map<ByteString, string>();
  for (const path of status.added) nodes.set(path, made('added'));
  for (const path of status.modified) nodes.set(path, made('modified'));
  const parent = repo.workingParents()[0];
  const committed = parent === NULL_REV ? undefined : repo.manifest(parent);
  for (const path of [...nodes.keys(), ...status.clean].sort()) {
    const stat = repo.place.workFs.stat(path, true);
    const node = nodes.get(path) ?? committed?.find(path);
    if (stat !== undefined && node !== undefined) yield { path, node, flags: flagsOfStat(stat) };
  }
}

export const command: CommandDefinition = {
  name: 'manifest',
  synopsis: '[-r REV]',
  summary: 'list the files of a revision',
  help: `Lists the files of a revision, in the order of their names; of the working directory's first parent when none is given.

With --verbose, mode and type come first: * for an executable file, @ for a symbolic link. With --debug, also the node of each file.

With --all, lists every file that was ever tracked.

Returns 0 on success.`,
  category: 'maintenance',
  argumentCount: [0, 1],
  options: [
    { short: 'r', long: 'rev', kind: 'value', help: 'revision to list', valueName: 'REV' },
    { short: '', long: 'all', kind: 'flag', help: 'list the files of all revisions' },
    TEMPLATE_OPTION,
  ],
  run(context, [argument], options) {
    const { ui } = context;
    const repo = context.repo();
    const option = options.value('rev') ?? '';
    if (options.flag('all') && (option !== '' || (argument ?? '') !== ''))
      throw new InputError("can't specify a revision with --all");
    if (option !== '' && (argument ?? '') !== '') throw new InputError('please specify just one revision');
    const all = options.flag('all');
    const paths = (): Iterable<ByteString> => (repo.hasHidden ? visiblePaths(repo) : repo.trackedPaths());
    const rev = all ? NULL_REV : revisionOf(context, option === '' ? argument : option);
    const formatter = ui.formatter('manifest', options);
    ui.pager('manifest');
    if (formatter.isPlain && (all || (!ui.verbose && rev !== WDIR_REV))) {
      let text = '';
      for (const path of all ? paths() : repo.manifest(rev).paths()) text += `${path}\n`;
      ui.write(text);
      formatter.end();
      return 0;
    }
    if (all)
      for (const path of paths()) {
        formatter.startItem();
        formatter.context({ repo });
        formatter.write('path', '%s\n', path);
      }
    else
      for (const { path, node, flags } of rev === WDIR_REV
        ? workingEntries(repo)
        : repo.manifest(rev).entries()) {
        const [mode, type] = MODES[flags];
        formatter.startItem();
        formatter.context({ repo, rev, path });
        formatter.conditionalWrite(ui.debugFlag, 'hash', '%s ', node);
        formatter.conditionalWrite(ui.verbose, 'mode type', '%s %1s ', mode, type);
        formatter.write('path', '%s\n', path);
      }
    formatter.end();
    return 0;
  },
};

/** Every path that a visible changeset changed, in byte order. */
function visiblePaths(repo: Repository): ByteString[] {
  const paths = new Set<ByteString>();
  for (let rev = 0; rev < repo.length; rev++)
    if (!repo.isHidden(rev)) for (const path of repo.changeset(rev).files) paths.add(path);
  return [...paths].sort();
}
