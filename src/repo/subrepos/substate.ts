/** The nested repositories that a revision, or the working directory, says it has. */
import { type ByteString, byteStringOf, NULL_REV, WDIR_REV } from '../../bytes/index.js';
import { HgError, isNotFound } from '../../errors/index.js';
import { readFile } from '../../platform/index.js';
import type { Repository } from '../repository.js';
import { workingState } from '../working-copy/working-dirstate.js';
import { parseSubrepoSpec, parseSubstate, rewriteSource, type SubpathRule, splitKind } from './parse-spec.js';
import { exchangePlace, isAbsoluteSource, joinSource } from './sources.js';
import type { SubrepoState, Substate } from './types.js';

export const SPEC_FILE = '.hgsub';
export const STATE_FILE = '.hgsubstate';

const NONE: Substate = new Map();

/** The text of a tracked file; `gone` when the working directory lacks it, undefined when it is not tracked. */
function textOf(repo: Repository, rev: number, path: ByteString): ByteString | 'gone' | undefined {
  if (rev === NULL_REV) return undefined;
  if (rev !== WDIR_REV) {
    const content = repo.file(rev, path)?.content();
    return content === undefined ? undefined : byteStringOf(content);
  }
  if (!workingState(repo).isTracked(path)) return undefined;
  try {
    return byteStringOf(readFile(repo.place.workFs, path));
  } catch (error) {
    if (isNotFound(error)) return 'gone';
    throw error;
  }
}

/**
 * What `.hgsub` and `.hgsubstate` of a revision say; of the working directory for WDIR_REV. A tracked `.hgsub` that is not there is
 * warned of, and counts as empty.
 * @throws ConfigError, HgError for files that do not parse
 */
export function substateOf(repo: Repository, rev: number): Substate {
  const show = (path: ByteString): ByteString => repo.place.nesting?.host.show(repo, path) ?? path;
  const warnMissing = (path: ByteString): void => {
    const { nesting } = repo.place;
    if (nesting?.warned === true) return;
    if (nesting !== undefined) nesting.warned = true;
    repo.place.warn(`warning: subrepo spec file '${show(path)}' not found`);
  };
  const text = textOf(repo, rev, SPEC_FILE);
  if (text === undefined) return NONE;
  if (text === 'gone') {
    warnMissing(SPEC_FILE);
    return NONE;
  }
  const { entries, rules } = parseSubrepoSpec(SPEC_FILE, text, (path) => {
    const other = textOf(repo, rev, path);
    if (other === undefined) throw new HgError('abort', `subrepo spec file '${show(path)}' not found`);
    if (other !== 'gone') return other;
    warnMissing(path);
    return undefined;
  });
  const stored = textOf(repo, rev, STATE_FILE);
  const nodes =
    stored === undefined || stored === 'gone' ? new Map() : parseSubstate(stored, show(STATE_FILE));
  const all = [...rules, ...configuredRules(repo)];
  const found: [ByteString, SubrepoState][] = [];
  for (const [path, written] of entries) {
    const { kind, source } = splitKind(written);
    const rewritten = rewrittenSource(repo, source, all).trim();
    found.push([path, { source: rewritten, node: nodes.get(path) ?? '', kind }]);
  }
  return new Map(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function configuredRules({ config }: Repository): SubpathRule[] {
  return config.items('subpaths').map(({ name, value, source }) => ({
    pattern: name,
    replacement: value,
    at: source,
  }));
}

/** Rules count for the whole path first, then for what is written. */
function rewrittenSource(repo: Repository, source: ByteString, rules: readonly SubpathRule[]): ByteString {
  if (rules.length === 0) return source;
  if (!isAbsoluteSource(source)) {
    const base = exchangePlace(repo);
    if (base !== undefined) {
      const whole = joinSource(base, source);
      const rewritten = rewriteSource(whole, rules);
      if (rewritten !== whole) return rewritten;
    }
  }
  return rewriteSource(source, rules);
}
