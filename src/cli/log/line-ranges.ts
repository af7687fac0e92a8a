/** `log -L FILE,FROM:TO`: the changesets that touched lines, and the hunks of each that did. */
import { type ByteString, byteStringOf, bytesOf, WDIR_REV } from '../../bytes/index.js';
import { hunkInRange, type WhitespaceOptions } from '../../diff/index.js';
import { InputError, ParseError, StateError } from '../../errors/index.js';
import { exactMatcher, type Matcher } from '../../match/index.js';
import type { Repository } from '../../repo/index.js';
import { BaseSet, type SmartSet } from '../../revset/index.js';
import type { CommandContext } from '../command.js';
import type { ChangesetDiff } from '../diff/changeset-diff.js';
import { diffText } from '../diff/write-diff.js';
import { type LineRange, lineAncestors } from './follow-lines.js';
import { versionAt } from './introduction.js';

export interface LineRangeSelection {
  readonly revs: SmartSet;
  readonly matcherOf: (rev: number) => Matcher;
  /** The patch without hunks that are elsewhere. */
  readonly selectHunks: (rev: number, diff: ChangesetDiff, matcher: Matcher | undefined) => ByteString;
}

interface Wanted extends LineRange {
  readonly path: ByteString;
}

const INTEGER = /^\s*[+-]?\d+(_\d+)*\s*$/;

/** @throws InputError, ParseError with hg's messages. */
function parseRange(context: CommandContext, repo: Repository, text: ByteString): Wanted {
  const comma = text.lastIndexOf(',');
  if (comma < 0) throw new InputError(`malformatted line-range pattern ${text}`);
  const pattern = text.slice(0, comma);
  const bounds = text.slice(comma + 1).split(':');
  if (bounds.length !== 2 || !bounds.every((bound) => INTEGER.test(bound)))
    throw new InputError(`invalid line range for ${pattern}`);
  const [first, last] = bounds.map((bound) => Number(bound.replaceAll('_', ''))) as [number, number];
  const [parent] = repo.workingParents();
  const matcher = repo.matcher([pattern], { defaultKind: 'relpath', cwd: context.cwd });
  const paths =
    matcher.prefix || matcher.exactOnly
      ? matcher.files
      : parent < 0
        ? []
        : [...repo.manifest(parent).paths(matcher)];
  if (paths.length !== 1) throw new ParseError(`line range pattern '${pattern}' must match exactly one file`);
  if (last < first) throw new ParseError('line range must be positive');
  if (first < 1) throw new ParseError('fromline must be strictly positive');
  return { path: paths[0] as ByteString, from: first - 1, to: last };
}

/** @param userRevs what the other options choose. */
export function selectLineRanges(
  context: CommandContext,
  ranges: readonly ByteString[],
  userRevs: SmartSet,
  options: WhitespaceOptions,
): LineRangeSelection {
  const repo = context.repo();
  const found = new Map<number, Map<ByteString, LineRange[]>>();
  for (const text of ranges) {
    const wanted = parseRange(context, repo, text);
    // Lines are counted as they are now.
    const start = versionAt(repo, WDIR_REV, wanted.path);
    if (start === undefined)
      throw new StateError(`cannot follow file not in parent revision: "${wanted.path}"`);
    for (const { version, from, to } of lineAncestors(repo, start, wanted, options)) {
      if (!userRevs.contains(version.rev)) continue;
      const byPath = found.get(version.rev) ?? new Map<ByteString, LineRange[]>();
      found.set(version.rev, byPath);
      byPath.set(version.file.path, [...(byPath.get(version.file.path) ?? []), { from, to }]);
    }
  }
  return {
    revs: BaseSet.fromList([...found.keys()].sort((a, b) => b - a)),
    matcherOf: (rev) => exactMatcher([...(found.get(rev)?.keys() ?? [])]),
    selectHunks(rev, diff, matcher) {
      let out = '';
      for (const file of diff.files(rev, { matcher })) {
        const path = (file.pair.after ?? file.pair.before)?.path ?? '';
        const text = withinRanges(byteStringOf(file.bytes), found.get(rev)?.get(path) ?? []);
        out += diffText(context.ui, [{ ...file, bytes: bytesOf(text) }]);
      }
      return out;
    },
  };
}

const HUNK = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/;

/** A file's diff without the hunks that touch none of the ranges. */
export function withinRanges(text: ByteString, ranges: readonly LineRange[]): ByteString {
  const lines = text.split(/(?<=\n)/);
  let out = '';
  let shown = true;
  for (const line of lines) {
    const match = HUNK.exec(line);
    if (match !== null) {
      const length = match[2] === undefined ? 1 : Number(match[2]);
      // hg compares the number in the hunk's header, counted from 1, with lines counted from 0.
      shown = ranges.some(({ from, to }) => hunkInRange(Number(match[1]), length, from, to));
    }
    if (shown) out += line;
  }
  return out;
}
