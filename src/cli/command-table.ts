/**
 * Every command: its names, and where its module is. Lists, abbreviations and help overviews need only this table; the
 * module is loaded when the command runs or its own help is shown.
 */
import type { CommandCategory, CommandEntry } from './command-entry.js';

type Row = readonly [names: string, category: CommandCategory, summary: string, load: CommandEntry['load']];

/** `name|alias|alias`. One line per command, in the order of their names; no summary keeps it out of lists. */
// biome-ignore format: a table
const ROWS: readonly Row[] = [
  ['abort', 'management', 'give up what was begun and not ended', () => import('./commands/abort.js')],
  ['add', 'working-directory', 'track files from the next commit on', () => import('./commands/add.js')],
  ['addremove', 'working-directory', 'track new files and forget missing ones', () => import('./commands/addremove.js')],
  ['annotate|blame', 'files', 'show changeset information by line for each file', () => import('./commands/annotate.js')],
  ['backout', 'management', 'make a changeset that undoes an earlier one', () => import('./commands/backout.js')],
  ['bisect', 'navigation', 'find the changeset that made a change, by halving', () => import('./commands/bisect.js')],
  ['bookmarks|bookmark', 'organization', 'create a bookmark or list those that there are', () => import('./commands/bookmarks.js')],
  ['branch', 'organization', 'show or choose the branch of the next commit', () => import('./commands/branch.js')],
  ['branches', 'organization', 'list repository named branches', () => import('./commands/branches.js')],
  ['bundle', 'import-export', 'write changesets to a bundle file', () => import('./commands/bundle.js')],
  ['cat', 'files', 'output the current or given revision of files', () => import('./commands/cat.js')],
  ['censor', 'maintenance', 'take the content of a file out of one changeset', () => import('./commands/censor.js')],
  ['clone', 'repo', 'make a copy of an existing repository', () => import('./commands/clone.js')],
  ['commit|ci', 'commit', 'record changes of the working directory', () => import('./commands/commit.js')],
  ['config|showconfig|debugconfig', 'help', 'show the settings in force and where they come from', () => import('./commands/config.js')],
  ['continue', 'management', 'go on with what was interrupted', () => import('./commands/continue.js')],
  ['copy|cp', 'files', 'copy files, and say so in the next commit', () => import('./commands/copy.js')],
  ['debug-revlog-index|debugindex', 'none', '', () => import('./commands/debugindex.js')],
  ['debugancestor', 'none', '', () => import('./commands/debugancestor.js')],
  ['debugapplystreamclonebundle', 'none', '', () => import('./commands/debugapplystreamclonebundle.js')],
  ['debugbundle', 'none', '', () => import('./commands/debugbundle.js')],
  ['debugcapabilities', 'none', '', () => import('./commands/debugcapabilities.js')],
  ['debugcreatestreamclonebundle', 'none', '', () => import('./commands/debugcreatestreamclonebundle.js')],
  ['debugdata', 'none', '', () => import('./commands/debugdata.js')],
  ['debugdeltachain', 'none', '', () => import('./commands/debugdeltachain.js')],
  ['debugdirstate|debugstate', 'none', '', () => import('./commands/debugdirstate.js')],
  ['debugdiscovery', 'none', '', () => import('./commands/debugdiscovery.js')],
  ['debugformat', 'none', '', () => import('./commands/debugformat.js')],
  ['debugignore', 'none', '', () => import('./commands/debugignore.js')],
  ['debuggetbundle', 'none', '', () => import('./commands/debuggetbundle.js')],
  ['debuglocks', 'none', '', () => import('./commands/debuglocks.js')],
  ['debugmergestate', 'none', '', () => import('./commands/debugmergestate.js')],
  ['debugnodemap', 'none', '', () => import('./commands/debugnodemap.js')],
  ['debugobsolete', 'none', '', () => import('./commands/debugobsolete.js')],
  ['debugpickmergetool', 'none', '', () => import('./commands/debugpickmergetool.js')],
  ['debugpushkey', 'none', '', () => import('./commands/debugpushkey.js')],
  ['debugradixlink', 'none', '', () => import('./commands/debugradixlink.js')],
  ['debugrebuilddirstate|debugrebuildstate', 'none', '', () => import('./commands/debugrebuilddirstate.js')],
  ['debugrename', 'none', '', () => import('./commands/debugrename.js')],
  ['debugrequires|debugrequirements', 'none', '', () => import('./commands/debugrequires.js')],
  ['debugrevlog', 'none', '', () => import('./commands/debugrevlog.js')],
  ['debugrevlogindex', 'none', '', () => import('./commands/debugrevlogindex.js')],
  ['debugrevspec', 'none', '', () => import('./commands/debugrevspec.js')],
  ['debugsetparents', 'none', '', () => import('./commands/debugsetparents.js')],
  ['debugsub', 'none', '', () => import('./commands/debugsub.js')],
  ['debugupdatecaches', 'none', '', () => import('./commands/debugupdatecaches.js')],
  ['debugupgraderepo', 'none', '', () => import('./commands/debugupgraderepo.js')],
  ['debugwalk', 'none', '', () => import('./commands/debugwalk.js')],
  ['debugstrip|strip', 'maintenance', 'remove changesets and all that descends from them', () => import('./commands/debugstrip.js')],
  ['diff', 'working-directory', 'show differences between revisions (or in selected files)', () => import('./commands/diff.js')],
  ['export', 'import-export', 'dump the header and diffs for one or more changesets', () => import('./commands/export.js')],
  ['files', 'working-directory', 'list tracked files', () => import('./commands/files.js')],
  ['forget', 'working-directory', 'stop tracking files, and keep them', () => import('./commands/forget.js')],
  ['graft', 'management', 'make changes of other branches here, too', () => import('./commands/graft.js')],
  ['heads', 'organization', 'show branch heads', () => import('./commands/heads.js')],
  ['help', 'help', 'explain a command or a topic', () => import('./commands/help.js')],
  ['identify|id', 'working-directory', 'say which revision the working directory is at', () => import('./commands/identify.js')],
  ['import|patch', 'import-export', 'apply patches and commit them', () => import('./commands/import.js')],
  ['incoming|in', 'remote', 'show new changesets found in source', () => import('./commands/incoming.js')],
  ['init', 'repo', 'make an empty repository', () => import('./commands/init.js')],
  ['locate', 'working-directory', 'list files that match patterns (DEPRECATED)', () => import('./commands/locate.js')],
  ['log|history', 'navigation', 'show revision history of entire repository or files', () => import('./commands/log.js')],
  ['manifest', 'maintenance', 'list the files of a revision', () => import('./commands/manifest.js')],
  ['merge', 'working-directory', 'merge another revision into working directory', () => import('./commands/merge.js')],
  ['outgoing|out', 'remote', 'show changesets not found in the destination', () => import('./commands/outgoing.js')],
  ['parents', 'navigation', 'show the parents of the working directory or revision (DEPRECATED)', () => import('./commands/parents.js')],
  ['paths', 'remote', 'list the names given to other repositories', () => import('./commands/paths.js')],
  ['phase', 'organization', 'show or change the phase of changesets', () => import('./commands/phase.js')],
  ['pull', 'remote', 'pull changes from the specified source', () => import('./commands/pull.js')],
  ['push', 'remote', 'push changes to the specified destination', () => import('./commands/push.js')],
  ['purge|clean', 'working-directory', 'remove files that are not tracked', () => import('./commands/purge.js')],
  ['recover', 'maintenance', 'clean up after an interrupted transaction', () => import('./commands/recover.js')],
  ['remove|rm', 'working-directory', 'delete files, and stop tracking them', () => import('./commands/remove.js')],
  ['rename|move|mv', 'working-directory', 'move files, and say so in the next commit', () => import('./commands/rename.js')],
  ['resolve', 'working-directory', 'redo merges or set/view the merge status of files', () => import('./commands/resolve.js')],
  ['revert', 'working-directory', 'restore files to their checkout state', () => import('./commands/revert.js')],
  ['rollback', 'none', '', () => import('./commands/rollback.js')],
  ['root', 'working-directory', 'print the top directory of the repository', () => import('./commands/root.js')],
  ['status|st', 'working-directory', 'show changed files', () => import('./commands/status.js')],
  ['summary|sum', 'working-directory', 'summarize working directory state', () => import('./commands/summary.js')],
  ['tag', 'organization', 'give changesets names that last', () => import('./commands/tag.js')],
  ['tags', 'organization', 'list repository tags', () => import('./commands/tags.js')],
  ['tip', 'navigation', 'show the tip revision (DEPRECATED)', () => import('./commands/tip.js')],
  ['unbundle', 'import-export', 'apply bundle files', () => import('./commands/unbundle.js')],
  ['update|up|checkout|co', 'working-directory', 'update working directory (or switch revisions)', () => import('./commands/update.js')],
  ['verify', 'maintenance', 'check that all that is stored is sound', () => import('./commands/verify.js')],
  ['version', 'help', 'print version and licence', () => import('./commands/version.js')],
];

/** What plain `qs` lists. */
const BASIC: ReadonlySet<string> = new Set(
  'add annotate clone commit diff export forget init log merge pull push remove serve status summary update'.split(
    ' ',
  ),
);

export const COMMANDS: readonly CommandEntry[] = ROWS.map(([names, category, summary, load]) => {
  const [name, ...aliases] = names.split('|') as [string, ...string[]];
  return { name, aliases, category, summary, basic: BASIC.has(name), load };
});
