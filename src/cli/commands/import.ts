/** `qs import`. */
import * as fs from 'node:fs';
import { type ByteString, byteStringOf } from '../../bytes/index.js';
import { FileSystemError, HgError, InputError } from '../../errors/index.js';
import { splitPatches } from '../../patch/index.js';
import { readFile } from '../../platform/index.js';
import { checkUnfinished, refuseChanges, withWlock } from '../../repo/index.js';
import type { CommandContext, CommandDefinition, Options } from '../command.js';
import { relativeRoot } from '../diff/relative-root.js';
import { absolutePath } from '../find-repository.js';
import { ImportRun, type PatchFile } from '../import/import-run.js';
import { checkIncompatible } from '../option-conflicts.js';
import { DATE_AND_USER_OPTIONS, givenMessage, MESSAGE_OPTIONS } from '../working-copy/commit-message.js';
import { similarityOf } from '../working-copy/similarity.js';
import { SIMILARITY } from '../working-copy/tracking.js';

function readPatch(context: CommandContext, name: ByteString): ByteString {
  if (/^(?:https?|ftp):\/\//.test(name))
    throw new HgError('abort', `patches of other machines are not fetched: ${name}`);
  const path = name.replace(/^file:(?:\/\/)?/, '');
  try {
    const outside = context.platform.openFileSystem('/');
    return byteStringOf(readFile(outside, absolutePath(context.cwd, path).slice(1)));
  } catch (error) {
    if (error instanceof FileSystemError)
      throw new HgError('io', `unable to open ${name}: ${error.message}`, { cause: error });
    throw error;
  }
}

function* patchFiles(
  context: CommandContext,
  names: readonly ByteString[],
  base: ByteString,
): Generator<PatchFile> {
  for (const name of names) {
    const isInput = name === '-';
    const full = base === '' || isInput || name.startsWith('/') ? name : `${base}/${name}`;
    const text = isInput ? byteStringOf(new Uint8Array(fs.readFileSync(0))) : readPatch(context, full);
    yield { name: full, isInput, patches: splitPatches(text) };
  }
}

function checkOptions(options: Options): number {
  checkIncompatible(options, 'no-commit', ['bypass', 'secret']);
  checkIncompatible(options, 'exact', ['edit', 'prefix']);
  const similarity = similarityOf(options, 0);
  if (similarity > 0 && options.flag('bypass')) throw new InputError('cannot use --similarity with --bypass');
  return similarity;
}

export const command: CommandDefinition = {
  name: 'import',
  aliases: ['patch'],
  synopsis: '[OPTION]... PATCH...',
  summary: 'apply patches and commit them',
  help: `Reads patches from files, or from standard input where the name is \`-\`, applies each to the working directory and commits it. User,
date and message are those that \`export\` has written, or those of a mail; options override them. Several patches are one
transaction: all of them are taken, or none.

With --bypass the working directory is left alone. With --exact each patch goes where it came from, and must give the changeset
that it was made of. With --partial a changeset is made even if some hunks do not fit; they are written to .rej files.

Hunks may have moved, and up to \`patch.fuzz\` lines of their context may differ. \`patch.eol\` says what ends of lines mean.

Returns 0 on success, 1 when a patch was applied in part.`,
  category: 'import-export',
  options: [
    {
      short: 'p',
      long: 'strip',
      kind: 'value',
      integer: true,
      default: '1',
      help: 'take this many directories off names',
      valueName: 'NUM',
    },
    {
      short: 'b',
      long: 'base',
      kind: 'value',
      help: 'directory of the patches',
      valueName: 'PATH',
      deprecated: true,
    },
    { short: '', long: 'secret', kind: 'flag', help: 'make the changesets secret' },
    { short: 'e', long: 'edit', kind: 'flag', help: 'edit the messages in any case' },
    {
      short: 'f',
      long: 'force',
      kind: 'flag',
      help: 'although there are uncommitted changes',
      deprecated: true,
    },
    { short: '', long: 'no-commit', kind: 'flag', help: 'only change the working directory' },
    { short: '', long: 'bypass', kind: 'flag', help: 'leave the working directory alone' },
    { short: '', long: 'partial', kind: 'flag', help: 'commit even if some hunks do not fit' },
    { short: '', long: 'exact', kind: 'flag', help: 'make just the changeset that was exported' },
    { short: '', long: 'prefix', kind: 'value', help: 'apply below this directory', valueName: 'DIR' },
    { short: '', long: 'import-branch', kind: 'flag', help: 'take the branch of the patch' },
    ...MESSAGE_OPTIONS,
    ...DATE_AND_USER_OPTIONS,
    SIMILARITY,
  ],
  run(context, args, options) {
    if (args.length === 0) throw new InputError('need at least one patch to import');
    const similarity = checkOptions(options);
    const repo = context.repo();
    const below = relativeRoot(context, options.value('prefix'));
    return withWlock(repo, () => {
      if (!options.flag('bypass')) {
        checkUnfinished(repo);
        if (options.flag('exact') || !options.flag('force')) refuseChanges(repo);
      }
      const run = new ImportRun(context, {
        options,
        message: givenMessage(context, options),
        similarity,
        strip: options.int('strip') ?? 1,
        prefix: below === '' ? '' : `${below}/`,
      });
      return run.run(patchFiles(context, args, options.value('base') ?? ''));
    });
  },
};
