/** `.hg_archival.txt`: which revision an archive was made from. */
import { type ByteString, NULL_NODE, WDIR_REV } from '../../bytes/index.js';
import { type Repository, workingStatus } from '../../repo/index.js';
import { Templater } from '../../template/index.js';
import type { CommandContext } from '../command.js';
import { templateResources } from '../template-resources.js';

export const METADATA_FILE = '.hg_archival.txt';

const LATEST_TAGS =
  '{latesttag % "latesttag: {latesttag}\\n"}latesttagdistance: {latesttagdistance}\n' +
  'changessincelatesttag: {changessincelatesttag}\n';

/** The content: what `experimental.archivemetatemplate` says, or hg's lines. */
export function archiveMetadata(context: CommandContext, rev: number): ByteString {
  const repo = context.repo();
  const templater = new Templater(templateResources(context), { templates: new Map() });
  const render = (template: ByteString): ByteString => templater.compile(template)(templater.scope(rev, {}));
  const configured = context.ui.config.get('experimental', 'archivemetatemplate');
  if (configured) return render(configured.replaceAll('\\n', '\n'));
  const root = repo.length > 0 ? repo.node(0) : NULL_NODE;
  const tags = repo.tagsAt(repo.node(rev)).filter((tag) => repo.tags().get(tag)?.kind === 'global');
  const names = tags.length > 0 ? tags.map((tag) => `tag: ${tag}\n`).join('') : render(LATEST_TAGS);
  return `repo: ${root}\nnode: ${nodeOf(repo, rev)}\nbranch: ${repo.branch(rev)}\n${names}`;
}

/** The working directory goes by its parent, with a plus sign when anything is different there. */
function nodeOf(repo: Repository, rev: number): ByteString {
  if (rev !== WDIR_REV) return repo.node(rev);
  const [parent, other] = repo.workingParents();
  return `${repo.node(parent)}${other >= 0 || isDirty(repo) ? '+' : ''}`;
}

function isDirty(repo: Repository): boolean {
  const { modified, added, removed, deleted } = workingStatus(repo);
  return modified.length + added.length + removed.length + deleted.length > 0;
}
