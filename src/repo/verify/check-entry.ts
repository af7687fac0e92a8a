/** The checks on one index entry that are the same for every revlog. */
import type { ByteString } from '../../bytes/index.js';
import type { Entries } from './entries.js';
import type { Findings, Linkrev } from './findings.js';

/** A revlog under examination. */
export interface ExaminedLog {
  /** `changelog`, `manifest`, a directory with a slash, or a file. */
  readonly label: ByteString;
  readonly entries: Entries;
  /** See `duplicates`. */
  readonly duplicates: ReadonlyMap<number, number> | undefined;
}

/** Who may link to a revision. */
export interface LinkCheck {
  /** Number of changesets; 0 switches the check off. */
  readonly changesets: number;
  accepts(linkrev: number): boolean;
  /** What to say the link should have been; undefined says nothing. */
  expected(): readonly Linkrev[] | undefined;
}

/** Reports what is wrong with an entry. @returns its linkrev, or undefined when that cannot be trusted. */
export function checkEntry(findings: Findings, log: ExaminedLog, rev: number, links: LinkCheck): Linkrev {
  const { label, entries } = log;
  let linkrev: Linkrev = entries.linkrev(rev);
  if (linkrev < 0 || (links.changesets > 0 && !links.accepts(linkrev))) {
    const word = linkrev < 0 || linkrev >= links.changesets ? 'nonexistent' : 'unexpected';
    findings.error(undefined, `rev ${rev} points to ${word} changeset ${linkrev}`, label);
    const expected = links.expected();
    if (expected !== undefined)
      findings.warning(` (expected ${expected.map((item) => item ?? 'None').join(' ')})`);
    linkrev = undefined;
  }
  const p1 = entries.parent1(rev);
  const p2 = entries.parent2(rev);
  const outside = (parent: number): boolean => parent < -1 || parent >= entries.length;
  if (outside(p1) || outside(p2))
    findings.error(linkrev, `checking parents of ${entries.short(rev)}: revlog index out of range`, label);
  else
    for (const [number, parent] of [p1, p2].entries())
      if (parent >= rev && (log.duplicates?.get(parent) ?? parent) >= rev)
        findings.error(
          linkrev,
          `unknown parent ${number + 1} ${entries.short(parent)} of ${entries.short(rev)}`,
          label,
        );
  const earlier = log.duplicates?.get(rev);
  if (earlier !== undefined) findings.error(linkrev, `duplicate revision ${rev} (${earlier})`, label);
  return linkrev;
}

/**
 * hg's words for an error of a revision's text. A parent out of order is an index that cannot be used to us; hg notices it
 * as a hash that does not fit.
 */
export function textMessage(
  name: ByteString,
  entries: Entries,
  rev: number,
  message: ByteString,
): ByteString {
  const p1 = entries.parent1(rev);
  const p2 = entries.parent2(rev);
  if (p1 < rev && p2 < rev && p1 >= -1 && p2 >= -1) return message;
  const outside = [p1, p2].some((parent) => parent < -1 || parent >= entries.length);
  return outside ? 'revlog index out of range' : `integrity check failed on ${name}:${rev}`;
}
