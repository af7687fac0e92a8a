/** Attributes every line of a file to the version that introduced it. */
import { type InternedText, LineInterner } from './line-interner.js';
import { LineMatcher } from './line-matcher.js';
import { lineOffsets } from './lines.js';
import { cleanSpace, ignoresSpace, type WhitespaceOptions } from './whitespace.js';

/** A file's history: versions are whatever the caller uses to name them (numbers are best), compared with `===`. */
export interface FileHistory<Version> {
  /** Versions it came from, across copies; a line found in several comes from the last one. */
  parents(version: Version): readonly Version[];
  /** The text; asked for once per version, and kept while a direct descendant still needs it. */
  text(version: Version): Uint8Array;
}

export interface AnnotateOptions<Version> extends WhitespaceOptions {
  /** Versions whose changes are attributed to the lines they replaced, as well as can be. */
  skip?(version: Version): boolean;
}

/** The lines of a text and where they come from. */
export interface Annotation<Version> {
  readonly text: Uint8Array;
  /** Line starts, and the text's length. */
  readonly offsets: Int32Array;
  /** Versions that introduced lines. */
  readonly versions: readonly Version[];
  /** Per line: index into `versions`. */
  readonly owners: Int32Array;
  /** Per line: its number in that version, from 1. */
  readonly lineNumbers: Int32Array;
  /** Per line: 1 when the line was changed by a skipped version, so that owner and number are a guess. */
  readonly guessed: Uint8Array;
}

/** What is kept of a version while descendants need it. */
interface State {
  readonly text: InternedText;
  readonly owners: Int32Array;
  readonly lineNumbers: Int32Array;
  readonly guessed: Uint8Array;
}

/**
 * Annotates `base`, exactly as hg does. Time is that of diffing every version with its parents; memory holds the texts
 * between the versions in work, and the distinct lines of the whole history once.
 */
export function annotate<Version>(
  base: Version,
  history: FileHistory<Version>,
  options: AnnotateOptions<Version> = {},
): Annotation<Version> {
  const { order, parents, children } = sortHistory(base, history);
  const interner = new LineInterner();
  const matcher = new LineMatcher();
  const clean = ignoresSpace(options);
  const states: (State | undefined)[] = new Array(order.length).fill(undefined);
  for (let at = 0; at < order.length; at++) {
    const version = order[at] as Version;
    const raw = history.text(version);
    const parentStates = (parents[at] as number[]).map((parent) => states[parent] as State);
    const text = interner.intern(clean ? cleanSpace(raw, options) : raw, parentStates[0]?.text);
    // Cleaning may lose an unfinished last line, which then belongs to this version.
    const lines = clean ? lineOffsets(raw).length - 1 : text.classes.length;
    const owners = new Int32Array(lines).fill(at);
    const lineNumbers = new Int32Array(lines);
    for (let line = 0; line < lines; line++) lineNumbers[line] = line + 1;
    const state: State = { text, owners, lineNumbers, guessed: new Uint8Array(lines) };
    const allBlocks: Int32Array[] = [];
    for (const parent of parentStates) {
      const blocks = matcher.match(parent.text.classes, text.classes, interner.count);
      for (let block = 0; block < blocks.length; block += 4)
        inherit(state, parent, blocks[block], blocks[block + 1], blocks[block + 2]);
      allBlocks.push(blocks);
    }
    if (options.skip?.(version) === true) guess(state, at, parentStates, allBlocks);
    states[at] = state;
    for (const parent of parents[at] as number[]) if (--children[parent] === 0) states[parent] = undefined;
  }
  const { owners, lineNumbers, guessed, text } = states[order.length - 1] as State;
  const whole = clean ? history.text(base) : text.text;
  return { text: whole, offsets: lineOffsets(whole), versions: order, owners, lineNumbers, guessed };
}

/** Lines `[a1, a2)` of the parent are the child's lines from `b1` on. */
function inherit(child: State, parent: State, a1: number, a2: number, b1: number): void {
  child.owners.set(parent.owners.subarray(a1, a2), b1);
  child.lineNumbers.set(parent.lineNumbers.subarray(a1, a2), b1);
  child.guessed.set(parent.guessed.subarray(a1, a2), b1);
}

/**
 * Gives the lines that are new in a skipped version to its parents, last parent first: changes that do not grow match
 * line by line; after those, growing ones repeat their last old line, or the one before the change.
 */
function guess(
  child: State,
  self: number,
  parents: readonly State[],
  allBlocks: readonly Int32Array[],
): void {
  for (const growing of [false, true]) {
    for (let which = parents.length - 1; which >= 0; which--) {
      const parent = parents[which] as State;
      const blocks = allBlocks[which] as Int32Array;
      let a1 = 0;
      let b1 = 0;
      for (let block = 0; block < blocks.length; block += 4) {
        const a2 = blocks[block];
        const b2 = blocks[block + 2];
        if (b2 - b1 > a2 - a1 === growing && parent.owners.length > 0) {
          for (let line = b1; line < b2; line++) {
            if (child.owners[line] !== self) continue;
            let old = Math.min(a1 + line - b1, a2 - 1);
            // Before the first line there is none to repeat; hg takes the last one of the text then.
            if (old < 0) old = parent.owners.length - 1;
            child.owners[line] = parent.owners[old];
            child.lineNumbers[line] = parent.lineNumbers[old];
            child.guessed[line] = 1;
          }
        }
        a1 = blocks[block + 1];
        b1 = blocks[block + 3];
      }
    }
  }
}

/** All versions, parents before children, with parents as indexes and the number of children; `base` comes last. */
function sortHistory<Version>(base: Version, history: FileHistory<Version>) {
  const order: Version[] = [];
  const parents: number[][] = [];
  const indexOf = new Map<Version, number>();
  const known = new Map<Version, readonly Version[]>();
  const stack: Version[] = [base];
  while (stack.length > 0) {
    const version = stack[stack.length - 1] as Version;
    if (indexOf.has(version)) {
      stack.pop();
      continue;
    }
    const seen = known.get(version);
    if (seen === undefined) {
      const from = history.parents(version);
      known.set(version, from);
      for (const parent of from) if (!known.has(parent)) stack.push(parent);
      continue;
    }
    stack.pop();
    const missing = seen.filter((parent) => !indexOf.has(parent));
    if (missing.length > 0) {
      stack.push(version, ...missing);
      continue;
    }
    indexOf.set(version, order.length);
    order.push(version);
    parents.push(seen.map((parent) => indexOf.get(parent) as number));
  }
  const children = new Int32Array(order.length);
  for (const list of parents) for (const parent of list) children[parent]++;
  return { order, parents, children };
}
