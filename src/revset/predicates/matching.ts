/** `matching(revision, fields)`. */
import type { ByteString } from '../../bytes/index.js';
import { HgError, ParseError } from '../../errors/index.js';
import type { Evaluation, PredicateTable } from '../evaluation.js';
import { argumentsOf, stringOf } from '../language/arguments.js';
import { quoted } from '../language/quote.js';
import { filterSet } from '../sets/index.js';

type Field = (ev: Evaluation, rev: number) => string | number;

/** Cheapest first: that is the order they are compared in. Values are joined by a byte that names cannot hold. */
const FIELDS: Readonly<Record<string, Field>> = {
  phase: (ev, rev) => (rev < 0 ? 0 : ev.view.phase(rev)),
  parents: (ev, rev) => `${ev.parent1(rev)} ${ev.parent2(rev)}`,
  user: (ev, rev) => ev.changeset(rev).user,
  date: (ev, rev) => `${ev.changeset(rev).date.seconds} ${ev.changeset(rev).date.offset}`,
  branch: (ev, rev) => ev.branch(rev),
  summary: (ev, rev) => ev.changeset(rev).description.split(/\r\n|\r|\n/, 1)[0] as ByteString,
  files: (ev, rev) => ev.changeset(rev).files.join('\0'),
  description: (ev, rev) => ev.changeset(rev).description,
  substate: (ev, rev) => substate(ev, rev),
  diff: (ev, rev) => {
    if (ev.context.diff === undefined) throw new HgError('abort', 'no diff available for matching');
    return ev.context.diff(rev);
  },
};
const ORDER = Object.keys(FIELDS);

/** What the changeset records of subrepositories. */
function substate(ev: Evaluation, rev: number): string {
  const text = (path: ByteString) => (rev < 0 ? '' : (ev.view.manifest(rev).find(path) ?? ''));
  return `${text('.hgsub')} ${text('.hgsubstate')}`;
}

function expandFields(words: readonly string[]): string[] {
  const fields = new Set<string>();
  for (const word of words) {
    if (word === 'metadata') for (const field of ['user', 'description', 'date']) fields.add(field);
    else if (word === 'diff') for (const field of ['files', 'diff']) fields.add(field);
    else fields.add(word === 'author' ? 'user' : word);
  }
  if (fields.has('summary') && fields.has('description')) fields.delete('summary');
  const rank = (field: string) => (ORDER.includes(field) ? ORDER.indexOf(field) : ORDER.length);
  return [...fields].sort((a, b) => rank(a) - rank(b));
}

export const MATCHING_PREDICATES: PredicateTable = {
  matching: {
    evaluate(ev, subset, args) {
      const list = argumentsOf(args, 1, 2, 'matching takes 1 or 2 arguments');
      const revs = ev.evaluate(ev.all(), list[0]);
      const words =
        list.length > 1
          ? stringOf(list[1], 'matching requires a string as its second argument')
              .split(/\s+/)
              .filter(Boolean)
          : ['metadata'];
      const fields = expandFields(words);
      const getters = fields.map((field) => {
        if (!Object.hasOwn(FIELDS, field))
          throw new ParseError(`unexpected field name passed to matching: ${field}`);
        return FIELDS[field] as Field;
      });
      let targets: (readonly (string | number)[])[] | undefined;
      return filterSet(
        subset,
        (rev) => {
          targets ??= [...revs].map((one) => getters.map((get) => get(ev, one)));
          return targets.some((target) => getters.every((get, i) => target[i] === get(ev, rev)));
        },
        () => `<matching[${fields.map(quoted).join(', ')}] ${revs.describe()}>`,
      );
    },
  },
};
