/** Predicates about what a changeset says of itself. */
import { type ByteString, compareByteStrings, NULL_REV } from '../../bytes/index.js';
import { matchDate } from '../../dates/index.js';
import { LookupError, ParseError } from '../../errors/index.js';
import { type CompiledRegExp, compileRegExp } from '../../match/index.js';
import type { Evaluation, PredicateTable } from '../evaluation.js';
import { argumentsOf, namedArgumentsOf, noArguments, stringOf } from '../language/arguments.js';
import { quoted } from '../language/quote.js';
import type { MaybeTree } from '../language/tree.js';
import { withinSubset } from '../members.js';
import { filterSet, type SmartSet } from '../sets/index.js';
import { lowerCase, stringMatcher, substringMatcher } from '../string-matcher.js';

function userSet(ev: Evaluation, subset: SmartSet, args: MaybeTree): SmartSet {
  const text = stringOf(args, 'author requires a string');
  const matcher = substringMatcher(text);
  // Few people, many changesets: each name is tested once.
  const known = new Map<ByteString, boolean>();
  return filterSet(
    subset,
    (rev) => {
      const { user } = ev.changeset(rev);
      let answer = known.get(user);
      if (answer === undefined) {
        answer = matcher.matches(user);
        known.set(user, answer);
      }
      return answer;
    },
    () => `<user ${quoted(text)}>`,
  );
}

const branchList = (names: Iterable<ByteString>) =>
  `[${[...names].sort(compareByteStrings).map(quoted).join(', ')}]`;

function branchSet(ev: Evaluation, subset: SmartSet, args: MaybeTree): SmartSet {
  if (args?.op === 'string' || args?.op === 'symbol') {
    const text = args.value as ByteString;
    const matcher = stringMatcher(text);
    if (matcher.kind === 're' || ev.view.branches().has(matcher.pattern)) {
      const known = new Map<ByteString, boolean>();
      return filterSet(
        subset,
        (rev) => {
          const name = ev.branch(rev);
          let answer = known.get(name);
          if (answer === undefined) {
            answer = matcher.matches(name);
            known.set(name, answer);
          }
          return answer;
        },
        () => `<branch ${quoted(text)}>`,
      );
    }
    if (text.startsWith('literal:'))
      throw new LookupError(matcher.pattern, `branch '${matcher.pattern}' does not exist`);
  }
  const revs = ev.evaluate(ev.all(), args);
  const names = new Set<ByteString>();
  for (const rev of revs) names.add(ev.branch(rev));
  return filterSet(
    subset,
    (rev) => revs.contains(rev) || names.has(ev.branch(rev)),
    () => `<branch ${branchList(names)}>`,
  );
}

function grepSet(ev: Evaluation, subset: SmartSet, args: MaybeTree): SmartSet {
  const pattern = stringOf(args, 'grep requires a string');
  let expression: CompiledRegExp;
  try {
    expression = compileRegExp(pattern);
  } catch (error) {
    if (error instanceof ParseError)
      throw new ParseError(`invalid match pattern: ${error.message}`, undefined, { cause: error });
    throw error;
  }
  return filterSet(
    subset,
    (rev) => {
      const { files, user, description } = ev.changeset(rev);
      return (
        files.some((file) => expression.search(file)) ||
        expression.search(user) ||
        expression.search(description)
      );
    },
    () => `<grep ${quoted(pattern)}>`,
  );
}

function extraSet(ev: Evaluation, subset: SmartSet, args: MaybeTree): SmartSet {
  const named = namedArgumentsOf(args, 'extra', ['label', 'value']);
  if (!named.has('label')) throw new ParseError('extra takes at least 1 argument');
  const label = stringOf(named.get('label'), 'first argument to extra must be a string');
  const matcher = named.has('value')
    ? stringMatcher(stringOf(named.get('value'), 'second argument to extra must be a string'))
    : undefined;
  return filterSet(
    subset,
    (rev) => {
      const value = ev.changeset(rev).extra.get(label);
      return value !== undefined && (matcher === undefined || matcher.matches(value));
    },
    () => `<extra[${quoted(label)}] ${matcher ? quoted(matcher.pattern) : 'None'}>`,
  );
}

