/** The default output of `log` and its relatives, written by hand because it is the one people wait for. */
import { type ByteString, NULL_NODE, stripSpace } from '../../bytes/index.js';
import { formatDate } from '../../dates/index.js';
import { NULL_CHANGESET, PHASE_NAMES, type RepoView } from '../../store/index.js';
import { changedFiles } from '../changed-files.js';
import { obsoleteFate } from '../keywords/obsolete-fate.js';
import type { TemplateResources } from '../resources.js';
import type { Scope } from '../scope.js';
import { escapeExtra } from '../text/escape.js';
import { firstLine } from '../text/wrap.js';
import type { ChangesetPrinter, PatchTexts, ShowOptions, WriteText } from './printer.js';
import { patchText } from './printer.js';

export class DefaultPrinter implements ChangesetPrinter {
  readonly #repo: RepoView;
  readonly #resources: TemplateResources;
  readonly #write: WriteText;
  readonly #patch: PatchTexts | undefined;
  readonly #labelled: boolean;
  readonly #label: (text: ByteString, label: ByteString) => ByteString;
  readonly #scopeOf: (rev: number) => Scope;
  readonly #debug: boolean;
  readonly #verbose: boolean;
  readonly #digits: number;
  /** Branch names, tags and bookmarks are only looked up when there are any. */
  readonly #obsolete: ReadonlySet<number>;

  constructor(
    resources: TemplateResources & { readonly repo: RepoView },
    write: WriteText,
    scopeOf: (rev: number) => Scope,
    patch?: PatchTexts,
  ) {
    this.#repo = resources.repo;
    this.#resources = resources;
    this.#write = write;
    this.#scopeOf = scopeOf;
    this.#patch = patch;
    this.#labelled = resources.label !== undefined;
    this.#label = resources.label === undefined ? (text) => text : resources.label.bind(resources);
    this.#debug = resources.verbosity === 'debug';
    this.#verbose = this.#debug || resources.verbosity === 'verbose';
    this.#digits = this.#debug ? 40 : 12;
    this.#obsolete = new Set(resources.repo.obsoleteRevs());
  }

  close(): void {}

  #node(rev: number): ByteString {
    const node = rev < 0 ? NULL_NODE : this.#repo.node(rev);
    return this.#debug ? node : node.slice(0, 12);
  }

  #phase(rev: number): ByteString {
    return rev < 0 ? 'public' : (PHASE_NAMES[this.#repo.phase(rev)] ?? String(this.#repo.phase(rev)));
  }

  #changesetLabel(rev: number, instabilities: readonly ByteString[]): ByteString {
    let label = `log.changeset changeset.${this.#phase(rev)}`;
    if (this.#obsolete.has(rev)) label += ' changeset.obsolete';
    if (instabilities.length > 0) {
      label += ' changeset.unstable';
      for (const instability of instabilities) label += ` instability.${instability}`;
    }
    return label;
  }

  show(rev: number, options: ShowOptions = {}): void {
    if (this.#resources.verbosity === 'quiet')
      this.#write(`${this.#label(`${rev}:${this.#node(rev)}`, 'log.node')}\n`);
    else this.#write(this.#text(rev, options) + patchText(this.#patch, rev, options));
  }

  #text(rev: number, options: ShowOptions): ByteString {
    const repo = this.#repo;
    const label = this.#label;
    const changeset = rev < 0 ? NULL_CHANGESET : repo.changeset(rev);
    const node = rev < 0 ? NULL_NODE : repo.node(rev);
    const instabilities = rev < 0 ? [] : repo.instabilities(rev);
    let out = label(
      `changeset:   ${rev}:${node.slice(0, this.#digits)}\n`,
      this.#labelled ? this.#changesetLabel(rev, instabilities) : '',
    );
    if (changeset.branch !== 'default') out += label(`branch:      ${changeset.branch}\n`, 'log.branch');
    for (const name of repo.bookmarksAt(node)) out += label(`bookmark:    ${name}\n`, 'log.bookmark');
    for (const name of repo.tagsAt(node)) out += label(`tag:         ${name}\n`, 'log.tag');
    if (this.#debug) out += label(`phase:       ${this.#phase(rev)}\n`, 'log.phase');
    out += this.#parents(rev);
    if (this.#debug) {
      const manifestRev = rev < 0 ? -1 : (repo.manifestRev(changeset.manifestNode) ?? -1);
      out += label(`manifest:    ${manifestRev}:${changeset.manifestNode}\n`, 'ui.debug log.manifest');
    }
    out += label(`user:        ${changeset.user}\n`, 'log.user');
    out += label(`date:        ${formatDate(changeset.date)}\n`, 'log.date');
    if (instabilities.length > 0)
      out += label(`instability: ${instabilities.join(', ')}\n`, 'log.instability');
    if (this.#obsolete.has(rev)) out += this.#fates(rev);
    if (this.#verbose) out += this.#details(rev, changeset.files, options);
    if (this.#debug)
      for (const [key, value] of [...changeset.extra].sort((a, b) => (a[0] < b[0] ? -1 : 1)))
        out += label(`extra:       ${key}=${escapeExtra(value)}\n`, 'ui.debug log.extra');
    const description = stripSpace(changeset.description);
    if (description !== '') {
      if (this.#verbose)
        out += `${label('description:\n', 'ui.note log.description')}${label(description, 'ui.note log.description')}\n\n`;
      else out += label(`summary:     ${firstLine(description)}\n`, 'log.summary');
    }
    return `${out}\n`;
  }

  #parents(rev: number): ByteString {
    const graph = this.#repo.graph;
    const p1 = rev < 0 ? -1 : graph.parent1(rev);
    const p2 = rev < 0 ? -1 : graph.parent2(rev);
    if (!this.#debug && p2 < 0 && p1 >= rev - 1) return '';
    const parents = this.#debug || p2 >= 0 ? [p1, p2] : [p1];
    let out = '';
    for (const parent of parents)
      out += this.#label(
        `parent:      ${parent}:${this.#node(parent)}\n`,
        this.#labelled ? `log.parent changeset.${this.#phase(parent)}` : '',
      );
    return out;
  }

  #fates(rev: number): ByteString {
    const sets = this.#resources.obsolescence?.successorsAndMarkers(rev) ?? [];
    let out = '';
    for (const { successors, markers } of sets)
      out += this.#label(
        `obsolete:    ${obsoleteFate(this.#scopeOf(rev), successors, markers)}\n`,
        'log.obsfate',
      );
    return out;
  }

  #details(rev: number, files: readonly ByteString[], options: ShowOptions): ByteString {
    let out = '';
    if (this.#debug) {
      const status = changedFiles(this.#repo, rev);
      const lists = [
        ['files:       ', status.modified],
        ['files+:      ', status.added],
        ['files-:      ', status.removed],
      ] as const;
      for (const [head, paths] of lists)
        if (paths.length > 0) out += this.#label(`${head}${paths.join(' ')}\n`, 'ui.debug log.files');
    } else if (files.length > 0) out += this.#label(`files:       ${files.join(' ')}\n`, 'ui.note log.files');
    const { copies } = options;
    if (copies !== undefined && copies.size > 0) {
      const texts = [...copies].sort((a, b) => (a[0] < b[0] ? -1 : 1)).map(([to, from]) => `${to} (${from})`);
      out += this.#label(`copies:      ${texts.join(' ')}\n`, 'ui.note log.copies');
    }
    return out;
  }
}
