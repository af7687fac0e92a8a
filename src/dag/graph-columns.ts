/** Draws revisions as columns of text, as `hg log -G` does: pure text, one revision at a time. */
import type { GraphEdge } from './graph-parents.js';

/** The char of each kind of edge. Undefined for `missing`: such edges end in a `~` under their revision. */
export interface GraphStyles {
  readonly parent: string;
  readonly grandparent: string;
  readonly missing: string | undefined;
}

export const GRAPH_STYLES: GraphStyles = { parent: '|', grandparent: ':', missing: undefined };

/** A char of the drawing; undefined is a place in the column of an edge that ends here. */
type Cell = string | undefined;

/** One step of the drawing: at most one column comes or goes. */
interface Step {
  readonly node: string;
  readonly text: readonly string[];
  /** The column of the node. */
  readonly column: number;
  /** From column to column. */
  readonly edges: [from: number, to: number][];
  /** Columns above. */
  readonly columns: number;
  /** Columns below minus columns above: -1, 0 or 1. */
  readonly growth: number;
}

/**
 * Keeps the columns between revisions. Feed it revisions so that children come before parents; any other order draws
 * something, too. O(columns) per line.
 */
export class GraphColumns {
  readonly #styles: GraphStyles;
  readonly #short: boolean;
  /** The revision that each column leads to. */
  #columns: number[] = [];
  /** How the edge in a column is drawn, by the revision it leads to. */
  readonly #styleOf = new Map<number, Cell>();
  #lastColumn = 0;
  #lastGrowth = 0;

  /** @param short leave out the lines between revisions that only go straight down. */
  constructor(styles: GraphStyles = GRAPH_STYLES, short = false) {
    this.#styles = styles;
    this.#short = short;
  }

  /**
   * The lines for one revision, without newlines or trailing blanks.
   * @param node the char for it
   * @param text what stands beside it, or a function that makes it, given the columns of characters that the drawing takes
   */
  draw(
    rev: number,
    node: string,
    text: readonly string[] | ((width: number) => readonly string[]),
    edges: readonly GraphEdge[],
  ): string[] {
    const lines: string[] = [];
    for (const step of this.#steps(rev, node, text, edges)) lines.push(...this.#drawStep(step));
    return lines;
  }

  /** Replaces the revision's column by those of its new parents, and says how to draw that. */
  #steps(
    rev: number,
    node: string,
    given: readonly string[] | ((width: number) => readonly string[]),
    all: readonly GraphEdge[],
  ): Step[] {
    let columns = this.#columns;
    if (!columns.includes(rev)) columns = [...columns, rev];
    this.#styleOf.delete(rev);
    const at = columns.indexOf(rev);
    const known: number[] = [];
    const fresh: number[] = [];
    for (const { kind, rev: parent } of all) {
      if (parent === rev) continue;
      if (columns.includes(parent)) known.push(parent);
      else {
        fresh.push(parent);
        this.#styleOf.set(parent, this.#styles[kind]);
      }
    }
    const next = [...columns.slice(0, at), ...fresh, ...columns.slice(at + 1)];
    this.#columns = next;
    const steps: Step[] = [];
    let edges: [number, number][] = known.map((parent) => [at, next.indexOf(parent)]);
    let column = at;
    let count = columns.length;
    const width = 1 + 2 * count + (next.length > count ? 2 : 0);
    let rest = { node, text: typeof given === 'function' ? given(width) : given };
    // Only one column can be added at a time: further parents take lines of their own.
    for (let left = fresh.length; left > 2; left--) {
      edges.push([column, column], [column, column + 1]);
      steps.push({ ...rest, column, edges, columns: count, growth: 1 });
      rest = { node: '\\', text: [] };
      column++;
      count++;
      edges = [];
    }
    if (fresh.length > 0) edges.push([column, column]);
    if (fresh.length > 1) edges.push([column, column + 1]);
    steps.push({ ...rest, column, edges, columns: count, growth: next.length - count });
    return steps;
  }

