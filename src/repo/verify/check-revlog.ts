/** The checks on a revlog as a whole: is it there, do its files have the right size, is its version the repository's. */
import type { ByteString } from '../../bytes/index.js';
import type { FileSystem } from '../../platform/index.js';
import type { Entries } from './entries.js';
import type { Findings, Linkrev } from './findings.js';

/** What is known of a revlog without having it at hand. */
export interface RevlogFacts {
  /** `00manifest`, `data/README`. */
  readonly name: ByteString;
  readonly dataPath: ByteString;
  readonly version: number;
  readonly inline: boolean;
}

/** Bytes that a data file has too many, negative for too few; 0 when there is none at all (its readers say so). */
export function dataLengthOff(fs: FileSystem, facts: RevlogFacts, entries: Entries): number {
  if (facts.inline || entries.length === 0) return 0;
  const size = fs.stat(facts.dataPath)?.size;
  return size === undefined ? 0 : size - entries.dataEnd();
}

/** What every pass has at hand. */
export interface RevlogCheckContext {
  readonly store: {
    readonly fs: FileSystem;
    readonly changelog: { readonly length: number; readonly revlog: { readonly version: number } };
    readonly manifests: { readonly root: { readonly revlog: { readonly length: number } } };
  };
  readonly findings: Findings;
}

/**
 * @param label how messages call the revlog.
 * @param dataOff see {@link dataLengthOff}; found out here unless given.
 */
export function checkRevlog(
  context: RevlogCheckContext,
  facts: RevlogFacts,
  entries: Entries,
  label: ByteString,
  linkrev: Linkrev,
  dataOff?: number,
): void {
  const { store, findings } = context;
  const { changelog, manifests } = store;
  if (entries.length === 0 && (changelog.length > 0 || manifests.root.revlog.length > 0)) {
    findings.error(linkrev, `empty or missing ${label}`);
    return;
  }
  const off = dataOff ?? dataLengthOff(store.fs, facts, entries);
  if (off !== 0) findings.error(linkrev, `data length off by ${off} bytes`, label);
  if (facts.version === 0 && changelog.revlog.version !== 0)
    findings.warning(`warning: '${facts.name}' uses revlog format 0; expected 1`);
  else if (facts.version !== 0 && changelog.revlog.version === 0 && entries.length > 0)
    findings.warning(`warning: '${facts.name}' uses revlog format 1; expected 0`);
}
