/** Last pass: every filelog against the changesets and manifests that mention it. */
import { type ByteString, NULL_NODE } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import { checkEntry, type ExaminedLog, textMessage } from './check-entry.js';
import { checkRevlog } from './check-revlog.js';
import { duplicates, Entries } from './entries.js';
import { examineFile, type FileResult, type FoundCopy } from './file-job.js';
import { DelayedOutput, Findings, type Linkrev } from './findings.js';
import type { ManifestPass } from './manifest-pass.js';

export interface FilesPass extends ManifestPass {
  /** What `censor.policy` says: `abort` reports censored content. */
  readonly reportCensored: boolean;
  /** Findings of the threads, by path. */
  readonly results: ReadonlyMap<ByteString, FileResult>;
}

/** Checks files in any order, as their results come in; what it finds is said in the order of their names. */
export class FileChecker {
  readonly #findings: Findings;
  readonly #names: readonly ByteString[];
  /** Files that have not been checked. */
  readonly #left: Set<ByteString>;
  /** With findings that are kept until they are said: another one as soon as there are any. */
  #pass: FilesPass;
  #output: DelayedOutput;
  readonly #delayed = new Map<ByteString, { findings: Findings; output: DelayedOutput }>();
  #revisions = 0;

  /** @param names all files that changesets or manifests mention, in byte order. */
  constructor(pass: FilesPass, names: readonly ByteString[]) {
    this.#findings = pass.findings;
    this.#names = names;
    this.#left = new Set(names);
    this.#output = new DelayedOutput(pass.findings.output);
    this.#pass = { ...pass, findings: new Findings(this.#output) };
  }

  /** Checks a file, if it is one of those to check, and if everything that it was copied from is known. */
  offer(name: ByteString): void {
    const { results } = this.#pass;
    const result = results.get(name);
    if (result === undefined || !this.#left.has(name)) return;
    for (const copy of result.copies) if (!results.has(copy.path)) return;
    this.#take(name);
  }

  /** Checks what is left, and says everything. @returns how many revisions the filelogs have in all. */
  finish(): number {
    for (const name of this.#names) if (this.#left.has(name)) this.#take(name);
    for (const name of this.#names) {
      const delayed = this.#delayed.get(name);
      if (delayed === undefined) continue;
      delayed.output.say();
      this.#findings.absorb(delayed.findings);
    }
    this.#pass.files.reportOrphans(this.#findings, 'data/');
    return this.#revisions;
  }

  #take(name: ByteString): void {
    this.#left.delete(name);
    this.#revisions += this.#check(name);
    if (this.#output.isEmpty) return;
    this.#delayed.set(name, { findings: this.#pass.findings, output: this.#output });
    this.#output = new DelayedOutput(this.#findings.output);
    this.#pass = { ...this.#pass, findings: new Findings(this.#output) };
  }

  #result(name: ByteString): FileResult {
    return this.#pass.results.get(name) ?? examineFile(this.#pass.store, name);
  }

  #check(name: ByteString): number {
    const { findings, changelog, nodes, paths, files } = this.#pass;
    const path = paths.internName(name);
    const links = changelog.fileLinks.of(path);
    const first: Linkrev = links[0];
    const result = this.#result(name);
    if (result.broken !== undefined) {
      findings.error(first, `broken revlog! (${result.broken})`, name);
      return 0;
    }
    const revlogName = `data/${name}`;
    const entries = new Entries(result.entries);
    files.expect(findings, { name: revlogName, inline: result.inline }, entries.length === 0);
    const facts = { name: revlogName, dataPath: '', version: result.version, inline: result.inline };
    checkRevlog(this.#pass, facts, entries, name, first, result.dataOff);
    this.#reportProblems(name, result, entries);

    const log: ExaminedLog = { label: name, entries, duplicates: duplicates(entries) };
    const changesets = changelog.entries.length;
    const mentioned = nodes.hasPath(path);
    let nextCopy = 0;
    const check = {
      changesets,
      accepts: (linkrev: number): boolean => changelog.fileLinks.has(path, linkrev),
      expected: (): readonly number[] | undefined => this.#expected(name, links),
    };
    for (let rev = 0; rev < entries.length; rev++) {
      const linkrev = checkEntry(findings, log, rev, check);
      if (mentioned && !nodes.claim(path, entries, rev))
        findings.error(linkrev, `${entries.short(rev)} not in manifests`, name);
      for (; result.copies[nextCopy]?.rev === rev; nextCopy++)
        this.#checkCopy(name, linkrev, entries.short(rev), result.copies[nextCopy] as FoundCopy);
    }
    this.#reportUnknown(name, path);
    return entries.length;
  }

  #reportProblems(name: ByteString, result: FileResult, entries: Entries): void {
    const { findings, reportCensored } = this.#pass;
    for (const { rev, message, kind } of result.problems) {
      const linkrev = entries.linkrev(rev);
      if (kind === 'censored') {
        if (reportCensored) findings.error(linkrev, 'censored file data', name);
      } else if (kind === 'size') findings.error(linkrev, message, name);
      else {
        const text = textMessage(`data/${name}`, entries, rev, message);
        findings.error(linkrev, `unpacking ${entries.short(rev)}: ${text}`, name);
      }
    }
  }

