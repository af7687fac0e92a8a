/** Finds the revlog that a debug command is about: `-c`, `-m`, `--dir DIRECTORY` or a tracked file. */
import type { ByteString } from '../../bytes/index.js';
import { InputError } from '../../errors/index.js';
import { Revlog } from '../../revlog/index.js';
import type { CommandContext, OptionDefinition, Options } from '../command.js';
import { UsageError } from '../usage-error.js';

export const REVLOG_OPTIONS: readonly OptionDefinition[] = [
  { short: 'c', long: 'changelog', kind: 'flag', help: 'the revlog of the changesets' },
  { short: 'm', long: 'manifest', kind: 'flag', help: 'the revlog of the manifests' },
  { short: '', long: 'dir', kind: 'value', help: 'the revlog of the manifests of a directory' },
];

function checkOptions(context: CommandContext, file: ByteString | undefined, options: Options): void {
  const changelog = options.flag('changelog');
  const manifest = options.flag('manifest');
  const directory = options.value('dir') !== undefined && options.value('dir') !== '';
  if (changelog && manifest)
    throw new InputError('cannot specify --changelog and --manifest at the same time');
  if (changelog && directory) throw new InputError('cannot specify --changelog and --dir at the same time');
  if (changelog || manifest || directory) {
    if (file !== undefined) throw new InputError('cannot specify filename with --changelog or --manifest');
    if (context.repository === undefined)
      throw new InputError('cannot specify --changelog or --manifest or --dir without a repository');
  }
  if (directory && context.repository?.store.requirements.has('treemanifest') !== true)
    throw new InputError('--dir can only be used on repos with treemanifest enabled');
}

function trackedRevlog(
  context: CommandContext,
  file: ByteString | undefined,
  options: Options,
): Revlog | undefined {
  const store = context.repository?.store;
  if (store === undefined) return undefined;
  const directory = options.value('dir');
  if (options.flag('changelog')) return store.changelog.revlog;
  if (directory !== undefined && directory !== '')
    return store.openManifestRevlog(directory.endsWith('/') ? directory : `${directory}/`);
  if (options.flag('manifest')) return store.openManifestRevlog('');
  return file === undefined ? undefined : store.openFile(file).revlog;
}

/** For commands that show what storage holds. @throws InputError when it holds nothing. */
export function namedStorage(
  context: CommandContext,
  file: ByteString | undefined,
  options: Options,
): Revlog {
  checkOptions(context, file, options);
  const revlog = trackedRevlog(context, file, options);
  if (revlog === undefined || revlog.length === 0) throw new InputError('cannot give path to non-revlog');
  return revlog;
}

/** As {@link namedStorage}, and also any revlog on disk by the path of its index. @throws UsageError, InputError. */
export function namedRevlog(
  context: CommandContext,
  command: string,
  file: ByteString | undefined,
  options: Options,
): Revlog {
  checkOptions(context, file, options);
  const revlog = trackedRevlog(context, file, options);
  if (revlog !== undefined && revlog.length > 0) return revlog;
  if (file === undefined) throw new UsageError('invalid arguments', command);
  const radix = file.replace(/\.[id]$/, '');
  const fs = context.platform.openFileSystem(context.cwd);
  if (fs.stat(`${radix}.i`)?.kind !== 'file') throw new InputError(`revlog '${file}' not found`);
  const { codecs, hasher } = context.platform;
  return Revlog.open(fs, `${radix}.i`, { codecs, hasher, kind: 'other', mustExist: true });
}