/** Where a graft, transplant or rebase took the changeset from, when that is still here. */
function sourceOf(ev: Evaluation, rev: number): number | undefined {
  const { extra } = ev.changeset(rev);
  for (const label of ['source', 'transplant_source', 'rebase_source']) {
    const value = extra.get(label);
    if (value === undefined) continue;
    try {
      return ev.resolve(value);
    } catch (error) {
      if (!(error instanceof LookupError)) throw error;
    }
  }
  return undefined;
}

function destinationSet(ev: Evaluation, subset: SmartSet, args: MaybeTree): SmartSet {
  const sources = args === undefined ? ev.all() : ev.evaluate(ev.all(), args);
  const found = new Set<number>();
  for (const start of subset) {
    const lineage: number[] = [];
    for (let rev = start, source = sourceOf(ev, rev); source !== undefined; source = sourceOf(ev, rev)) {
      // Records could point in a circle.
      if (lineage.includes(rev)) break;
      lineage.push(rev);
      if (sources.contains(source) || found.has(source)) {
        for (const one of lineage) found.add(one);
        break;
      }
      rev = source;
    }
  }
  const shown = () => [...found].sort((a, b) => a - b).join(', ');
  return filterSet(
    subset,
    (rev) => found.has(rev),
    () => `<destination [${shown()}]>`,
  );
}

function originSet(ev: Evaluation, subset: SmartSet, args: MaybeTree): SmartSet {
  const destinations = args === undefined ? ev.all() : ev.evaluate(ev.all(), args);
  const found = new Set<number>();
  for (const rev of destinations) {
    const visited = new Set<number>([rev]);
    let source = sourceOf(ev, rev);
    if (source === undefined) continue;
    for (
      let next = sourceOf(ev, source);
      next !== undefined && !visited.has(next);
      next = sourceOf(ev, source)
    ) {
      visited.add(source);
      source = next;
    }
    found.add(source);
  }
  found.delete(NULL_REV);
  return withinSubset(subset, found);
}

export const METADATA_PREDICATES: PredicateTable = {
  author: { weight: 10, evaluate: userSet },
  user: { weight: 10, evaluate: userSet },
  branch: { weight: 10, evaluate: branchSet },
  grep: { weight: 10, evaluate: grepSet },
  extra: { evaluate: extraSet },
  destination: { weight: 10, evaluate: destinationSet },
  origin: { evaluate: originSet },
  closed: {
    weight: 10,
    evaluate(ev, subset, args) {
      noArguments(args, 'closed');
      return filterSet(
        subset,
        (rev) => ev.changeset(rev).closesBranch,
        () => '<branch closed>',
      );
    },
  },
  converted: {
    evaluate(ev, subset, args) {
      const list = argumentsOf(args, 0, 1, 'converted takes one or no arguments');
      const prefix = list.length > 0 ? stringOf(list[0], 'converted requires a revision') : undefined;
      return filterSet(
        subset,
        (rev) =>
          ev
            .changeset(rev)
            .extra.get('convert_revision')
            ?.startsWith(prefix ?? '') ?? false,
        () => `<converted ${prefix === undefined ? 'None' : quoted(prefix)}>`,
      );
    },
  },
  date: {
    weight: 10,
    evaluate(ev, subset, args) {
      const text = stringOf(args, 'date requires a string');
      const matches = matchDate(text, ev.context.clock);
      return filterSet(
        subset,
        (rev) => matches(ev.changeset(rev).date.seconds),
        () => `<date ${quoted(text)}>`,
      );
    },
  },
  desc: {
    weight: 10,
    evaluate(ev, subset, args) {
      const text = stringOf(args, 'desc requires a string');
      const matcher = substringMatcher(text);
      return filterSet(
        subset,
        (rev) => matcher.matches(ev.changeset(rev).description),
        () => `<desc ${quoted(text)}>`,
      );
    },
  },
  keyword: {
    weight: 10,
    evaluate(ev, subset, args) {
      const word = lowerCase(stringOf(args, 'keyword requires a string'));
      const has = (text: ByteString) => lowerCase(text).includes(word);
      return filterSet(
        subset,
        (rev) => {
          const { files, user, description } = ev.changeset(rev);
          return files.some(has) || has(user) || has(description);
        },
        () => `<keyword ${quoted(word)}>`,
      );
    },
  },
};
