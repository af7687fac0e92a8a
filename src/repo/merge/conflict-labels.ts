/** Names of the sides beside conflict markers. */
import type { ByteString } from '../../bytes/index.js';
import { Templater, unquote } from '../../template/index.js';
import type { Messages } from '../messages.js';
import type { Repository } from '../repository.js';
import type { FileVersions } from './merge-sides.js';

/** Local, other, base. */
export type SideLabels = readonly ByteString[];

export const DEFAULT_LABELS: SideLabels = ['local', 'other', 'base'];
const DEFAULT_TEMPLATE =
  '{node|short} {ifeq(tags, "tip", "", ifeq(tags, "", "", "{tags} "))}' +
  '{if(bookmarks, "{bookmarks} ")}{ifeq(branch, "default", "", "{branch} ")}- {author|user}: {desc|firstline}';
/** A marker takes eight of eighty columns. */
const WIDTH = 72;

/** @param template of the tool, or the configured one. @param pads they stand below each other. */
export function detailedLabels(
  repo: Repository,
  messages: Messages,
  versions: FileVersions,
  labels: SideLabels,
  template = repo.config.get('command-templates', 'mergemarker') ??
    repo.config.get('ui', 'mergemarkertemplate'),
  pads = true,
): SideLabels {
  const templater = new Templater(
    {
      config: repo.config,
      repo,
      clock: repo.place.platform.clock,
      verbosity: messages.debugFlag ? 'debug' : messages.verbose ? 'verbose' : '',
      terminalWidth: () => 80,
    },
    { templates: new Map([['', unquote(template ?? DEFAULT_TEMPLATE)]]) },
  );
  const width = pads ? Math.max(...labels.map((label) => label.length)) + 1 : 0;
  const revs = [versions.local.rev, versions.other.rev, versions.base.rev];
  return labels.map((label, at) => {
    const rendered = templater.render('', templater.scope(revs[at]));
    const [line = ''] = `${`${label}:`.padEnd(width)} ${rendered}`.split(/\r\n|[\n\r\v\f\x1c-\x1e\x85]/);
    return line.length <= WIDTH ? line : `${line.slice(0, WIDTH - 3)}...`;
  });
}
