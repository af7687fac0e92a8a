/** Whether `-R` names a bundle instead of a repository. */
import type { ByteString } from '../../bytes/index.js';
import type { Platform } from '../../platform/index.js';
import { absolutePath, findRepository, isRepository } from '../find-repository.js';

export interface BundleArgument {
  /** Absolute. */
  readonly file: ByteString;
  readonly shownAs: ByteString;
  /** Root of the repository below it. */
  readonly parentRoot: ByteString | undefined;
}

/**
 * `FILE`, `bundle:FILE` or `bundle:PARENT+FILE`. Without a parent, the repository around the current directory is below it.
 * Undefined when there is no such file.
 */
export function bundleArgument(
  platform: Platform,
  cwd: ByteString,
  text: ByteString,
): BundleArgument | undefined {
  const named = text.startsWith('bundle:');
  const rest = named ? text.replace(/^bundle:(\/\/)?/, '') : text;
  const plus = named ? rest.indexOf('+') : -1;
  const shownAs = rest.slice(plus + 1);
  const file = absolutePath(cwd, shownAs);
  if (platform.openFileSystem('/').stat(file)?.kind !== 'file') return undefined;
  if (plus < 0) return { file, shownAs, parentRoot: findRepository(cwd) };
  const parent = absolutePath(cwd, rest.slice(0, plus));
  return { file, shownAs, parentRoot: isRepository(parent) ? parent : undefined };
}