  #drawStep({ node, text, column, edges, columns, growth }: Step): string[] {
    const widest = Math.max(columns, columns + growth);
    // Columns as they are below the node, each with the blank after it.
    const cells: Cell[] = [];
    for (const rev of this.#columns) cells.push(this.#styleOf.has(rev) ? this.#styleOf.get(rev) : '|', ' ');
    while (cells.length < (columns + growth) * 2) cells.push('|', ' ');
    // When columns move left, edges to the right meet them one place further on.
    const drawn = edges.map(([from, to]): [number, number] =>
      growth === -1 && to > from ? [from, to + 1] : [from, to],
    );
    const long = drawn.some(([from, to]) => from + 1 < to);
    const padding = text.length > 2 && growth === -1 && long;
    const nodeLine: Cell[] = [...cells.slice(0, column * 2), node, ' '];
    nodeLine.push(...this.#tail(cells, column, columns, growth, text.length <= 2 && !padding));
    const shiftLine = shift(cells, column, columns, growth);
    drawEdges(cells, drawn, nodeLine, shiftLine);
    const lines = [nodeLine];
    if (padding) lines.push(paddingLine(cells, column, columns, drawn));
    if (!this.#short || shiftLine.some((cell) => cell !== undefined && '\\/'.includes(cell)))
      lines.push(shiftLine);
    const plain = cells.slice(0, (columns + growth) * 2);
    while (lines.length < text.length) lines.push([...plain]);
    this.#endEdges(lines, plain);
    this.#lastColumn = column;
    this.#lastGrowth = growth;
    return lines.map((line, index) => {
      const left = line.join('').padEnd(widest * 2);
      return `${left} ${text[index] ?? ''}`.replace(/[ \t\n\r\v\f]+$/, '');
    });
  }

  /** What is right of the node on its line. Columns that keep moving the same way are drawn slanting on. */
  #tail(cells: readonly Cell[], column: number, columns: number, growth: number, compact: boolean): Cell[] {
    const right = columns - column - 1;
    if (compact && growth !== 0 && growth === this.#lastGrowth) {
      if (growth === 1) return repeat('\\', right);
      const start = Math.max(column + 1, this.#lastColumn);
      return [...cells.slice(column * 2, (start - 1) * 2), ...repeat('/', columns - start)];
    }
    return right > 0 ? cells.slice(-right * 2) : [];
  }

  /** Draws the ends of edges that lead out of the picture, and moves what is right of them to the left. */
  #endEdges(lines: Cell[][], plain: readonly Cell[]): void {
    const ended = [...this.#styleOf].filter(([, style]) => style === undefined).map(([rev]) => rev);
    if (ended.length === 0) return;
    let last = plain.length - 2;
    while (last >= 0 && plain[last] === undefined) last -= 2;
    let gaps = 0;
    for (let at = 0; at <= last; at += 2) if (plain[at] === undefined) gaps++;
    const shifts = Math.max(gaps * 2 - 1, 0);
    while (lines.length < 3 + shifts) lines.push([...plain]);
    if (shifts > 0) {
      const first = plain.indexOf(undefined);
      const moving: number[] = [];
      for (let at = first; at < plain.length; at += 2) if (plain[at] !== undefined) moving.push(at);
      const positions = [...moving];
      for (const line of lines.slice(-shifts)) {
        line.fill(' ', first);
        moving.forEach((from, index) => {
          const target = first + index * 2;
          positions[index] = Math.max(positions[index] - 1, target);
          line[positions[index]] = positions[index] > target ? '/' : plain[from];
        });
      }
    }
    lines.forEach((line, index) => {
      const ending = index === 1 ? '|' : index === 2 ? '~' : ' ';
      for (let at = 0; at < line.length; at++) line[at] ??= ending;
    });
    for (const rev of ended) this.#styleOf.delete(rev);
    this.#columns = this.#columns.filter((rev) => !ended.includes(rev));
  }
}

function repeat(char: string, count: number): Cell[] {
  const out: Cell[] = [];
  for (let i = 0; i < count; i++) out.push(char, ' ');
  return out;
}

/** The line under the node, where columns right of it move. */
function shift(cells: readonly Cell[], column: number, columns: number, growth: number): Cell[] {
  const line = [...cells.slice(0, column * 2), ...new Array<Cell>(2 + growth).fill(' ')];
  const right = columns - column - 1;
  if (growth === 0) line.push(...cells.slice((column + 1) * 2, columns * 2));
  else line.push(...repeat(growth < 0 ? '/' : '\\', right));
  return line;
}

/** A line between the node and the moving columns, so that long edges have room beside long texts. */
function paddingLine(
  cells: readonly Cell[],
  column: number,
  columns: number,
  edges: readonly (readonly [number, number])[],
): Cell[] {
  const line = cells.slice(0, column * 2);
  const goesOn = edges.some(([from, to]) => from === column && (to === column || to === column - 1));
  line.push(...(goesOn ? cells.slice(column * 2, column * 2 + 2) : [' ', ' ']));
  const right = columns - column - 1;
  if (right > 0) line.push(...cells.slice(-right * 2));
  return line;
}

/** Short edges go on the line under the node, long ones beside it. */
function drawEdges(
  cells: readonly Cell[],
  edges: readonly (readonly [number, number])[],
  nodeLine: Cell[],
  shiftLine: Cell[],
): void {
  for (const [from, to] of edges) {
    if (from === to + 1) shiftLine[2 * to + 1] = '/';
    else if (from === to - 1) shiftLine[2 * from + 1] = '\\';
    else if (from === to) shiftLine[2 * from] = cells[2 * from];
    else if (2 * to < nodeLine.length) {
      nodeLine[2 * to] = '+';
      const [left, right] = from < to ? [from, to] : [to, from];
      for (let at = 2 * left + 1; at < 2 * right; at++) if (nodeLine[at] !== '+') nodeLine[at] = '-';
    }
  }
}
