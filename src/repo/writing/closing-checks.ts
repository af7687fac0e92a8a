/** What the configuration asks of a transaction before it may close: one head per branch, a list of the tags that it moves. */
import {
  type ByteString,
  byteStringOf,
  bytesOf,
  type NodeId,
  NULL_NODE,
  NULL_REV,
} from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import { replaceFile } from '../../platform/index.js';
import { globalTags, type StoreWriter } from '../../store/index.js';
import type { Transaction } from '../../transaction/index.js';
import { Repository } from '../repository.js';

/** More heads than this are counted, not listed. */
const MOST_LISTED = 4;
const TAG_CHANGES = 'changes/tags.changes';

/** Free unless one of the settings is there. */
export function checkBeforeClosing(repo: Repository, writer: StoreWriter, transaction: Transaction): void {
  const { config } = repo.place;
  const isSingle = config.getBool('experimental', 'single-head-per-branch');
  const tracksTags = config.getBool('experimental', 'hook-track-tags');
  if (!isSingle && !tracksTags) return;
  const view = (showHidden = false) => new Repository({ ...repo.place, store: writer.store }, showHidden);
  if (tracksTags) {
    const before = globalTagsOf(view(true), writer);
    transaction.addValidator('tags', () => {
      const after = view(true);
      noteMovedTags(transaction, after, before, globalTagsOf(after, writer));
    });
  }
  if (isSingle && transaction.name !== 'strip' && transaction.name !== 'repair')
    transaction.addValidator('single-head', () => requireSingleHeads(view()));
}

/** @throws HgError "rejecting multiple heads on branch" */
function requireSingleHeads(repo: Repository): void {
  const setting = (name: string) =>
    repo.config.getBool('experimental', `single-head-per-branch:${name}`, false);
  const countsClosed = setting('account-closed-heads');
  const publicOnly = setting('public-changes-only');
  for (const [branch, { heads }] of repo.branches()) {
    const counted = heads.filter(
      (rev) =>
        (countsClosed || !repo.changelog.changeset(rev).extra.has('close')) &&
        (!publicOnly || repo.phases.isPublic(rev)),
    );
    if (counted.length <= 1) continue;
    const most = repo.config.getBool('ui', 'verbose') ? counted.length : MOST_LISTED;
    const shown = counted.slice(0, most).map((rev) => repo.node(rev).slice(0, 12));
    const rest = counted.length - shown.length;
    const others = rest > 0 ? ` and ${rest} others` : '';
    throw new HgError('abort', `rejecting multiple heads on branch "${branch}"`, {
      hint: `${counted.length} heads: ${shown.join(' ')}${others}`,
    });
  }
}

type TagNodes = ReadonlyMap<ByteString, NodeId>;

/** What `.hgtags` of the heads say, without tags that were removed. */
function globalTagsOf(repo: Repository, writer: StoreWriter): TagNodes {
  const { filelog } = writer.file('.hgtags');
  const { index } = filelog;
  const key = { tipRev: NULL_REV, tipNode: NULL_NODE, filteredHash: undefined };
  const input = {
    history: repo.changelog,
    heads: repo.heads(),
    isVisible: (rev: number) => !repo.isHidden(rev),
    fileLog: undefined,
    fileNode: (rev: number) => repo.manifest(rev).find('.hgtags'),
    cache: undefined,
    view: { filterName: '', key },
    debug: repo.place.debug,
  };
  const log = {
    has: (node: NodeId) => index.revOf(node) !== undefined,
    text: (node: NodeId) => byteStringOf(filelog.text(index.rev(node))),
  };
  const found = new Map<ByteString, NodeId>();
  for (const [name, { node }] of globalTags(input, log)) if (node !== NULL_NODE) found.set(name, node);
  return found;
}

/** For hooks: `HG_TAG_MOVED`, and a file with lines `+A node tag`, `-R node tag`, `-M old tag`, `+M new tag`, by tag. */
function noteMovedTags(transaction: Transaction, repo: Repository, before: TagNodes, after: TagNodes): void {
  let text = '';
  for (const name of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const from = before.get(name);
    const to = after.get(name);
    if (from === to) continue;
    if (from !== undefined) text += `-${to === undefined ? 'R' : 'M'} ${from} ${name}\n`;
    if (to !== undefined) text += `+${from === undefined ? 'A' : 'M'} ${to} ${name}\n`;
  }
  if (text === '') return;
  const { hgFs } = repo.store.places;
  hgFs.makeDirectory('changes', true);
  replaceFile(hgFs, TAG_CHANGES, bytesOf(text));
  transaction.hookArguments.set('TAG_MOVED', '1');
}
