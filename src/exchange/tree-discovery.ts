/**
 * Which changesets two repositories have in common, found as it was before there were samples: by walking the other side's lines
 * of first parents down to something that is known here, and then narrowing down where they leave it.
 */
import { type NodeId, NULL_NODE } from '../bytes/index.js';
import type { ExchangeUi } from './exchange-ui.js';

/** A line of first parents: from a changeset down to one that is a root or a merge. */
export interface Line {
  readonly tip: NodeId;
  readonly root: NodeId;
  /** Of `root`. */
  readonly parent1: NodeId;
  readonly parent2: NodeId;
}

/** The ends of a part of a line. */
export interface Span {
  readonly top: NodeId;
  readonly bottom: NodeId;
}

/** The other side, as it can be asked about its lines. */
export interface LineSide {
  headNodes(): readonly NodeId[];
  /** The line that begins at each of the nodes. */
  branches(nodes: readonly NodeId[]): readonly Line[];
  /** For each span the changesets between its ends that are 1, 2, 4, 8... steps below its top. */
  between(spans: readonly Span[]): readonly (readonly NodeId[])[];
}

export interface TreeDiscoveryRequest {
  /** This side has no changeset at all. */
  readonly isEmpty: boolean;
  /** Whether this side has a changeset; asked about the null node, too, which everybody has. */
  readonly knows: (node: NodeId) => boolean;
  readonly remote: LineSide;
  readonly ui: ExchangeUi;
}

/** Round trips, and what was asked about in them. */
export interface LineQueries {
  readonly branches: { readonly roundTrips: number; readonly nodes: number };
  readonly between: { readonly roundTrips: number; readonly nodes: number };
}

export interface TreeDiscovered {
  /** What both have, ascending; their common heads are among them. The null node when that is nothing. */
  readonly common: readonly NodeId[];
  readonly queries: LineQueries;
}

/** Merges' parents are asked about in groups of this many. */
const GROUP = 10;

const short = (node: NodeId): string => node.slice(0, 12);

/**
 * Asks for the other side's lines until all end in something known, then halves the steps within each until it is clear where it
 * leaves what is known: a round for each merge on the way, and for each halving.
 */
export function discoverByLines(request: TreeDiscoveryRequest): TreeDiscovered {
  return new TreeDiscovery(request).run();
}

class TreeDiscovery {
  readonly #request: TreeDiscoveryRequest;
  readonly #common = new Set<NodeId>();
  /** The lowest changesets that are not here. */
  readonly #fetched = new Set<NodeId>();
  readonly #asked = new Set<NodeId>();
  readonly #branches = { roundTrips: 0, nodes: 0 };
  readonly #between = { roundTrips: 0, nodes: 0 };

  constructor(request: TreeDiscoveryRequest) {
    this.#request = request;
  }

  run(): TreeDiscovered {
    const { isEmpty, knows, remote, ui } = this.#request;
    const heads = remote.headNodes();
    if (isEmpty) return this.#result([NULL_NODE]);
    ui.status('searching for changes\n');
    const unknown: NodeId[] = [];
    for (const head of heads)
      if (knows(head)) this.#common.add(head);
      else unknown.push(head);
    if (unknown.length === 0) return this.#result();
    for (const head of unknown) this.#asked.add(head);
    const progress = ui.progress('searching', undefined, 'queries');
    let rounds = 0;
    const asked = (): void => progress.update(++rounds);
    const ends = this.#followLines(this.#linesOf(unknown), asked);
    this.#narrow(ends, asked);
    progress.complete();
    const list = [...this.#fetched].map(short).join(' ');
    ui.debug(`found new changesets starting at ${list}\n`);
    ui.debug(`${rounds} total queries\n`);
    if (this.#common.size === 1 && this.#common.has(NULL_NODE)) ui.warn('warning: repository is unrelated\n');
    return this.#result();
  }

  #result(common: Iterable<NodeId> = this.#common): TreeDiscovered {
    return { common: [...common].sort(), queries: { branches: this.#branches, between: this.#between } };
  }

  #linesOf(nodes: readonly NodeId[]): readonly Line[] {
    this.#branches.roundTrips++;
    this.#branches.nodes += nodes.length;
    return this.#request.remote.branches(nodes);
  }

  /** Goes on behind merges until nothing but known changesets is left. @returns lines that end in one */
  #followLines(first: readonly Line[], asked: () => void): Span[] {
    const { knows, ui } = this.#request;
    const incomplete: Span[] = [];
    for (let lines = first; lines.length > 0; ) {
      const behind: NodeId[] = [];
      for (const { tip, root, parent1, parent2 } of lines) {
        ui.debug(`examining ${short(tip)}:${short(root)}\n`);
        if (knows(root)) {
          ui.debug(`found incomplete branch ${short(tip)}:${short(root)}\n`);
          incomplete.push({ top: tip, bottom: root });
          continue;
        }
        const isLowest = knows(parent1) && knows(parent2);
        if (isLowest && !this.#fetched.has(root)) {
          ui.debug(`found new changeset ${short(root)}\n`);
          this.#fetched.add(root);
        }
        for (const parent of [parent1, parent2])
          if (!knows(parent)) {
            if (!this.#asked.has(parent)) behind.push(parent);
            this.#asked.add(parent);
          } else this.#common.add(parent);
      }
      lines = this.#askBehind(behind, asked);
    }
    return incomplete;
  }

  #askBehind(nodes: readonly NodeId[], asked: () => void): Line[] {
    const { ui } = this.#request;
    const found: Line[] = [];
    for (let at = 0; at < nodes.length; at += GROUP) {
      asked();
      ui.debug(`request ${this.#branches.roundTrips}: ${nodes.map(short).join(' ')}\n`);
      for (const line of this.#linesOf(nodes.slice(at, at + GROUP))) {
        ui.debug(`received ${short(line.tip)}:${short(line.root)}\n`);
        found.push(line);
      }
    }
    return found;
  }

  #narrow(first: readonly Span[], asked: () => void): void {
    for (let spans = first; spans.length > 0; ) {
      asked();
      this.#between.roundTrips++;
      this.#between.nodes += spans.length;
      const samples = this.#request.remote.between(spans);
      spans = spans.flatMap((span, at) => this.#narrowed(span, samples[at] ?? []));
    }
  }

  /** The part of a span in which it is still open where it leaves what is known; nothing when that is clear. */
  #narrowed({ top, bottom }: Span, samples: readonly NodeId[]): Span[] {
    const { knows, ui } = this.#request;
    let above = top;
    let steps = 1;
    for (const node of [...samples, bottom]) {
      ui.debug(`narrowing ${steps}:${samples.length + 1} ${short(node)}\n`);
      if (knows(node)) {
        if (steps > 2) {
          ui.debug(`narrowed branch search to ${short(above)}:${short(node)}\n`);
          return [{ top: above, bottom: node }];
        }
        ui.debug(`found new branch changeset ${short(above)}\n`);
        this.#fetched.add(above);
        this.#common.add(node);
        return [];
      }
      above = node;
      steps *= 2;
    }
    return [];
  }
}
