/** One nested repository: whether it is as recorded, and bringing it to where it is wanted. */
import { type ByteString, NULL_REV, WDIR_REV } from '../../bytes/index.js';
import { commonAncestorsHeads } from '../../dag/index.js';
import { HgError } from '../../errors/index.js';
import { type ExchangeUi, shownUrl } from '../../exchange/index.js';
import type { FileSystem } from '../../platform/index.js';
import { cloneNearby, pullNearby } from '../exchange/nearby.js';
import type { Messages } from '../messages.js';
import type { Repository } from '../repository.js';
import { showStats, updateTo } from '../update/update-to.js';
import { updateWorkingCopy } from '../update/update-working-copy.js';
import { workingStatus } from '../working-copy/status.js';
import { refreshed } from '../writing/index.js';
import { hasSubrepos } from './has-subrepos.js';
import { adopt, nestingOf, openSubrepo, pathFromTop, writeSettings } from './open-subrepo.js';
import { requiredPlace } from './sources.js';
import { isStoreAsRemembered, rememberStore } from './store-hashes.js';
import { inSubrepo } from './subrepo-error.js';
import { substateOf } from './substate.js';
import type { SubrepoState } from './types.js';

const LABELS = ['working copy', 'destination', 'working copy parent'];

/** Everything that is said goes to `messages`. */
export class Subrepo {
  readonly parent: Repository;
  readonly path: ByteString;
  /** As the revision that it was found in records it. */
  readonly state: SubrepoState;
  #repo: Repository;

  /** @throws as `openSubrepo` */
  constructor(parent: Repository, path: ByteString, state: SubrepoState, create = true) {
    this.parent = parent;
    this.path = path;
    this.state = state;
    this.#repo = openSubrepo(parent, path, state, create);
  }

  get repo(): Repository {
    return this.#repo;
  }

  /** Path from the outermost repository. */
  get shownAs(): ByteString {
    return pathFromTop(this.parent, this.path);
  }

  /** The node that its working directory is at. */
  get currentNode(): ByteString {
    return this.#repo.node(this.#repo.workingParents()[0]);
  }

  /** It has changes of its own, or (unless `onlyChanges`) is at another revision than recorded. */
  isDirty(onlyChanges = false, missingToo = false): boolean {
    return inSubrepo(this.shownAs, () => {
      const { node } = this.state;
      if (!onlyChanges && (node === '' || node !== this.currentNode)) return true;
      return isWorkingDirectoryDirty(this.#repo, missingToo);
    });
  }

  /** @throws HgError when it is dirty, or something is missing in it */
  refuseDirty(): void {
    if (this.isDirty(false, true)) throw this.isUncommitted();
  }

  /** The error that says so. */
  isUncommitted(hint?: ByteString): HgError {
    const message = `uncommitted changes in subrepository "${this.shownAs}"`;
    return new HgError('abort', message, hint === undefined ? {} : { hint });
  }

  /** Clones or pulls until it has a revision. @returns true when it had it */
  #fetch({ source, node }: SubrepoState, messages: Messages): boolean {
    let repo = this.#repo;
    if (repo.withHidden(true).revOf(node) !== undefined) return true;
    const nesting = nestingOf(repo);
    nesting.source = source;
    const { host } = nesting;
    const place = inSubrepo(this.shownAs, () => requiredPlace(repo));
    const ui = exchangeUi(messages);
    if (repo.length === 0) {
      messages.status(`cloning subrepo ${this.shownAs} from ${shownUrl(place)}\n`);
      messages.flush();
      const other = host.openSource(place);
      inSubrepo(this.shownAs, () => {
        removeTree(this.parent.place.workFs, `${this.path}/.hg`);
        cloneNearby(repo.place.platform, other, {
          destination: repo.root,
          shownAs: repo.root,
          open: (root) => host.open(root),
          config: repo.config,
          ui,
        });
      });
      repo = adopt(this.parent, this.path, source, host.open(repo.root));
      writeSettings(repo);
      rememberStore(repo, place);
    } else {
      messages.status(`pulling subrepo ${this.shownAs} from ${shownUrl(place)}\n`);
      messages.flush();
      const wasClean = isStoreAsRemembered(repo, place);
      const other = host.openSource(place);
      inSubrepo(this.shownAs, () => pullNearby(repo, other, ui));
      if (wasClean) rememberStore(repo, place);
    }
    this.#repo = refreshed(repo);
    return false;
  }

  /** Clones or pulls when it does not have the revision that is recorded. */
  fetch(messages: Messages): void {
    this.#fetch(this.state, messages);
  }

