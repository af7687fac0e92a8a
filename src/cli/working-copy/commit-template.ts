/** `[committemplate]`: the user's own text for the editor of commit messages. */
import { type ByteString, NULL_REV, WDIR_REV } from '../../bytes/index.js';
import { exactMatcher, intersectMatchers } from '../../match/index.js';
import type { CommitDraft } from '../../repo/index.js';
import * as revset from '../../revset/index.js';
import {
  configAliases,
  draftValues,
  type NamedValues,
  type TemplateResources,
  Templater,
  unquote,
} from '../../template/index.js';
import type { CommandContext } from '../command.js';
import { ChangesetDiff } from '../diff/changeset-diff.js';
import { diffOptionsOf } from '../diff/diff-options.js';
import { templateResources } from '../template-resources.js';

/**
 * @param name of the template, an item of the section.
 * @param values that it can use beside those of the draft.
 * @throws ParseError, HgError for what templates cannot know here
 */
export function draftFromTemplate(
  context: CommandContext,
  draft: CommitDraft,
  name: ByteString,
  values: NamedValues,
): ByteString {
  const { config } = context.ui;
  const items = config.items('committemplate');
  const templater = new Templater(resourcesOf(context, draft), {
    templates: new Map(items.map((item) => [item.name, unquote(item.value)])),
    aliases: configAliases(config),
  });
  return templater.render(name, templater.scope(WDIR_REV, { ...draftValues(draft), ...values }));
}

/** Differences are those of the files that are committed. */
function resourcesOf(context: CommandContext, draft: CommitDraft): TemplateResources {
  const { added, modified, removed, parents, isElsewhere = false } = draft;
  const { diff: _diff, diffStat: _diffStat, ...resources } = templateResources(context, revset);
  if (isElsewhere) return resources;
  const { codecs, hasher } = context.platform;
  const services = { hasher, deflate: (data: Uint8Array) => codecs.zlib.compress(data) };
  const diff = new ChangesetDiff(context.repo(), context.ui, diffOptionsOf(context, undefined), services);
  const all = exactMatcher([...modified, ...added, ...removed]);
  const base = parents?.[0] ?? context.repo().workingParents()[0] ?? NULL_REV;
  return {
    ...resources,
    diff: (rev, matcher) =>
      diff.patch(rev, { matcher: matcher === undefined ? all : intersectMatchers(all, matcher), base }),
    diffStat: (rev) => diff.totals(rev, { matcher: all, base }),
  };
}
