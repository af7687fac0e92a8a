/**
 * `.hg/cache/storehash/`: what the store of a nested repository looked like when it was last cloned from, or pushed to, some place. As long as it
 * looks the same there is nothing to push. One file per place, whose name is made from the place's hash; both it and what it holds are hg's.
 */
import { type ByteString, bytesOf } from '../../bytes/index.js';
import { HgError } from '../../errors/index.js';
import { readFile, replaceFile, tryReadText } from '../../platform/index.js';
import type { Repository } from '../repository.js';

const WATCHED = ['bookmarks', 'store/phaseroots', 'store/00changelog.i'];
const DIGITS = 12;

function hashOf(repo: Repository, content: Uint8Array): string {
  return repo.place.platform.hasher.sha1Hex(content);
}

function fileFor(repo: Repository, place: ByteString): ByteString {
  return `cache/storehash/${hashOf(repo, bytesOf(place)).slice(0, DIGITS)}`;
}

function currentText(repo: Repository, place: ByteString): ByteString {
  const { sharedHgFs } = repo.store.places;
  const lines = WATCHED.map((path) => {
    let content = new Uint8Array();
    try {
      content = new Uint8Array(readFile(sharedHgFs, path));
    } catch (error) {
      if (!(error instanceof HgError)) throw error;
    }
    return `${path} = ${hashOf(repo, content)}\n`;
  });
  return `# ${place}\n${lines.join('')}`;
}

/** Nothing has changed since {@link rememberStore} was told of that place. */
export function isStoreAsRemembered(repo: Repository, url: ByteString): boolean {
  const { hgFs } = repo.store.places;
  const place = repo.place.nesting?.host.normalUrl(url) ?? url;
  return tryReadText(hgFs, fileFor(repo, place)) === currentText(repo, place);
}

/** A cache: that it cannot be written is no failure. */
export function rememberStore(repo: Repository, url: ByteString): void {
  const { hgFs } = repo.store.places;
  const place = repo.place.nesting?.host.normalUrl(url) ?? url;
  try {
    hgFs.makeDirectory('cache/storehash', true);
    replaceFile(hgFs, fileFor(repo, place), bytesOf(currentText(repo, place)));
  } catch (error) {
    if (!(error instanceof HgError)) throw error;
  }
}
