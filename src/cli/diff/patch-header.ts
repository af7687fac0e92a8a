/** What stands above a patch of a changeset. */
import { type ByteString, NULL_NODE } from '../../bytes/index.js';
import { formatDate, internalDate } from '../../dates/index.js';
import type { Repository } from '../../repo/index.js';

/** The header and the description, as `import` reads them. @param parents those that there are, the one that the diff is against first */
export function patchHeader(repo: Repository, rev: number, parents: readonly number[]): ByteString {
  const { user, date, branch, description } = repo.changeset(rev);
  let head = `# HG changeset patch\n# User ${user}\n# Date ${internalDate(date)}\n#      ${formatDate(date)}\n`;
  if (branch !== '' && branch !== 'default') head += `# Branch ${branch}\n`;
  head += `# Node ID ${rev < 0 ? NULL_NODE : repo.node(rev)}\n`;
  head += `# Parent  ${parents.length > 0 ? repo.node(parents[0] as number) : NULL_NODE}\n`;
  if (parents.length > 1) head += `# Parent  ${repo.node(parents[1] as number)}\n`;
  return `${head}${description.replace(/[ \t\n\r\x0b\x0c]+$/, '')}\n\n`;
}
