/** Follows a range of lines of a file through its history, backwards or forwards. */
import { LineDiffer, translateRange, type WhitespaceOptions } from '../../diff/index.js';
import type { Repository } from '../../repo/index.js';
import { introduction, parentVersions, type Version } from './introduction.js';

/** Lines counted from 0; `to` is excluded. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

export interface RangeVersion extends LineRange {
  readonly version: Version;
}

/** Where lines of `after` were in `before`, and whether the step touched them. */
function stepBack(
  differ: LineDiffer,
  before: Version,
  after: Version,
  { from, to }: LineRange,
  options: WhitespaceOptions,
) {
  return translateRange(
    differ.compare(before.file.content(), after.file.content(), options).regions,
    from,
    to,
  );
}

/**
 * Versions that changed the lines, newest first.
 * @throws HgError `abort` when the file has fewer lines.
 */
export function* lineAncestors(
  repo: Repository,
  start: Version,
  range: LineRange,
  options: WhitespaceOptions,
): Generator<RangeVersion, void> {
  const differ = new LineDiffer(repo.place.platform.lines);
  const waiting = new Map<string, RangeVersion>();
  const add = (version: Version, { from, to }: LineRange) =>
    waiting.set(`${version.file.linkrev} ${version.file.node}`, { version, from, to });
  add(start, range);
  while (waiting.size > 0) {
    let newest: string | undefined;
    for (const [key, { version }] of waiting) {
      const best = newest === undefined ? undefined : waiting.get(newest)?.version.file;
      const { linkrev, node } = version.file;
      if (best === undefined || linkrev > best.linkrev || (linkrev === best.linkrev && node > best.node))
        newest = key;
    }
    const current = waiting.get(newest as string) as RangeVersion;
    waiting.delete(newest as string);
    const parents = parentVersions(repo, current.version);
    if (parents.length === 0) {
      yield current;
      continue;
    }
    let touched = false;
    for (const parent of parents) {
      const before = stepBack(differ, parent, current.version, current, options);
      touched ||= before.changed;
      // An empty range: the lines began here.
      if (before.from !== before.to) add(parent, before);
    }
    if (touched) yield current;
  }
}

/** Versions of the same filelog that changed the lines, oldest first, the given one included when it did. */
export function* lineDescendants(
  repo: Repository,
  start: Version,
  range: LineRange,
  options: WhitespaceOptions,
): Generator<RangeVersion, void> {
  for (const first of lineAncestors(repo, start, range, options)) {
    if (first.version.file.node === start.file.node) yield first;
    break;
  }
  const differ = new LineDiffer(repo.place.platform.lines);
  const { path } = start.file;
  const { index } = repo.store.file(path);
  const seen = new Map<number, RangeVersion>([[start.file.filerev, { version: start, ...range }]]);
  for (let filerev = start.file.filerev + 1; filerev < index.length; filerev++) {
    let touched = false;
    for (const parent of [index.parent1(filerev), index.parent2(filerev)]) {
      const known = seen.get(parent);
      if (known === undefined) continue;
      const file = repo.fileByNode(path, index.node(filerev));
      const version = { file, rev: file.linkrev };
      const after = stepBack(differ, version, known.version, known, options);
      touched ||= after.changed;
      const other = seen.get(filerev);
      seen.set(filerev, {
        version,
        from: Math.min(after.from, other?.from ?? after.from),
        to: Math.max(after.to, other?.to ?? after.to),
      });
    }
    const found = seen.get(filerev);
    if (touched && found !== undefined && !repo.isHidden(found.version.rev)) yield found;
  }
}

/** Revisions for the revset `followlines()`. */
export function followLines(
  repo: Repository,
  path: string,
  rev: number,
  range: LineRange,
  descend: boolean,
  options: WhitespaceOptions,
): number[] {
  const file = repo.file(rev, path);
  if (file === undefined) return [];
  const start = { file, rev: introduction(repo, file, rev) };
  const walk = descend ? lineDescendants : lineAncestors;
  return [...walk(repo, start, range, options)].map(({ version }) => version.rev);
}
