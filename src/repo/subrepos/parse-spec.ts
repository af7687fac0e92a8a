/** `.hgsub` and `.hgsubstate`: what they say, without looking at any repository. */
import type { ByteString } from '../../bytes/index.js';
import { parseHgrc } from '../../config/index.js';
import { HgError } from '../../errors/index.js';

/** A rule of `[subpaths]`: what matches the pattern is written anew. */
export interface SubpathRule {
  readonly pattern: ByteString;
  readonly replacement: ByteString;
  /** `file:line`, for messages. */
  readonly at: ByteString;
}

export interface SubrepoSpec {
  /** Path to what is written behind it, in the order of the file. */
  readonly entries: ReadonlyMap<ByteString, ByteString>;
  readonly rules: readonly SubpathRule[];
}

/**
 * @param file its name, for messages.
 * @param include the text of another file of the same revision. @throws HgError
 * @throws ConfigError with `file:line`
 */
export function parseSubrepoSpec(
  file: ByteString,
  text: ByteString,
  include: (path: ByteString) => ByteString | undefined,
): SubrepoSpec {
  const entries = new Map<ByteString, ByteString>();
  const rules = new Map<ByteString, SubpathRule>();
  const read = (from: ByteString, content: ByteString): void =>
    parseHgrc(from, content, {
      item(section, name, value, line) {
        if (section === '') {
          entries.delete(name);
          entries.set(name, value);
        } else if (section === 'subpaths') {
          rules.delete(name);
          rules.set(name, { pattern: name, replacement: value, at: `${from}:${line}` });
        }
      },
      unset(section, name) {
        if (section === '') entries.delete(name);
        else if (section === 'subpaths') rules.delete(name);
      },
      include(path) {
        const other = include(path);
        if (other !== undefined) read(path, other);
      },
    });
  read(file, text);
  return { entries, rules: [...rules.values()] };
}

/** `[kind]source`, or a source of kind `hg`. @throws HgError */
export function splitKind(written: ByteString): { readonly kind: ByteString; readonly source: ByteString } {
  if (!written.startsWith('[')) return { kind: 'hg', source: written };
  const end = written.indexOf(']');
  if (end < 0) throw new HgError('abort', 'missing ] in subrepository source');
  return { kind: written.slice(1, end), source: written.slice(end + 1).trimStart() };
}

/**
 * Paths and the nodes recorded for them.
 * @param shownAs the file's name, for messages. @throws HgError for a line without both
 */
export function parseSubstate(text: ByteString, shownAs: ByteString): Map<ByteString, ByteString> {
  const out = new Map<ByteString, ByteString>();
  text.split(/\r\n|\n|\r/).forEach((raw, at) => {
    const line = raw.replace(/^[ \t\v\f]+/, '');
    if (line === '') return;
    const space = line.indexOf(' ');
    if (space < 0)
      throw new HgError('abort', `invalid subrepository revision specifier in '${shownAs}' line ${at + 1}`);
    out.set(line.slice(space + 1), line.slice(0, space));
  });
  return out;
}

/** The text of `.hgsubstate`: those without a recorded revision are left out. */
export function formatSubstate(nodes: ReadonlyMap<ByteString, ByteString>): ByteString {
  return [...nodes]
    .filter(([, node]) => node !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, node]) => `${node} ${path}\n`)
    .join('');
}

/** Applies the rules one after the other, each to the first match. @throws HgError for a pattern or replacement that is none */
export function rewriteSource(source: ByteString, rules: readonly SubpathRule[]): ByteString {
  return rules.reduce(applyRule, source);
}

function applyRule(source: ByteString, { pattern, replacement, at }: SubpathRule): ByteString {
  const bad = (reason: string): HgError =>
    new HgError('abort', `bad subrepository pattern in ${at}: ${reason}`);
  let regexp: RegExp;
  try {
    regexp = new RegExp(pattern, 's');
  } catch (error) {
    throw bad(error instanceof Error ? error.message : String(error));
  }
  const groups = (new RegExp(`${pattern}|`, 's').exec('') as RegExpExecArray).length - 1;
  // A backslash means itself, unless a number follows: then it stands for a group.
  const parts = replacement.split(/\\([0-9]{1,2})/);
  parts.forEach((part, i) => {
    if (i % 2 === 1 && (Number(part) > groups || part.startsWith('0')))
      throw bad(`invalid group reference ${Number(part)} at position 1`);
  });
  return source.replace(regexp, (...match: unknown[]) =>
    parts.map((part, i) => (i % 2 === 0 ? part : String(match[Number(part)] ?? ''))).join(''),
  );
}