  /** Brings its working directory to a revision, with changes carried along unless `overwrite`. */
  get(state: SubrepoState, overwrite: boolean, messages: Messages): void {
    const hadIt = this.#fetch(state, messages);
    messages.debug(`getting subrepo ${this.path}\n`);
    inSubrepo(this.shownAs, () => {
      const whole = this.#repo.withHidden(true);
      const rev = whole.rev(state.node);
      if (hadIt && this.#repo.withHidden(false).isHidden(rev) && rev >= 0)
        messages.warn(`revision ${state.node.slice(0, 12)} in subrepository "${this.path}" is hidden\n`);
      updateWorkingCopy(whole, { rev, branchMerge: false, force: overwrite, labels: LABELS, messages });
    });
    this.#repo = refreshed(this.#repo);
  }

  /** Joins what is checked out with another revision. */
  merge(state: SubrepoState, messages: Messages): void {
    this.#fetch(state, messages);
    inSubrepo(this.shownAs, () => {
      const repo = this.#repo.withHidden(true);
      const current = repo.workingParents()[0];
      const other = repo.rev(state.node);
      const ancestor = Math.max(NULL_REV, ...commonAncestorsHeads(repo.graph, [current, other]));
      if (this.isDirty() && ancestor !== other) {
        const here = isWorkingDirectoryDirty(repo, false) ? '' : ' (in checked out version)';
        const short = (rev: number): ByteString => repo.node(rev).slice(0, 12);
        const answer = messages.choose(
          ` subrepository sources for ${this.shownAs} differ${here}\n` +
            `you can use (l)ocal source (${short(current)}) or (r)emote source (${short(other)}).\nwhat do you want to do?`,
          ['l', 'r'],
          0,
        );
        if (answer === 0) return;
      }
      const branchOf = (rev: number): ByteString => (rev < 0 ? 'default' : repo.branch(rev));
      if (ancestor === current && branchOf(other) === branchOf(current)) {
        messages.debug(`updating subrepository "${this.shownAs}"\n`);
        updateTo(repo, other, { messages });
      } else if (ancestor === other) {
        messages.debug(`skipping subrepository "${this.shownAs}"\n`);
      } else {
        messages.debug(`merging subrepository "${this.shownAs}"\n`);
        mergeSilently(repo, other, messages);
      }
    });
    this.#repo = refreshed(this.#repo);
  }

  /** Empties its working directory; its history may be nowhere else, so that stays. */
  remove(messages: Messages): void {
    messages.note(`removing subrepo ${this.shownAs}\n`);
    inSubrepo(this.shownAs, () =>
      updateWorkingCopy(this.#repo, { rev: NULL_REV, branchMerge: false, force: true, messages }),
    );
  }
}

/** Without the reminder to commit. */
function mergeSilently(repo: Repository, rev: number, messages: Messages): void {
  const stats = updateWorkingCopy(repo, { rev, branchMerge: true, force: false, messages });
  showStats(messages, stats);
  if (stats.unresolved > 0)
    messages.status("use 'hg resolve' to retry unresolved file merges or 'hg merge --abort' to abandon\n");
}

/** Anything that a commit would record, in nested repositories too. @param missingToo files that are gone count */
export function isWorkingDirectoryDirty(repo: Repository, missingToo: boolean): boolean {
  if (hasSubrepos(repo, WDIR_REV))
    for (const [path, state] of substateOf(repo, WDIR_REV))
      if (new Subrepo(repo, path, state).isDirty(false, missingToo)) return true;
  const [p1, p2] = repo.workingParents();
  if (p2 !== NULL_REV) return true;
  if (repo.workingBranch() !== (p1 === NULL_REV ? 'default' : repo.branch(p1))) return true;
  const { modified, added, removed, deleted } = workingStatus(repo);
  return modified.length + added.length + removed.length + (missingToo ? deleted.length : 0) > 0;
}

export function exchangeUi(messages: Messages): ExchangeUi {
  const silent = { update: () => undefined, complete: () => undefined };
  return {
    status: (text) => messages.status(text),
    note: (text) => messages.note(text),
    debug: (text) => messages.debug(text),
    warn: (text) => messages.warn(text),
    debugFlag: messages.debugFlag,
    progress: (topic, total, unit) => messages.progress?.(topic, total, unit) ?? silent,
  };
}

function removeTree(fs: FileSystem, path: ByteString): void {
  for (const { name, kind } of fs.listEntries(path)) {
    if (kind === 'directory') removeTree(fs, `${path}/${name}`);
    else fs.remove(`${path}/${name}`);
  }
  fs.removeDirectory(path);
}
