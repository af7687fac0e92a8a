/** The ignore patterns of a repository's working directory, and the hash that says whether they changed. */
import { type ByteString, byteStringOf, bytesOf } from '../../bytes/index.js';
import { expandUser, expandVariables } from '../../config/index.js';
import { compileIgnore, type IgnoreMatcher, joinPath } from '../../match/index.js';
import { tryReadFile } from '../../platform/index.js';
import type { Repository } from '../repository.js';

/** Known without loading what computes hashes. */
const SHA1_OF_NOTHING = 'da39a3ee5e6b4b0d3255bfef95601890afd80709';

/** Absolute paths of the files that hold patterns: `.hgignore`, then those of `ui.ignore` and `ui.ignore.NAME`. */
export function ignoreFiles(repo: Repository): readonly ByteString[] {
  const { root, config } = repo;
  const { platform, workFs } = repo.place;
  const env = (name: string): ByteString | undefined => platform.env(name);
  const files: ByteString[] = [];
  if (workFs.stat('.hgignore') !== undefined) files.push(joinPath(root, '.hgignore'));
  for (const { name, value } of config.items('ui'))
    if ((name === 'ignore' || name.startsWith('ignore.')) && value !== '')
      files.push(joinPath(root, expandUser(expandVariables(value, env), env)));
  return files;
}

/** Undefined when nothing is ignored. @throws InputError for patterns that do not compile; FileSystemError */
export function ignoreMatcher(repo: Repository): IgnoreMatcher | undefined {
  const files = ignoreFiles(repo);
  if (files.length === 0) return undefined;
  const matcher = compileIgnore({
    root: repo.root,
    fs: repo.place.workFs,
    files,
    warn: (message) => repo.place.warn(message),
  });
  return matcher.directory('') === 'none' ? undefined : matcher;
}

/**
 * What format 2 of the dirstate records of the patterns. Undefined for files that include others: what those hold would have
 * to count, so that nothing is remembered then.
 */
export function ignoreHash(repo: Repository): string | undefined {
  const { platform, workFs } = repo.place;
  const files = [...ignoreFiles(repo)].sort();
  if (files.length === 0) return SHA1_OF_NOTHING;
  const everything = workFs.at('/');
  let lines = '';
  for (const file of files) {
    const bytes = tryReadFile(everything, file.slice(1));
    if (bytes === undefined) continue;
    if (byteStringOf(bytes).includes('include')) return undefined;
    const name = file.startsWith(`${repo.root}/`) ? file.slice(repo.root.length + 1) : file;
    lines += `${name} ${platform.hasher.sha1Hex(bytes)}\n`;
  }
  return platform.hasher.sha1Hex(bytesOf(lines));
}
