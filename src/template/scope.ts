/** What the symbols of a template mean at one place: a changeset, a file, and values given by name. */
import { type ByteString, type NodeId, NULL_NODE } from '../bytes/index.js';
import { type Changeset, NULL_CHANGESET, type RepoView } from '../store/index.js';
import type { Templater } from './templater.js';
import type { Value } from './values/index.js';

/** Names whose value depends on the current changeset: a new changeset hides what an outer scope said about them. */
const CHANGESET_NAMES = new Set<ByteString>();

/** Called by the table of keywords. */
export function declareChangesetNames(names: Iterable<ByteString>): void {
  for (const name of names) CHANGESET_NAMES.add(name);
}

export type NamedValues = { readonly [name: string]: Value };

export class Scope {
  readonly templater: Templater;
  /** The changeset; undefined outside of log-like output. -1 is the null revision. */
  readonly rev: number | undefined;
  /** The file, where one is current. */
  readonly path: ByteString | undefined;
  /** Node of the changeset that the outermost scope was at. */
  readonly originalNode: NodeId | undefined;
  /** Position in the innermost loop. */
  readonly index: number | undefined;
  readonly #values: NamedValues | undefined;
  readonly #outer: Scope | undefined;
  #changeset: Changeset | undefined;

  constructor(
    templater: Templater,
    rev: number | undefined,
    values?: NamedValues,
    index?: number,
    outer?: Scope,
    path?: ByteString,
  ) {
    this.templater = templater;
    this.rev = rev;
    this.path = path ?? outer?.path;
    this.index = index ?? outer?.index;
    this.#values = values;
    this.#outer = outer;
    this.originalNode = outer === undefined ? undefined : (outer.originalNode ?? outer.#node());
  }

  #node(): NodeId | undefined {
    const repo = this.templater.resources.repo;
    if (this.rev === undefined || repo === undefined) return undefined;
    return this.rev < 0 ? NULL_NODE : repo.node(this.rev);
  }

  /** The repository. Only call where {@link hasChangeset}. */
  get repo(): RepoView {
    return this.templater.resources.repo as RepoView;
  }

  get hasChangeset(): boolean {
    return this.rev !== undefined && this.templater.resources.repo !== undefined;
  }

  get changeset(): Changeset {
    if (this.#changeset === undefined) {
      const rev = this.rev as number;
      this.#changeset = rev < 0 ? NULL_CHANGESET : this.repo.changeset(rev);
    }
    return this.#changeset;
  }

  /** A value that this scope or an outer one was given under a name. */
  given(name: ByteString): Value | undefined {
    if (this.#values !== undefined && Object.hasOwn(this.#values, name)) return this.#values[name];
    const outer = this.#outer;
    if (outer === undefined) return undefined;
    if (outer.rev !== this.rev && CHANGESET_NAMES.has(name)) return undefined;
    return outer.given(name);
  }

  /** A scope for one item of a list in this scope. */
  inner(
    values: NamedValues | undefined,
    index: number | undefined,
    rev: number | undefined = this.rev,
  ): Scope {
    return new Scope(this.templater, rev, values, index, this);
  }
}
