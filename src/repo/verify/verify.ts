/** `hg verify`: everything that the store holds, checked against itself. */
import type { ByteString } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import type { Threads } from '../../platform/index.js';
import type { RevlogStore } from '../../store/index.js';
import { checkChangelog } from './changelog-pass.js';
import { checkRevlog } from './check-revlog.js';
import { Entries } from './entries.js';
import { type FileBatch, type FileJob, type FileResult, runFileJob } from './file-job.js';
import { FileNodes } from './file-nodes.js';
import { FileChecker } from './files-pass.js';
import { Findings, type VerifyOutput, type VerifyProgress } from './findings.js';
import { checkManifests, type ManifestPass } from './manifest-pass.js';
import { PathTable } from './path-table.js';
import { StoreFiles } from './store-files.js';
import { VerifyThreads } from './verify-threads.js';

export interface VerifyOptions {
  readonly store: RevlogStore;
  /** Absolute path of the `.hg` that the store was opened from: what other threads open. */
  readonly hgPath: ByteString;
  readonly output: VerifyOutput;
  readonly threads?: Threads;
  /** Starts threads for small stores, too (tests). */
  readonly alwaysUseThreads?: boolean;
  /** `censor.policy` is `ignore`. */
  readonly ignoreCensored?: boolean;
}

/** Work below this is done sooner than a thread has started; bytes of text, about half a second. */
const WORTH_A_THREAD = 600 << 20;
/** What opening one filelog costs, in bytes of text. */
const FILE_COST = 150 << 10;

/** Bytes of text to hash, roughly, without having looked at the files. */
function estimateWork(store: RevlogStore, files: number): number {
  const { index } = store.manifests.root.revlog;
  let bytes = files * FILE_COST;
  for (let rev = 0; rev < index.length; rev++) bytes += Math.max(0, index.textLength(rev));
  return bytes;
}

function startThreads(
  options: VerifyOptions,
  job: FileJob,
  deliver: (batch: FileBatch) => void,
): VerifyThreads | undefined {
  const { threads, store } = options;
  if (threads === undefined || threads.count === 0) return undefined;
  if (options.alwaysUseThreads !== true && estimateWork(store, job.paths.length) < WORTH_A_THREAD)
    return undefined;
  return new VerifyThreads(threads, job, deliver);
}

function checkCross(pass: ManifestPass, names: readonly ByteString[], haveManifests: boolean): void {
  const { findings, changelog, nodes, paths } = pass;
  const progress = findings.output.progress('crosschecking', 'files', names.length);
  const haveChangesets = changelog.entries.length > 0;
  const numbers = names.map((name) => paths.internName(name));
  if (haveManifests)
    numbers.forEach((path, i) => {
      const linkrev = changelog.fileLinks.of(path)[0];
      if (linkrev !== undefined && !nodes.hasPath(path))
        findings.error(linkrev, 'in changeset but not in manifest', names[i] as ByteString);
    });
  if (haveChangesets)
    numbers.forEach((path, i) => {
      if (!nodes.hasPath(path) || changelog.fileLinks.of(path).length > 0) return;
      const name = names[i] as ByteString;
      findings.error(firstLinkrev(pass, name, path), 'in manifest but not in changeset', name);
    });
  progress.complete();
}

/** The lowest link of the versions that manifests mention; undefined when any of them is missing. */
function firstLinkrev({ store, nodes }: ManifestPass, name: ByteString, path: number): number | undefined {
  try {
    const { revlog } = store.openFile(name);
    let lowest: number | undefined;
    for (const pair of nodes.unclaimed(path)) {
      const linkrev = revlog.linkrev(revlog.rev(nodes.node(pair)));
      if (lowest === undefined || linkrev < lowest) lowest = linkrev;
    }
    return lowest;
  } catch (error) {
    if (!(error instanceof HgError)) throw error;
    return undefined;
  }
}

/** A damaged list of files ends `verify`, but only when it comes to the files. */
function listStoreFiles(store: RevlogStore, findings: Findings): StoreFiles | HgError {
  try {
    return StoreFiles.list(store, findings);
  } catch (error) {
    if (error instanceof HgError) return error;
    throw error;
  }
}

/**
 * Checks the whole store and says what is wrong with it, in hg's words and order. Hashes of all texts are checked, of
 * manifests, too (as with hg's `--full`). Goes on after damage.
 * @returns the exit code: 1 when there was any damage.
 * @throws HgError when the changelog, the manifest or the list of files cannot be opened at all.
 */
export function verify(options: VerifyOptions): 0 | 1 {
  const { store, output } = options;
  const findings = new Findings(output);
  // What cannot be opened at all ends here, before a word is said.
  const haveManifests = store.manifests.root.revlog.length > 0;
  if (store.fs.stat('journal') !== undefined) output.warn('abandoned transaction found - run hg recover\n');
  const { version } = store.changelog.revlog;
  if (output.verbose || version === 0) output.status(`repository uses revlog format ${version}\n`);
  output.status('checking changesets\n');
  const files = listStoreFiles(store, findings);
  const trackedPaths = files instanceof HgError ? [] : files.trackedPaths();
  const job: FileJob = {
    hgPath: options.hgPath,
    paths: trackedPaths,
    next: new Int32Array(new SharedArrayBuffer(4)),
  };
  const results = new Map<ByteString, FileResult>();
  let progress: VerifyProgress | undefined;
  let checker: FileChecker | undefined;
  const deliver = (batch: FileBatch): void => {
    batch.files.forEach((file, i) => {
      results.set(trackedPaths[file] as ByteString, batch.results[i] as FileResult);
    });
    for (const file of batch.files) checker?.offer(trackedPaths[file] as ByteString);
    progress?.update(results.size);
  };
  const threads = startThreads(options, job, deliver);

  const paths = new PathTable();
  const manifests = Entries.of(store.manifests.root.revlog.index);
  const { revlog } = store.changelog;
  checkRevlog({ store, findings }, revlog, Entries.of(revlog.index), 'changelog', 0);
  const changelog = checkChangelog(store, findings, paths, manifests);
  const nodes = new FileNodes();
  const storeFiles = files instanceof HgError ? StoreFiles.none() : files;
  const pass: ManifestPass = { store, findings, paths, nodes, changelog, files: storeFiles };
  output.status('checking manifests\n');
  checkManifests(pass, manifests);

  output.status('crosschecking files in changesets and manifests\n');
  const names: ByteString[] = [];
  for (let path = 0; path < paths.size; path++)
    if (pass.nodes.hasPath(path) || changelog.fileLinks.of(path).length > 0) names.push(paths.name(path));
  names.sort();
  checkCross(pass, names, haveManifests);

  output.status('checking files\n');
  if (files instanceof HgError) throw files;
  progress = output.progress('checking', 'files', trackedPaths.length);
  const reportCensored = !(options.ignoreCensored ?? false);
  checker = new FileChecker({ ...pass, results, reportCensored }, names);
  // Files are checked between their reading, so that no thread is idle meanwhile.
  runFileJob(store, job, (batch) => {
    deliver(batch);
    threads?.poll();
  });
  threads?.finish();
  const revisions = checker.finish();
  progress.complete();
  return findings.close(revlog.length, revisions, names.length);
}
