/** Predicates about phases and obsolescence. */
import { NULL_REV, WDIR_REV } from '../../bytes/index.js';
import { HgError, ParseError } from '../../errors/index.js';
import type { Evaluation, PredicateTable } from '../evaluation.js';
import { ancestorsCursor } from '../graph/walks.js';
import { argumentsOf, integerOf, noArguments, symbolOf } from '../language/arguments.js';
import { withinSubset } from '../members.js';
import { BaseSet, END, filterSet, GeneratorSet, intersect, RevBits, type SmartSet } from '../sets/index.js';

const PUBLIC = 0;
const DRAFT = 1;
const SECRET = 2;
const NOT_PUBLIC = [DRAFT, SECRET, 32, 96];

/** Visible revisions in any of the phases, ascending. */
function revsInPhases(ev: Evaluation, phases: readonly number[]): Int32Array {
  const lists = phases.map((phase) => ev.view.revsInPhase(phase)).filter((list) => list.length > 0);
  const bits = new RevBits(ev.view.length);
  for (const list of lists)
    for (const rev of list) if (!(ev.view.hasHidden && ev.view.isHidden(rev))) bits.add(rev);
  return bits.toSorted();
}

function phaseSet(ev: Evaluation, subset: SmartSet, phases: readonly number[]): SmartSet {
  return intersect(subset, BaseSet.fromSet(revsInPhases(ev, phases)));
}

function publicSet(ev: Evaluation, subset: SmartSet): SmartSet {
  const others = new RevBits(ev.view.length);
  let any = false;
  for (const phase of NOT_PUBLIC)
    for (const rev of ev.view.revsInPhase(phase)) {
      others.add(rev);
      any = true;
    }
  return any ? filterSet(subset, (rev) => !others.has(rev)) : subset;
}

/** `draft() & ::x` without walking further down than the phase's first revision. */
function phaseAndAncestors(
  ev: Evaluation,
  subset: SmartSet,
  phases: readonly number[],
  heads: SmartSet,
): SmartSet {
  const members = RevBits.of(revsInPhases(ev, phases));
  const [lowest = 0] = members.toSorted();
  // The working directory is in no stored phase; hg does not look below it either.
  const next = ancestorsCursor(
    ev,
    [...heads].filter((rev) => rev !== WDIR_REV),
    false,
  );
  const bounded = () => {
    const rev = next();
    return rev < lowest ? END : rev;
  };
  return intersect(
    subset,
    filterSet(new GeneratorSet(bounded, false), (rev) => members.has(rev)),
  );
}

const PHASES_BY_NAME: Readonly<Record<string, readonly number[]>> = {
  draft: [DRAFT],
  secret: [SECRET],
  _notpublic: NOT_PUBLIC,
};

function obsolescence(name: string, revs: (ev: Evaluation) => readonly number[]): PredicateTable {
  return {
    [name]: {
      evaluate(ev, subset, args) {
        noArguments(args, name);
        const visible = revs(ev).filter((rev) => !ev.view.isHidden(rev));
        return intersect(subset, BaseSet.fromSet(visible));
      },
    },
  };
}

function relatedSet(
  ev: Evaluation,
  subset: SmartSet,
  set: SmartSet,
  which: 'successors' | 'predecessors',
): SmartSet {
  const walk = ev.context[which];
  if (walk === undefined) throw new HgError('abort', `no obsolescence information for ${which}()`);
  const nodes = [...set].filter((rev) => rev !== NULL_REV).map((rev) => ev.view.node(rev));
  const found: number[] = [];
  for (const node of walk(nodes)) {
    const rev = ev.view.revOf(node);
    if (rev !== undefined && !ev.view.isHidden(rev)) found.push(rev);
  }
  return withinSubset(subset, found);
}

export const PHASE_PREDICATES: PredicateTable = {
  draft: {
    evaluate(ev, subset, args) {
      noArguments(args, 'draft');
      return phaseSet(ev, subset, [DRAFT]);
    },
  },
  secret: {
    evaluate(ev, subset, args) {
      noArguments(args, 'secret');
      return phaseSet(ev, subset, [SECRET]);
    },
  },
  public: {
    evaluate(ev, subset, args) {
      noArguments(args, 'public');
      return publicSet(ev, subset);
    },
  },
  _notpublic: {
    internal: true,
    evaluate(ev, subset, args) {
      noArguments(args, '_notpublic');
      return phaseSet(ev, subset, NOT_PUBLIC);
    },
  },
  _phase: {
    internal: true,
    evaluate(ev, subset, args) {
      const [only] = argumentsOf(args, 1, 1, '_phase requires one argument');
      const phase = integerOf(only, '_phase expects a number');
      return phase === PUBLIC ? publicSet(ev, subset) : phaseSet(ev, subset, [phase]);
    },
  },
  _phaseandancestors: {
    internal: true,
    evaluate(ev, subset, args) {
      const [phase, heads] = argumentsOf(args, 2, 2, '_phaseandancestors requires two arguments');
      const name = symbolOf(phase);
      const phases = Object.hasOwn(PHASES_BY_NAME, name) ? PHASES_BY_NAME[name] : undefined;
      if (phases === undefined) throw new ParseError(`b'${name}' is not a valid phasename`);
      return phaseAndAncestors(ev, subset, phases, ev.evaluate(ev.all(), heads));
    },
  },
  ...obsolescence('obsolete', (ev) => ev.view.obsoleteRevs()),
  ...obsolescence('orphan', (ev) => ev.view.orphanRevs()),
  ...obsolescence('phasedivergent', (ev) => ev.view.phaseDivergentRevs()),
  ...obsolescence('contentdivergent', (ev) => ev.view.contentDivergentRevs()),
  ...obsolescence('extinct', (ev) => ev.view.extinctRevs()),
  ...obsolescence('unstable', (ev) =>
    [
      ...new Set([
        ...ev.view.orphanRevs(),
        ...ev.view.phaseDivergentRevs(),
        ...ev.view.contentDivergentRevs(),
      ]),
    ].sort((a, b) => a - b),
  ),
  // hg has no such function; extensions that go by this name mean about the same.
  predecessors: {
    evaluate: (ev, subset, args) => relatedSet(ev, subset, ev.evaluate(ev.all(), args), 'predecessors'),
  },
  successors: {
    evaluate: (ev, subset, args) => relatedSet(ev, subset, ev.evaluate(ev.all(), args), 'successors'),
  },
};
