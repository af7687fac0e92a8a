/** Regular expressions in Python's syntax over byte strings, run in linear time (or certainly short time). */
import { RE2JS } from 're2js';
import type { ByteString } from '../../bytes/index.js';
import { ParseError } from '../../errors/index.js';
import { emitRegExp, type Judgement, judge } from './emit.js';
import { parseRegExp, type RegExpFlags } from './parse.js';
import type { RegExpNode } from './syntax-tree.js';

/** Above this many bytes even quadratic backtracking is left to the linear engine. */
const SHORT_TEXT = 2048;

export interface RegExpMatch {
  readonly start: number;
  readonly end: number;
  /** What each capture matched, from index 1; undefined for those that took no part. Index 0 is the whole match. */
  readonly groups: readonly (ByteString | undefined)[];
}

export interface CompiledRegExp {
  /** As Python's `re.match(...) is not None`: a match that begins at the start. */
  matchesStart(text: ByteString): boolean;
  /** As Python's `re.search(...) is not None`. */
  search(text: ByteString): boolean;
  /** The leftmost match at or after `from`. Slower than the questions above. */
  find(text: ByteString, from?: number): RegExpMatch | undefined;
  /** Numbers of the named captures. */
  readonly names: ReadonlyMap<string, number>;
}

type Test = (text: ByteString) => boolean;

function compileLinear(source: string): RE2JS {
  try {
    return RE2JS.compile(source);
  } catch (error) {
    throw new ParseError('regular expression is too large', undefined, { cause: error });
  }
}

function linearTest(source: string): Test {
  let compiled: RE2JS | undefined;
  return (text) => {
    compiled ??= compileLinear(source);
    // `$` also holds before a final newline, which RE2 cannot say.
    return compiled.test(text) || (text.endsWith('\n') && compiled.test(text.slice(0, -1)));
  };
}

function refuseCostly(judgement: Judgement, limit: number): void {
  if (judgement.onlyNative && (judgement.exponential || judgement.repeats > limit))
    throw new ParseError('look-around and back references are supported in simple expressions only');
}

/**
 * The backtracking engine is several times faster than RE2 in JavaScript, so it gets what cannot take long: no repeat
 * inside a repeat, at most `limit` repeats, and short texts.
 */
function test(branches: readonly RegExpNode[], prefix: string, limit: number): Test {
  const quick: RegExpNode[] = [];
  const slow: RegExpNode[] = [];
  const costly: RegExpNode[] = [];
  for (const branch of branches) {
    const judgement = judge(branch);
    if (judgement.exponential || judgement.repeats > limit) {
      refuseCostly(judgement, limit);
      slow.push(branch);
    } else {
      quick.push(branch);
      if (!judgement.onlyNative) costly.push(branch);
    }
  }
  const join = (nodes: readonly RegExpNode[], engine: 'native' | 'linear', start: string) =>
    `${start}(?:${nodes.map((node) => emitRegExp(node, engine)).join('|')})`;
  const linearPrefix = prefix === '' ? '' : '\\A';
  const tests: Test[] = [];
  if (quick.length > 0) {
    const native = new RegExp(join(quick, 'native', prefix));
    if (costly.length < quick.length) tests.push((text) => native.test(text));
    else {
      const fallback = linearTest(join(quick, 'linear', linearPrefix));
      tests.push((text) => (text.length <= SHORT_TEXT ? native.test(text) : fallback(text)));
    }
  }
  if (slow.length > 0) {
    const source = join(slow, 'linear', linearPrefix);
    compileLinear(source);
    tests.push(linearTest(source));
  }
  return tests.length === 1 ? tests[0] : (text) => tests.some((one) => one(text));
}

/**
 * Compiles an expression. Differences from Python: look-around and back references only in expressions simple enough to
 * be certain of the time they take; no atomic groups, possessive repeats or conditions; counts up to 1000.
 * @throws ParseError
 */
export function compileRegExp(source: ByteString, flags: RegExpFlags = {}): CompiledRegExp {
  const parsed = parseRegExp(source, flags);
  const judgement = judge(parsed.root);
  // Captures are numbered over the whole expression, so back references forbid splitting it.
  const branches =
    parsed.root.type === 'alternatives' && !judgement.onlyNative ? parsed.root.branches : [parsed.root];
  refuseCostly(judgement, 2);
  const matchesStart = test(branches, '^', 2);
  let search: Test | undefined;
  let native: RegExp | undefined;
  let linear: RE2JS | undefined;
  const isQuick = judgement.onlyNative || (!judgement.exponential && judgement.repeats <= 1);
  return {
    names: parsed.names,
    matchesStart,
    search(text) {
      search ??= test(branches, '', judgement.onlyNative ? 2 : 1);
      return search(text);
    },
    find(text, from = 0) {
      if (judgement.onlyNative || (isQuick && text.length <= SHORT_TEXT)) {
        native ??= new RegExp(emitRegExp(parsed.root, 'native'), 'g');
        native.lastIndex = from;
        const match = native.exec(text);
        if (match === null) return undefined;
        return { start: match.index, end: match.index + match[0].length, groups: [...match] };
      }
      linear ??= compileLinear(emitRegExp(parsed.root, 'linear'));
      const matcher = linear.matcher(text);
      if (!matcher.find(from)) return undefined;
      const groups: (ByteString | undefined)[] = [];
      for (let group = 0; group <= parsed.captures; group++) groups.push(matcher.group(group) ?? undefined);
      return { start: matcher.start(), end: matcher.end(), groups };
    },
  };
}
