/** Creates empty repositories. */
import { type ByteString, bytesOf } from '../bytes/index.js';
import type { Config } from '../config/index.js';
import { HgError } from '../errors/index.js';
import { type Platform, writeFile } from '../platform/index.js';
import { newRequirements, splitRequirements } from '../store/index.js';

/** Programs from before stores look for a changelog here: they find one of a version that they refuse. */
const DUMMY_CHANGELOG = '\0\0\xff\xff dummy changelog to prevent using the old repo layout';

export interface CreateRepositoryOptions {
  /** How messages call the repository. Default: the path. */
  readonly displayName?: ByteString;
  readonly warn?: (message: ByteString) => void;
}

function lines(names: readonly ByteString[]): Uint8Array {
  return bytesOf(names.map((name) => `${name}\n`).join(''));
}

/**
 * Makes `root`, where it does not exist, and an empty repository in it, of the format that the configuration asks for.
 * `requires` comes last but for the lists that it refers to, so a repository that is not complete is not opened.
 * @throws HgError "repository X already exists", or for formats that cannot be written; FileSystemError.
 */
export function createRepository(
  platform: Platform,
  root: ByteString,
  config: Config,
  options: CreateRepositoryOptions = {},
): void {
  const fs = platform.openFileSystem(root);
  const requirements = newRequirements(config, options.warn ?? (() => undefined));
  if (fs.stat('.hg', true) !== undefined)
    throw new HgError('abort', `repository ${options.displayName ?? root} already exists`);
  platform.openFileSystem('/').makeDirectory(root, true);
  fs.makeDirectory('.hg');
  const { own, store } = splitRequirements(requirements);
  const directories = requirements.has('store') ? ['store', 'cache', 'wcache'] : ['cache', 'wcache'];
  for (const name of directories) fs.makeDirectory(`.hg/${name}`);
  if (requirements.has('store')) writeFile(fs, '.hg/00changelog.i', bytesOf(DUMMY_CHANGELOG));
  if (store !== undefined) writeFile(fs, '.hg/store/requires', lines(store));
  writeFile(fs, '.hg/requires', lines(own));
}