  /**
   * What hg shows as expected links: the only candidate; of several none, unless one of them does not have the file at all,
   * then all.
   */
  #expected(name: ByteString, links: Int32Array): readonly number[] | undefined {
    if (links.length === 0) return undefined;
    const all = [...links];
    if (links.length === 1) return all;
    return all.every((rev) => this.#hasFile(rev, name)) ? [] : all;
  }

  #hasFile(rev: number, name: ByteString): boolean {
    const { store } = this.#pass;
    try {
      return store.manifests.manifest(store.changelog.changeset(rev).manifestNode).has(name);
    } catch (error) {
      if (!(error instanceof HgError)) throw error;
      return false;
    }
  }

  #checkCopy(name: ByteString, linkrev: Linkrev, short: string, copy: FoundCopy): void {
    const { findings } = this.#pass;
    const { output } = findings;
    const failed = (message: string): void =>
      findings.error(linkrev, `checking rename of ${short}: ${message}`, name);
    if (copy.message !== undefined) {
      failed(copy.message);
      return;
    }
    if (output.verbose && linkrev !== undefined && !this.#isInParents(linkrev, copy.path))
      findings.warning(
        `warning: copy source of '${name}' not in parents of ${this.#pass.changelog.entries.short(linkrev)}`,
      );
    const source = this.#result(copy.path);
    if (source.broken !== undefined) {
      failed(source.broken);
      return;
    }
    const entries = new Entries(source.entries);
    const shortSource = `${copy.path}:${copy.node.slice(0, 12)}`;
    if (entries.length === 0)
      findings.error(linkrev, `empty or missing copy source revlog ${shortSource}`, name);
    else if (copy.node === NULL_NODE)
      output.note(`warning: ${name}@${linkrev ?? 'None'}: copy source revision is nullid ${shortSource}\n`);
    else if (entries.find(copy.node) < 0) failed(`data/${copy.path}@${copy.node}: no node`);
  }

  #isInParents(rev: number, path: ByteString): boolean {
    const { changelog } = this.#pass.store;
    try {
      return [changelog.parent1(rev), changelog.parent2(rev)].some(
        (parent) => parent >= 0 && this.#hasFile(parent, path),
      );
    } catch (error) {
      if (!(error instanceof HgError)) throw error;
      return false;
    }
  }

  #reportUnknown(name: ByteString, path: number): void {
    const { nodes, findings } = this.#pass;
    const unknown = [...nodes.unclaimed(path)].map((pair) => ({
      linkrev: nodes.seen(pair),
      node: nodes.node(pair),
    }));
    unknown.sort((a, b) => a.linkrev - b.linkrev || (a.node < b.node ? -1 : 1));
    for (const { linkrev, node } of unknown)
      findings.error(
        linkrev < 0 ? undefined : linkrev,
        `manifest refers to unknown revision ${node.slice(0, 12)}`,
        name,
      );
  }
}
