/** Resolves one symbol (number, name, node or node prefix) to a revision, in hg's order of precedence. */
import { type ByteString, isHex, NULL_NODE, NULL_REV, WDIR_NODE, WDIR_REV } from '../bytes/index.js';
import { LookupError } from '../errors/index.js';
import type { RepoView } from '../store/index.js';

/** What the lookup needs beyond the view: the name tables without the view's own caching rules. */
export interface LookupSources {
  readonly view: RepoView;
  /** Nodes (visible or not) whose hex starts with a prefix; at most two are returned. */
  matchNodes(prefix: string): readonly number[];
  /** Says what became of a hidden revision: ` is pruned`, ` was rewritten as: 0123456789ab`, or ''. */
  hiddenFate(rev: number): string;
}

function visible(sources: LookupSources, symbol: ByteString, rev: number): number {
  if (rev < 0 || rev === WDIR_REV || !sources.view.isHidden(rev)) return rev;
  throw new LookupError(symbol, `hidden revision '${symbol}'${sources.hiddenFate(rev)}`, {
    hint: 'use --hidden to access hidden revisions',
  });
}

/** `disambiguatewithin` and its kin are the callers' business; an ambiguous prefix throws. */
function lookupPrefix(sources: LookupSources, symbol: ByteString, prefix: string): number | undefined {
  if (prefix.length > 40 || !isHex(prefix)) return undefined;
  const lower = prefix.toLowerCase();
  const matches = sources.matchNodes(lower);
  const alsoWorking = WDIR_NODE.startsWith(lower);
  const alsoNull = lower.length > 0 && NULL_NODE.startsWith(lower);
  if (matches.length + Number(alsoWorking) + Number(alsoNull) > 1) {
    throw new LookupError(symbol, `ambiguous revision identifier: ${symbol}`, { ambiguous: true });
  }
  if (alsoWorking) return WDIR_REV;
  if (alsoNull) return NULL_REV;
  return matches.length === 1 ? visible(sources, symbol, matches[0] as number) : undefined;
}

function lookupNumber(sources: LookupSources, symbol: ByteString): number | undefined {
  // Only the canonical spelling is a number: `007` and `+1` are names or prefixes.
  if (!/^(0|-?[1-9][0-9]{0,9})$/.test(symbol)) return undefined;
  const value = Number(symbol);
  if (value === WDIR_REV) return WDIR_REV;
  const rev = value < 0 ? value + sources.view.length : value;
  if (rev < 0 || rev >= sources.view.length) return undefined;
  return visible(sources, symbol, rev);
}

/**
 * Resolves a symbol; undefined when nothing has that name.
 * @throws LookupError when it is ambiguous, or names a hidden revision.
 */
export function lookupSymbol(sources: LookupSources, symbol: ByteString): number | undefined {
  const { view } = sources;
  if (symbol === '.') return view.workingParents()[0];
  if (symbol === 'tip') return view.tip();
  if (symbol === 'null') return NULL_REV;

  const number = lookupNumber(sources, symbol);
  if (number !== undefined) return number;

  if (symbol.length === 40 && isHex(symbol)) {
    const node = symbol.toLowerCase();
    if (node === WDIR_NODE) return WDIR_REV;
    const rev = node === NULL_NODE ? NULL_REV : view.revOf(node);
    if (rev !== undefined) return visible(sources, symbol, rev);
  }

  const bookmark = view.bookmarks().get(symbol);
  if (bookmark !== undefined) {
    const rev = view.revOf(bookmark);
    if (rev !== undefined) return visible(sources, symbol, rev);
  }
  const tag = view.tags().get(symbol);
  if (tag !== undefined) {
    const rev = view.revOf(tag.node);
    if (rev !== undefined) return visible(sources, symbol, rev);
  }
  const branch = view.branches().get(symbol);
  if (branch !== undefined) return branch.tip;

  const direct = lookupPrefix(sources, symbol, symbol);
  if (direct !== undefined) return direct;
  if (symbol.startsWith('x') && view.config.getBool('experimental', 'revisions.prefixhexnode'))
    return lookupPrefix(sources, symbol, symbol.slice(1));
  return undefined;
}
