/** Making a new repository from another one. */
import { type ByteString, bytesOf, type NodeId, NULL_NODE, WDIR_REV } from '../../bytes/index.js';
import type { Config } from '../../config/index.js';
import { InputError, LockError, LookupError } from '../../errors/index.js';
import type { ExchangeUi, Peer } from '../../exchange/index.js';
import { type FileSystem, type Platform, writeFile } from '../../platform/index.js';
import { splitRequirements } from '../../store/index.js';
import { createRepository } from '../create-repository.js';
import type { Repository } from '../repository.js';
import { refreshed, withLock } from '../writing/index.js';
import { copyStore } from './copy-store.js';
import { pull } from './pull.js';
import { ServedView } from './served-view.js';

export interface CloneSource {
  readonly peer: Peer;
  /** Where it is on this machine and can be copied: no bundle. */
  readonly repository: Repository | undefined;
}

export interface CloneRequest {
  /** Absolute; made where it does not exist, otherwise empty. */
  readonly destination: ByteString;
  /** How messages call it. */
  readonly shownAs: ByteString;
  /** What `paths.default` is set to. */
  readonly defaultPath: ByteString;
  /** These and their ancestors only. */
  readonly revs?: readonly ByteString[] | undefined;
  /** Through a bundle, even where the files could be copied. */
  readonly pull?: boolean;
  /** The files of the store instead of a changegroup. */
  readonly stream?: boolean;
  /** Opens the repository that was made. */
  readonly open: (root: ByteString) => Repository;
  readonly config: Config;
  readonly ui: ExchangeUi;
}

export interface ClonedRepository {
  readonly repository: Repository;
  /** Nodes of {@link CloneRequest.revs}. */
  readonly heads: readonly NodeId[];
}

/** @throws HgError "destination 'X' is not empty" and others for what cannot be cloned to */
export function checkDestination(platform: Platform, root: ByteString, shownAs: ByteString): void {
  if (shownAs === '') throw new InputError('empty destination path is not valid');
  const fs = platform.openFileSystem(root);
  const stat = fs.stat('');
  if (stat === undefined) return;
  if (stat.kind !== 'directory') throw new InputError(`destination '${shownAs}' already exists`);
  if (fs.list('').length > 0) throw new InputError(`destination '${shownAs}' is not empty`);
}

/**
 * Clones by hard links or copies where both are on one file system and everything may be seen, otherwise by a pull. What was made is removed
 * when it fails. The working directory stays empty.
 * @throws HgError, FileSystemError, and what a pull throws.
 */
export async function cloneRepository(
  platform: Platform,
  source: CloneSource,
  request: CloneRequest,
): Promise<ClonedRepository> {
  const { destination, shownAs } = request;
  checkDestination(platform, destination, shownAs);
  const outside = platform.openFileSystem('/');
  const existed = outside.stat(destination) !== undefined;
  try {
    const cloned = tryCopy(platform, source, request) ?? (await clonePull(platform, source, request));
    writeFile(outside, `${destination}/.hg/hgrc`, bytesOf(hgrcOf(request.defaultPath)));
    return cloned;
  } catch (error) {
    const made = existed ? `${destination}/.hg` : destination;
    if (outside.stat(made) !== undefined) removeTree(outside, made);
    throw error;
  }
}

function hgrcOf(path: ByteString): ByteString {
  return `# settings of this repository, see "hg help config"
[paths]
# where pull and push go when nothing else is named
default = ${path}
`;
}

function removeTree(fs: FileSystem, path: ByteString): void {
  for (const { name, kind } of fs.listEntries(path)) {
    if (kind === 'directory') removeTree(fs, `${path}/${name}`);
    else fs.remove(`${path}/${name}`);
  }
  fs.removeDirectory(path);
}

/** Undefined when the source cannot be copied, or must not. */
export function tryCopy(
  platform: Platform,
  { repository: source }: Pick<CloneSource, 'repository'>,
  request: CloneRequest,
): ClonedRepository | undefined {
  if (source === undefined || request.pull === true || request.revs !== undefined) return undefined;
  if (source.place.bundle !== undefined || !new ServedView(source).mayBeCopied) return undefined;
  const { destination, ui } = request;
  const { hooks } = source.place.writing;
  const copy = (): boolean => {
    const now = refreshed(source);
    if (!new ServedView(now).mayBeCopied) return false;
    if (hooks.has('preoutgoing'))
      hooks.run('preoutgoing', new Map([['SOURCE', 'clone']]), { refusable: true });
    const outside = platform.openFileSystem('/');
    outside.makeDirectory(`${destination}/.hg`, true);
    const target = outside.at(`${destination}/.hg`);
    copyStore(now, target, ui);
    const requirements = new Set(source.store.requirements);
    for (const name of ['shared', 'relshared']) requirements.delete(name);
    const { own } = splitRequirements(requirements);
    writeFile(target, 'requires', bytesOf(own.map((name) => `${name}\n`).join('')));
    if (hooks.has('outgoing'))
      hooks.run(
        'outgoing',
        new Map([
          ['NODE', NULL_NODE],
          ['SOURCE', 'clone'],
        ]),
        { refusable: false },
      );
    return true;
  };
  try {
    if (!withLock(source, copy)) return undefined;
  } catch (error) {
    // Somebody is writing there: a pull gets what is whole.
    if (error instanceof LockError) return undefined;
    throw error;
  }
  return { repository: request.open(destination), heads: [] };
}

async function clonePull(
  platform: Platform,
  { peer }: CloneSource,
  request: CloneRequest,
): Promise<ClonedRepository> {
  const { destination, revs, config, ui, shownAs } = request;
  createRepository(platform, destination, config, { displayName: shownAs });
  const heads = revs === undefined ? undefined : await Promise.all(revs.map((rev) => peer.lookup(rev)));
  const repository = request.open(destination);
  const pulled = await pull(repository, peer, { heads, stream: request.stream ?? false }, ui);
  return { repository: pulled.repository, heads: heads ?? [] };
}

export interface CloneUpdate {
  readonly rev: number;
  /** The bookmark that is updated to. */
  readonly bookmark: ByteString | undefined;
  /** What is said before. */
  readonly status: ByteString;
}

/**
 * Where the working directory of a clone goes.
 * @param wanted what was asked for: a revision's name, and its node where the source knows it.
 * @throws LookupError for a name that the clone does not know.
 */
export function cloneDestination(
  repo: Repository,
  wanted: { readonly name: ByteString | undefined; readonly node: NodeId | undefined },
): CloneUpdate {
  const branchOf = (rev: number): ByteString => (rev < 0 ? 'default' : repo.branch(rev));
  const { name, node } = wanted;
  let rev = node === undefined ? undefined : repo.revOf(node);
  if (rev === undefined && name !== undefined) rev = repo.lookup(name);
  if (rev !== undefined && rev !== WDIR_REV) {
    const bookmark = name !== undefined && repo.bookmarks().has(name) ? name : undefined;
    return { rev, bookmark, status: `updating to branch ${branchOf(rev)}\n` };
  }
  if (name !== undefined) throw new LookupError(name, `unknown revision '${name}'`);
  const main = repo.bookmarks().get('@');
  const mainRev = main === undefined ? undefined : repo.revOf(main);
  if (mainRev !== undefined) {
    const branch = branchOf(mainRev);
    const status = `updating to bookmark @${branch === 'default' ? '' : ` on branch ${branch}`}\n`;
    return { rev: mainRev, bookmark: '@', status };
  }
  rev = repo.branches().get('default')?.tip ?? repo.tip();
  return { rev, bookmark: undefined, status: `updating to branch ${branchOf(rev)}\n` };
}
