/** Changesets as JSON or CBOR. */
import { type ByteString, NULL_NODE } from '../../bytes/index.js';
import { NULL_CHANGESET, PHASE_NAMES, type RepoView } from '../../store/index.js';
import { changedFiles } from '../changed-files.js';
import type { TemplateResources } from '../resources.js';
import { cborOf } from '../text/cbor.js';
import { jsonEscape, jsonOf } from '../text/json.js';
import type { PlainValue } from '../values/index.js';
import type { ChangesetPrinter, PatchTexts, ShowOptions, WriteText } from './printer.js';

export class StructuredPrinter implements ChangesetPrinter {
  readonly #repo: RepoView;
  readonly #resources: TemplateResources;
  readonly #write: WriteText;
  readonly #patch: PatchTexts | undefined;
  readonly #json: boolean;
  #started = false;

  constructor(
    format: 'json' | 'cbor',
    resources: TemplateResources & { readonly repo: RepoView },
    write: WriteText,
    patch?: PatchTexts,
  ) {
    this.#json = format === 'json';
    this.#repo = resources.repo;
    this.#resources = resources;
    this.#write = write;
    this.#patch = patch;
  }

  show(rev: number, options: ShowOptions = {}): void {
    if (this.#json) {
      const head = this.#started ? ',\n {' : '[\n {';
      const { verbosity } = this.#resources;
      const plain = rev >= 0 && verbosity === '' && this.#patch === undefined;
      this.#write(`${head}${plain ? this.#plainJson(rev) : this.#anyJson(rev, options)}\n }`);
    } else this.#write((this.#started ? '' : '\x9f') + cborOf(new Map(this.#fields(rev, options))));
    this.#started = true;
  }

  #anyJson(rev: number, options: ShowOptions): ByteString {
    const utf8 = this.#resources.storedText;
    let out = '';
    for (const [name, value] of this.#fields(rev, options)) {
      const text = jsonOf(value, false, utf8);
      out += `${out === '' ? '\n' : ',\n'}  "${name}": ${text}`;
    }
    return out;
  }

  /** What {@link #anyJson} gives for most requests, without a list of fields. */
  #plainJson(rev: number): ByteString {
    const repo = this.#repo;
    const { storedText } = this.#resources;
    const text = (value: ByteString) =>
      `"${jsonEscape(storedText === undefined ? value : storedText(value))}"`;
    const names = (values: readonly ByteString[]) =>
      values.length === 0 ? '[]' : jsonOf(values, false, storedText);
    const node = repo.node(rev);
    const { branch, date, description, user } = repo.changeset(rev);
    const p1 = repo.graph.parent1(rev);
    const p2 = repo.graph.parent2(rev);
    const first = p1 < 0 ? NULL_NODE : repo.node(p1);
    const parents = p2 < 0 ? `"${first}"` : `"${first}", "${repo.node(p2)}"`;
    return `
  "bookmarks": ${names(repo.bookmarksAt(node))},
  "branch": ${text(branch)},
  "date": ${jsonOf(date, false)},
  "desc": ${text(description)},
  "node": "${node}",
  "parents": [${parents}],
  "phase": "${PHASE_NAMES[repo.phase(rev)]}",
  "rev": ${rev},
  "tags": ${names(repo.tagsAt(node))},
  "user": ${text(user)}`;
  }

  close(): void {
    if (this.#json) this.#write(this.#started ? '\n]\n' : '[\n]\n');
    else this.#write(this.#started ? '\xff' : '\x9f\xff');
  }

  /** In the order of their names. */
  #fields(rev: number, options: ShowOptions): (readonly [string, PlainValue])[] {
    const repo = this.#repo;
    const { verbosity } = this.#resources;
    const node = rev < 0 ? NULL_NODE : repo.node(rev);
    const identity = [
      ['node', node],
      ['rev', rev],
    ] as const;
    if (verbosity === 'quiet') return this.#withPatch([...identity], rev, options);
    const changeset = rev < 0 ? NULL_CHANGESET : repo.changeset(rev);
    const p1 = rev < 0 ? -1 : repo.graph.parent1(rev);
    const p2 = rev < 0 ? -1 : repo.graph.parent2(rev);
    const nodeOf = (parent: number) => (parent < 0 ? NULL_NODE : repo.node(parent));
    const fields: (readonly [string, PlainValue])[] = [];
    const debug = verbosity === 'debug';
    const status = debug ? changedFiles(repo, rev) : undefined;
    if (debug) fields.push(['added', status?.added ?? []]);
    fields.push(['bookmarks', rev < 0 ? [] : repo.bookmarksAt(node)], ['branch', changeset.branch]);
    if (verbosity === 'verbose' && options.copies !== undefined && options.copies.size > 0)
      fields.push(['copies', options.copies]);
    fields.push(['date', changeset.date], ['desc', changeset.description]);
    if (debug) fields.push(['extra', changeset.extra]);
    if (verbosity === 'verbose') fields.push(['files', changeset.files]);
    if (debug) fields.push(['manifest', changeset.manifestNode], ['modified', status?.modified ?? []]);
    fields.push(['node', node], ['parents', p2 >= 0 ? [nodeOf(p1), nodeOf(p2)] : [nodeOf(p1)]]);
    fields.push(['phase', rev < 0 ? 'public' : (PHASE_NAMES[repo.phase(rev)] as ByteString)]);
    if (debug) fields.push(['removed', status?.removed ?? []]);
    fields.push(['rev', rev], ['tags', repo.tagsAt(node)], ['user', changeset.user]);
    return this.#withPatch(fields, rev, options);
  }

  #withPatch(
    fields: (readonly [string, PlainValue])[],
    rev: number,
    options: ShowOptions,
  ): (readonly [string, PlainValue])[] {
    const { stat, diff } = this.#patch ?? {};
    if (stat === undefined && diff === undefined) return fields;
    if (stat !== undefined) fields.push(['diffstat', stat(rev, options)]);
    if (diff !== undefined) fields.push(['diff', diff(rev, options)]);
    return fields.sort((a, b) => (a[0] < b[0] ? -1 : 1));
  }
}
